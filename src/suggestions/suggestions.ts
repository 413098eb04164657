import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { drawCode, hashCode, openCode, sealCode } from './code.ts'
import { type ReceivedRow, takeIn } from './intake.ts'
import { hashName } from './hash-names.ts'
import { isPhoneProven } from './own.ts'
import type { SuggestionInput } from './suggestion-form.ts'
import type { TakenDown } from './taking-down-form.ts'
import { tellingOf } from './telling-form.ts'
import { tellingColumns } from './telling.ts'
import { unsorted } from './unsorted.ts'

export interface Receiving {
  personalData: PersonalData
  now: Date
  /** Of the words on personal data that the citizen has agreed to. */
  privacyVersion: string
  draw?: () => string
  /** Written beside it, in its transaction: the contest that it takes part in. */
  beside?: NonNullable<Parameters<typeof takeIn>[1]['beside']>
}

/**
 * Takes a suggestion in: row, photos by their tokens and event, all or nothing. The same request key again, also at the
 * very same moment, is the same suggestion and gets the same number and code. Name, phone and e-mail are sealed. Refuses when
 * one of the photos waits no longer.
 */
export async function receiveSuggestion(
  db: Db,
  input: SuggestionInput,
  photos: readonly string[],
  { personalData, now, privacyVersion, draw = drawCode, beside }: Receiving,
): Promise<{ number: string; code: string } | { refused: 'photos-gone' }> {
  const row = rowOf(input, personalData, privacyVersion)
  const takenIn = await takeIn(db, {
    row,
    photos,
    now,
    ...(beside && { beside }),
    draw: () => sealCode(personalData, draw()),
  })
  if ('refused' in takenIn) return takenIn
  return { number: takenIn.number, code: openCode(personalData, takenIn.codeSealed) }
}

/**
 * The same for what a clerk wrote down for somebody. The code is for its author's ears; with `send_code` it goes once, in
 * an SMS, to the phone that the clerk has read back to them.
 */
export async function takeDown(
  db: Db,
  { source, wishes_anonymity, told: _told, send_code, ...input }: TakenDown,
  photos: readonly string[],
  by: { id: number },
  { personalData, now, privacyVersion, draw = drawCode }: Receiving,
): Promise<{ number: string; code: string } | { refused: 'photos-gone' }> {
  const row = {
    ...rowOf({ ...input, privacy_consent: true }, personalData, privacyVersion),
    source,
    wishes_anonymity,
    taken_down_by: by.id,
  }
  const sealed = () => sealCode(personalData, draw())
  const takenIn = await takeIn(db, { row, photos, now, draw: sealed, sendsCode: send_code })
  if ('refused' in takenIn) return takenIn
  return { number: takenIn.number, code: openCode(personalData, takenIn.codeSealed) }
}

/** The same for what a program of somebody else sends; its own request keys are nobody else's. */
export async function receiveFromClient(
  db: Db,
  input: SuggestionInput,
  photos: readonly string[],
  client: { id: number },
  { personalData, now, privacyVersion, draw = drawCode }: Receiving,
): Promise<{ number: string; code: string } | { refused: 'photos-gone' }> {
  const row = { ...rowOf(input, personalData, privacyVersion), source: 'open311' as const, client_id: client.id }
  const takenIn = await takeIn(db, { row, photos, now, draw: () => sealCode(personalData, draw()) })
  if ('refused' in takenIn) return takenIn
  return { number: takenIn.number, code: openCode(personalData, takenIn.codeSealed) }
}

/** What is taken of a letter. */
interface LetterInput {
  title: string
  body: string
  /** Where the answer goes to. */
  email: string
  name: string | undefined
  request_key: string
  /** How many attachments are no photos. */
  leftOut: number
}

/**
 * The same for a letter that came by e-mail. Nobody has chosen what it is about and where, or agreed to anything: the desk
 * sorts it, nothing of it is published, and its receipt says how the address is used. `beside` is written with it.
 */
export async function receiveLetter(
  db: Db,
  { email, leftOut, name, ...letter }: LetterInput,
  photos: readonly string[],
  beside: NonNullable<Parameters<typeof takeIn>[1]['beside']>,
  { personalData, now, privacyVersion, draw = drawCode }: Receiving,
): Promise<{ number: string } | { refused: 'photos-gone' }> {
  const row = {
    ...letter,
    source: 'email' as const,
    kind: 'advice' as const,
    category: unsorted,
    county: unsorted,
    place: '',
    name_sealed: name ? personalData.seal(name, 'suggestion.name_sealed') : null,
    name_hash: name ? hashName(personalData, name) : null,
    ...tellingColumns(personalData, { by: 'email', email }),
    publish_consent: false,
    privacy_version: privacyVersion,
  }
  const receipt = { template: 'suggestion-letter-received' as const, facts: { leftOut } }
  return takeIn(db, { row, photos, now, beside, receipt, draw: () => sealCode(personalData, draw()) })
}

/** Fields that are columns of the same name; does not compile with one that is none. */
type Columns<Typed> = { [Field in keyof Typed]: Field extends keyof ReceivedRow ? ReceivedRow[Field] : never }

/** What was typed as a row, with name, phone and e-mail sealed. */
function rowOf(
  { place = '', name, phone, tell_by, email, privacy_consent: _given, ...typed }: SuggestionInput,
  personalData: PersonalData,
  privacyVersion: string,
): ReceivedRow {
  return {
    ...(typed satisfies Columns<typeof typed>),
    place,
    name_sealed: name ? personalData.seal(name, 'suggestion.name_sealed') : null,
    name_hash: name ? hashName(personalData, name) : null,
    phone_sealed: phone ? personalData.seal(phone, 'suggestion.phone_sealed') : null,
    phone_hash: phone ? personalData.lookup(phone, 'phone') : null,
    ...tellingColumns(personalData, tellingOf({ tell_by, email })),
    privacy_version: privacyVersion,
  }
}

/** What may be shown to the one who holds the code: nothing that says who sent it. */
export type TrackedSuggestion = NonNullable<Awaited<ReturnType<typeof findSuggestionByCode>>>

/** By its code as `parseCode` gives it. */
export async function findSuggestionByCode(db: Db, personalData: PersonalData, code: string) {
  const found = await db
    .selectFrom('suggestion')
    .select([
      'id',
      'number',
      'kind',
      'title',
      'category',
      'county',
      'state',
      'received_at',
      'accepted_at',
      'decline_reason',
      'decline_words',
      'lead_unit',
      'merged_into',
      'tell_by',
    ])
    // Whether there is a phone or an address that the author can be asked for.
    .select(eb =>
      eb
        .or([eb('phone_sealed', 'is not', null), eb('email_sealed', 'is not', null)])
        .$castTo<boolean>()
        .as('leftAddress'),
    )
    .select(eb => isPhoneProven(eb).$castTo<boolean>().as('isPhoneProven'))
    .where('code_hash', '=', hashCode(personalData, code))
    .executeTakeFirst()
  return found && { ...found, code }
}

/** How a suggestion is called, and its number; for those who may see every one. */
export function findTitled(db: Db, id: number) {
  return db.selectFrom('suggestion').select(['number', 'title']).where('id', '=', id).executeTakeFirst()
}
