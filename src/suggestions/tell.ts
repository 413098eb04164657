import { type Selectable, sql } from 'kysely'
import type { SuggestionTable, Trx } from '#db/schema.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { isInUse, listHolders } from '#people/in-use.ts'
import type { Role } from '#people/roles.ts'
import type { MessageTemplate } from '#messages/words.ts'
import { codeSealedAs } from './code.ts'
import { isPhoneProven } from './own.ts'
import { sealedAs } from './readings.ts'

type Told = Pick<Selectable<SuggestionTable>, 'id' | 'number'>
type Facts = Record<string, string | number>
type AuthorTemplate = Extract<MessageTemplate, `suggestion-${string}`>
type DeskTemplate = Extract<MessageTemplate, `desk-${string}`>

/**
 * Tells the author of a suggestion, if they wish to be told; and, unless `alone`, those whose own was merged into it. An
 * SMS carries the author's code, so it goes only to a phone that was proven: one digit amiss would give it to a stranger.
 */
export async function tellAuthors(
  trx: Trx,
  suggestion: Told,
  template: AuthorTemplate,
  facts: Facts,
  now: Date,
  { alone = false }: { alone?: boolean } = {},
): Promise<void> {
  const authors = await trx
    .selectFrom('suggestion')
    .select(['id', 'code_sealed', 'tell_by', 'phone_sealed', 'email_sealed'])
    .where(eb =>
      alone
        ? eb('id', '=', suggestion.id)
        : eb.or([eb('id', '=', suggestion.id), eb('merged_into', '=', suggestion.id)]),
    )
    .where(eb => eb.or([eb('tell_by', '=', 'email'), eb.and([eb('tell_by', '=', 'sms'), isPhoneProven(eb)])]))
    .orderBy('id')
    .execute()
  await enqueueMessages(
    trx,
    authors.map(author => ({
      to:
        author.tell_by === 'email'
          ? { channel: 'email' as const, sealed: author.email_sealed!, purpose: sealedAs.email }
          : { channel: 'sms' as const, sealed: author.phone_sealed!, purpose: sealedAs.phone },
      template,
      facts,
      secret: { sealed: author.code_sealed, purpose: codeSealedAs },
      about: { kind: 'suggestion', id: author.id },
    })),
    now,
  )
}

/**
 * Tells the officers of a unit; where it has none, those of the unit that receives for it; else the desk, which has to
 * ring up: nothing is told to nobody.
 */
export async function tellUnit(
  trx: Trx,
  suggestion: Told,
  unit: string,
  template: DeskTemplate,
  facts: Facts,
  now: Date,
): Promise<void> {
  const officers = await listOfficers(trx, unit)
  const told = officers.length > 0 ? officers : await listDeputies(trx, suggestion.id, unit)
  if (told.length > 0) return tellPeople(trx, suggestion, told, template, facts, now)
  await recordEvent(trx, {
    actor: { kind: 'system' },
    action: 'suggestion.unit-untold',
    object: { kind: 'suggestion', id: suggestion.id },
    detail: { unit },
    at: now,
  })
  await tellRole(trx, suggestion, 'clerk', 'desk-unit-untold', {}, now)
}

function listOfficers(trx: Trx, unit: string): Promise<{ id: number }[]> {
  return trx
    .selectFrom('person')
    .innerJoin('liaison', 'liaison.person_id', 'person.id')
    .select('person.id')
    .where('liaison.unit', '=', unit)
    .where(sql<boolean>`'officer' = ANY(person.roles)`)
    .where(isInUse())
    .orderBy('person.id')
    .execute()
}

/** By its last assignment: that it no longer leads is told to the same people. */
async function listDeputies(trx: Trx, suggestionId: number, unit: string): Promise<{ id: number }[]> {
  const asked = await trx
    .selectFrom('assignment')
    .select('deputy')
    .where('suggestion_id', '=', suggestionId)
    .where('unit', '=', unit)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return asked?.deputy ? listOfficers(trx, asked.deputy) : []
}

/** Tells everybody who holds a role. */
export async function tellRole(
  trx: Trx,
  suggestion: Told,
  role: Role,
  template: DeskTemplate,
  facts: Facts,
  now: Date,
): Promise<void> {
  await tellPeople(trx, suggestion, await listHolders(trx, role), template, facts, now)
}

async function tellPeople(
  trx: Trx,
  { id, number }: Told,
  people: { id: number }[],
  template: DeskTemplate,
  facts: Facts,
  now: Date,
): Promise<void> {
  await enqueueMessages(
    trx,
    people.map(person => ({
      to: { personId: person.id },
      template,
      facts: { ...facts, number },
      about: { kind: 'suggestion', id },
    })),
    now,
  )
}
