import type { Selectable, Updateable } from 'kysely'
import type { Db, SuggestionState, SuggestionTable, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import { firstDue } from './clocks/deadlines.ts'

/**
 * The course of a suggestion as data: for each move, who may make it from which states.
 * `clerk` and `supervisor` are roles; `lead` and `co` are officers of the unit that leads or helps;
 * `author` is whoever holds the code. Nothing else in the program says who may do what.
 */
export const inUnitsHands = ['handed-over', 'signed-for', 'sent-back', 'reopened'] as const satisfies SuggestionState[]
export const openStates = ['received', 'accepted', 'handed-over', 'signed-for', 'returned', 'answered', 'sent-back', 'revisit', 'reopened'] as const satisfies SuggestionState[]
const everyState = [...openStates, 'declined', 'merged', 'closed', 'withdrawn'] as const satisfies SuggestionState[]

export const moves = {
  acceptance: { action: 'suggestion.accepted', by: { clerk: ['received'] } },
  declination: { action: 'suggestion.declined', by: { clerk: ['received'] } },
  merger: { action: 'suggestion.merged', by: { clerk: ['received', 'accepted'] } },
  'hand-over': { action: 'suggestion.handed-over', by: { clerk: ['accepted', 'returned'] } },
  signature: { action: 'suggestion.signed-for', by: { lead: ['handed-over'] } },
  return: { action: 'suggestion.returned', by: { lead: ['handed-over'] } },
  contribution: { action: 'suggestion.contributed', by: { co: inUnitsHands } },
  answer: { action: 'suggestion.answered', by: { clerk: ['accepted', 'returned'], lead: ['signed-for', 'sent-back', 'reopened'] } },
  rework: { action: 'suggestion.sent-back', by: { clerk: ['answered'] } },
  verification: { action: 'suggestion.verified', by: { clerk: ['answered'] } },
  revisit: { action: 'suggestion.closed', by: { clerk: ['revisit'] } },
  reopening: { action: 'suggestion.reopened', by: { clerk: ['revisit'], supervisor: ['revisit', 'closed'] } },
  'extension-request': { action: 'suggestion.extension-asked', by: { lead: ['handed-over', 'signed-for', 'reopened'] } },
  extension: { action: 'suggestion.extension-decided', by: { clerk: ['handed-over', 'signed-for', 'reopened'] } },
  suspension: { action: 'suggestion.suspended', by: { clerk: inUnitsHands } },
  resumption: { action: 'suggestion.resumed', by: { clerk: inUnitsHands } },
  supervision: { action: 'suggestion.supervised', by: { supervisor: inUnitsHands } },
  note: { action: 'suggestion.noted', by: { clerk: everyState, supervisor: everyState } },
  addition: { action: 'suggestion.added-to', by: { author: openStates } },
  withdrawal: { action: 'suggestion.withdrawn', by: { author: openStates } },
  rating: { action: 'suggestion.rated', by: { author: ['revisit', 'closed'] } },
} as const satisfies Record<string, { action: string; by: Partial<Record<Party, readonly SuggestionState[]>> }>

export type Party = 'clerk' | 'lead' | 'co' | 'supervisor' | 'author'
export type Move = keyof typeof moves
/** Who presses the button: somebody signed in, or whoever holds the code. */
export type Mover = { id: number; roles: readonly Role[] } | 'author'
export type Course = Selectable<SuggestionTable>

/**
 * `wrong-role`: nobody with these roles ever makes this move. `not-your-unit`: an officer of another unit.
 * `wrong-state`: it stands in `state`, brought there by `by` (a name; undefined: its author or the portal) at `at`.
 */
export type MoveRefusal =
  | { refused: 'unknown-code' | 'wrong-role' | 'not-your-unit' }
  | { refused: 'wrong-state'; state: SuggestionState; by: string | undefined; at: Date | undefined }

export type Moved = { code: string }

/**
 * What a move does: changes of the row and facts for the event; or why it may not (checks come before any
 * writing); or undefined when this very request was answered before and nothing is left to do.
 */
type Act<Refused extends string> = (
  trx: Trx,
  suggestion: Course,
  party: Party,
) => Promise<{ change: Updateable<SuggestionTable>; detail?: Record<string, unknown> } | { refused: Refused } | undefined>

/**
 * Makes a move: change and event in one transaction. The row is locked first, so of two people who press at
 * the same moment the second finds the new state and is told who was first.
 */
export function makeMove<Refused extends string = never>(
  db: Db,
  move: Move,
  code: string,
  by: Mover,
  now: Date,
  act: Act<Refused>,
): Promise<Moved | MoveRefusal | { refused: Refused }> {
  return inTransaction(db, async trx => {
    const suggestion = await trx.selectFrom('suggestion').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()
    if (!suggestion) return { refused: 'unknown-code' as const }
    const parties = by === 'author' ? (['author'] as const) : await partiesOf(trx, suggestion, by)
    const party = parties.find(party => statesFor(move, party).includes(suggestion.state))
    if (!party) return whyNot(trx, move, suggestion, by, parties)

    const outcome = await act(trx, suggestion, party)
    if (!outcome) return { code }
    if ('refused' in outcome) return outcome
    await trx
      .updateTable('suggestion')
      .set({ ...outcome.change, due_at: firstDue(suggestion.id), changed_at: now })
      .where('id', '=', suggestion.id)
      .execute()
    await recordEvent(trx, {
      actor: by === 'author' ? { kind: 'citizen' } : { kind: 'person', id: by.id },
      action: moves[move].action,
      object: { kind: 'suggestion', id: suggestion.id },
      detail: outcome.detail,
      at: now,
    })
    return { code }
  })
}

/** The moves that a person may make now, in the order in which the desk offers them. */
export async function listMoves(db: Db | Trx, suggestion: Pick<Course, 'id' | 'state' | 'lead_unit'>, by: Mover): Promise<Move[]> {
  const parties = by === 'author' ? (['author'] as const) : await partiesOf(db, suggestion, by)
  return (Object.keys(moves) as Move[]).filter(move => parties.some(party => statesFor(move, party).includes(suggestion.state)))
}

/** The roles of those who may ever make a move; a page lets nobody else try. */
export function rolesFor(move: Move): [Role, ...Role[]] {
  const roles: Role[] = (Object.keys(moves[move].by) as Party[]).flatMap(party => (party === 'author' ? [] : party === 'clerk' || party === 'supervisor' ? [party] : ['officer']))
  return [...new Set(roles)] as [Role, ...Role[]]
}

/** What a person is to a suggestion. An officer is nothing to what was not handed to their unit. */
async function partiesOf(db: Db | Trx, suggestion: Pick<Course, 'id' | 'lead_unit'>, { id, roles }: { id: number; roles: readonly Role[] }): Promise<Party[]> {
  const parties: Party[] = []
  if (roles.includes('clerk')) parties.push('clerk')
  if (roles.includes('supervisor')) parties.push('supervisor')
  if (roles.includes('officer')) {
    const assignments = await db
      .selectFrom('assignment')
      .innerJoin('liaison', 'liaison.unit', 'assignment.unit')
      .select(['assignment.part', 'assignment.unit'])
      .where('assignment.suggestion_id', '=', suggestion.id)
      .where('assignment.ended_at', 'is', null)
      .where('liaison.person_id', '=', id)
      .execute()
    if (assignments.some(({ part }) => part === 'lead')) parties.push('lead')
    if (assignments.some(({ part }) => part === 'co')) parties.push('co')
  }
  return parties
}

function statesFor(move: Move, party: Party): readonly SuggestionState[] {
  const by: Partial<Record<Party, readonly SuggestionState[]>> = moves[move].by
  return by[party] ?? []
}

async function whyNot(trx: Trx, move: Move, suggestion: Course, by: Mover, parties: readonly Party[]): Promise<MoveRefusal> {
  if (!parties.some(party => statesFor(move, party).length > 0)) {
    const forOfficers = statesFor(move, 'lead').length > 0 || statesFor(move, 'co').length > 0
    return { refused: by !== 'author' && by.roles.includes('officer') && forOfficers ? 'not-your-unit' : 'wrong-role' }
  }
  const last = await trx
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actor_id')
    .select(['person.name', 'event.at'])
    .where('event.object_kind', '=', 'suggestion')
    .where('event.object_id', '=', String(suggestion.id))
    .where('event.action', 'in', changingActions)
    .where('event.result', '=', 'done')
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { refused: 'wrong-state', state: suggestion.state, by: last?.name ?? undefined, at: last?.at }
}

/** The events that say who brought a suggestion into its state; notes, additions and the like do not. */
const changingActions = (['acceptance', 'declination', 'merger', 'hand-over', 'signature', 'return', 'answer', 'rework', 'verification', 'revisit', 'reopening', 'withdrawal'] as const).map(
  move => moves[move].action,
)
