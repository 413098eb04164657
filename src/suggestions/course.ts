import type { Selectable, Updateable } from 'kysely'
import type { z } from 'zod'
import type { Db, SuggestionState, SuggestionTable, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { type Acted, isOffered, type Move, type Offered } from '#forms/move.ts'
import type { FormSchema } from '#forms/values.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'
import type { SuggestionAction } from '#people/trail-words.ts'
import { firstDue } from './clocks/deadlines.ts'
import { passArrivals } from './redaction/arrivals.ts'
import { endReminders } from './reminders.ts'
import type { NameOf, Standing, Story } from './story.ts'

export const inUnitsHands = ['handed-over', 'signed-for', 'sent-back', 'reopened'] as const satisfies SuggestionState[]
export const openStates = [
  'received',
  'accepted',
  'handed-over',
  'signed-for',
  'returned',
  'answered',
  'sent-back',
  'revisit',
  'reopened',
] as const satisfies SuggestionState[]
export const everyState = [
  ...openStates,
  'declined',
  'merged',
  'closed',
  'withdrawn',
] as const satisfies SuggestionState[]

/**
 * What somebody is to a suggestion. `clerk` and `supervisor` are roles; `lead` and `co` are officers of the unit that
 * leads or helps; `author` is the one who holds the code.
 */
export type Party = 'clerk' | 'lead' | 'co' | 'supervisor' | 'author'
export interface Person {
  id: number
  roles: readonly Role[]
}
/** Who presses the button: somebody signed in, or the one who holds the code. */
export type Mover = Person | 'author'
export type Course = Selectable<SuggestionTable>
/** What a screen has of a suggestion before it knows what can be done with it. */
export type Subject = Pick<Course, 'id' | 'state' | 'lead_unit'>

/** What some moves need beside their form. */
export interface Means {
  /** Seals what the author leaves to be told by, and opens what they gave as their name: units do not read it. */
  personalData?: PersonalData
  /** What the city's settings call the code of a category or county. */
  sayChoice?: (code: string) => string
  /** The unit above one in the city's register. */
  parentOf?: (unit: string) => string | undefined
  /** What the numbers of the city's supervision letters begin with. */
  letterPrefix?: string
  /** Of the author: what proves them, the code alone or the phone that the suggestion was sent with. */
  proof?: 'code' | 'phone'
  /** Of the author: the member of staff whom the same browser is signed in as, who may not speak for a citizen. */
  staffId?: number | undefined
}

/** Who makes a move, as what, when. */
export interface By extends Means {
  person: Mover
  party: Party
  now: Date
}

/** A move of a suggestion: all that belongs to it, in one place. */
export interface SuggestionMove<
  Who extends By = By,
  Name extends string = string,
  Schema extends FormSchema = FormSchema,
  Word extends string = string,
> extends Move<Course, Who, Updateable<SuggestionTable>, Name, Schema, Word> {
  /** Its event. */
  action: SuggestionAction
  /** Who may make it from which states; nobody else, and from no other. */
  by: Partial<Record<Party, readonly SuggestionState[]>>
  /** Asked of few columns, so that a screen need not read the whole row. */
  offered?(suggestion: Subject, by: Who, db: Db | Trx): Offered<Word> | Promise<Offered<Word>>
  /** To its author, when its state no longer allows it: what to do instead. */
  sayTooLate?(state: SuggestionState): string
  act(
    trx: Trx,
    subject: Course,
    data: z.output<Schema>,
    by: Who,
  ): Promise<Acted<Updateable<SuggestionTable>, NoInfer<Word>, SuggestionAction>>
  story: Story
  standing?(
    db: Db,
    suggestion: Subject,
    seen: { now: Date; nameOf: NameOf; forOffice?: boolean },
  ): Promise<Standing | undefined>
}

/** A move of somebody at the desk. */
export const deskMove = <const Name extends string, Schema extends FormSchema, Word extends string = never>(
  move: SuggestionMove<By & { person: Person }, Name, Schema, Word>,
) => move
/** A move of the one who holds the code. */
export const authorMove = <const Name extends string, Schema extends FormSchema, Word extends string = never>(
  move: SuggestionMove<By, Name, Schema, Word>,
) => move

/**
 * `wrong-role`: nobody with these roles ever makes this move. `not-your-unit`: an officer of another unit.
 * `wrong-state`: it stands in `state`, brought there by `by` (a name; undefined: its author or the portal) at `at`.
 */
export type MoveRefusal =
  | { refused: 'unknown-number' | 'wrong-role' | 'not-your-unit' | 'signed-in-as-staff' }
  | { refused: 'wrong-state'; state: SuggestionState; by: string | undefined; at: Date | undefined }

export type Moved = { number: string }

/**
 * Makes a move: change and event in one transaction. The row is locked first, so of two people who press at
 * the same moment the second finds the new state and is told who was first. `data` is what the move's form gave. The
 * event of an author says which proof they had; of staff who try it with a citizen's code, only that is recorded.
 */
export function makeMove<Who extends By, Name extends string, Schema extends FormSchema, Word extends string>(
  db: Db,
  move: SuggestionMove<Who, Name, Schema, Word>,
  number: string,
  data: z.output<Schema>,
  person: Mover,
  now: Date,
  means: Means = {},
): Promise<Moved | MoveRefusal | { refused: Word }> {
  return inTransaction(db, async trx => {
    const suggestion = await trx
      .selectFrom('suggestion')
      .selectAll()
      .where('number', '=', number)
      .forUpdate()
      .executeTakeFirst()
    if (!suggestion) return { refused: 'unknown-number' as const }
    if (person === 'author' && means.staffId !== undefined) {
      const actor = { kind: 'person', id: means.staffId } as const
      await recordEvent(trx, {
        actor,
        action: move.action,
        object: { kind: 'suggestion', id: suggestion.id },
        result: 'refused',
        detail: { refused: 'signed-in-as-staff' },
        at: now,
      })
      return { refused: 'signed-in-as-staff' as const }
    }
    const parties = await partiesOf(trx, suggestion, person)
    const mine = parties.filter(party => move.by[party])
    const party = mine.find(party => move.by[party]?.includes(suggestion.state))
    const by = { ...means, person, party: party ?? mine[0], now } as Who
    if (mine.length > 0 && (await move.isDone?.(suggestion, data, by, trx))) return { number }
    if (!party) return whyNot(trx, move, suggestion, person, mine)
    const offered = await isOffered(move, suggestion, by, trx)
    if (offered !== true) return offered ? { refused: offered as Word } : whyNot(trx, move, suggestion, person, mine)

    const outcome = await move.act(trx, suggestion, data, by)
    if ('refused' in outcome) return outcome
    const { change, detail, then } = outcome
    await writeChange(trx, suggestion.id, change, now)
    await passArrivals(trx, suggestion.id, now, means.personalData)
    // Who brought it into its state can be told from the event that names it.
    const named = change.state && { state: change.state }
    const proven = means.proof && { proof: means.proof }
    const event = {
      actor: person === 'author' ? ({ kind: 'citizen' } as const) : ({ kind: 'person', id: person.id } as const),
      object: { kind: 'suggestion', id: suggestion.id },
      at: now,
    }
    await recordEvent(trx, { ...event, action: move.action, detail: { ...detail, ...proven, ...(!then && named) } })
    if (then) await recordEvent(trx, { ...event, action: then.action, detail: { ...then.detail, ...named } })
    return { number }
  })
}

/** Writes what a move changes of a suggestion, with when it is due by its clocks; reminders end with their step. */
export async function writeChange(trx: Trx, id: number, change: Updateable<SuggestionTable>, now: Date): Promise<void> {
  await trx
    .updateTable('suggestion')
    .set({ ...change, due_at: firstDue(id), changed_at: now })
    .where('id', '=', id)
    .execute()
  await endReminders(trx, id, now)
}

/** Of these moves those that somebody may make now, in their order: what a screen shows is what the engine makes. */
export async function listMoves<Any extends SuggestionMove>(
  db: Db,
  moves: readonly Any[],
  suggestion: Subject,
  person: Mover,
  now: Date,
): Promise<Any[]> {
  const parties = await partiesOf(db, suggestion, person)
  const offered: Any[] = []
  for (const move of moves) {
    const party = parties.find(party => move.by[party]?.includes(suggestion.state))
    if (party && (await isOffered(move, suggestion, { person, party, now }, db)) === true) offered.push(move)
  }
  return offered
}

/** The roles of those who may ever make a move; a page lets nobody else try. */
export function rolesFor({ by }: SuggestionMove): [Role, ...Role[]] {
  const roles: Role[] = (Object.keys(by) as Party[]).flatMap(party =>
    party === 'author' ? [] : party === 'clerk' || party === 'supervisor' ? [party] : ['officer'],
  )
  return [...new Set(roles)] as [Role, ...Role[]]
}

/** What somebody is to a suggestion. An officer is nothing to what was not handed to their unit. */
async function partiesOf(db: Db | Trx, suggestion: Pick<Course, 'id'>, person: Mover): Promise<Party[]> {
  if (person === 'author') return ['author']
  const { id, roles } = person
  const parties: Party[] = []
  if (roles.includes('clerk')) parties.push('clerk')
  if (roles.includes('supervisor')) parties.push('supervisor')
  if (roles.includes('officer')) {
    const assignments = await db
      .selectFrom('assignment')
      .innerJoin('liaison', join =>
        join.on(eb => eb('liaison.unit', 'in', [eb.ref('assignment.unit'), eb.ref('assignment.deputy')])),
      )
      .select('assignment.part')
      .where('assignment.suggestion_id', '=', suggestion.id)
      .where('assignment.ended_at', 'is', null)
      .where('liaison.person_id', '=', id)
      .execute()
    if (assignments.some(({ part }) => part === 'lead')) parties.push('lead')
    if (assignments.some(({ part }) => part === 'co')) parties.push('co')
  }
  return parties
}

async function whyNot(
  trx: Trx,
  move: { by: SuggestionMove['by'] },
  suggestion: Course,
  person: Mover,
  mine: readonly Party[],
): Promise<MoveRefusal> {
  if (mine.length === 0) {
    const forOfficers = move.by.lead !== undefined || move.by.co !== undefined
    return {
      refused: person !== 'author' && person.roles.includes('officer') && forOfficers ? 'not-your-unit' : 'wrong-role',
    }
  }
  const last = await trx
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actor_id')
    .select(['person.name', 'event.at'])
    .where('event.object_kind', '=', 'suggestion')
    .where('event.object_id', '=', String(suggestion.id))
    .where('event.result', '=', 'done')
    .where(eb => eb(eb.ref('event.detail', '->>').key('state' as never), 'is not', null))
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { refused: 'wrong-state', state: suggestion.state, by: last?.name ?? undefined, at: last?.at }
}
