import { plainName } from '#forms/typed/name.ts'

/** A column of which the database holds only what `seal` made. */
interface SealedColumn {
  table: string
  /** The table's primary key. */
  key: string
  column: string
  /** What it is sealed for, unless another column of the row says so. */
  purpose: string
  purposeIn?: string
  /** The keyed hash that stands beside it; `of` is what of the opened text is hashed. */
  hash?: { column: string; purpose: string; of?: (opened: string) => string }
}

/**
 * Every sealed column there is: what may be sealed, what proves a key and what gets a new one. Its names end with
 * `_sealed`, and a test compares this list with the schema.
 */
export const sealedColumns = [
  { table: 'data_key', key: 'id', column: 'canary_sealed', purpose: 'data_key.canary_sealed' },
  {
    table: 'person',
    key: 'id',
    column: 'phone_sealed',
    purpose: 'person.phone_sealed',
    hash: { column: 'phone_hash', purpose: 'phone' },
  },
  { table: 'person', key: 'id', column: 'email_sealed', purpose: 'person.email_sealed' },
  { table: 'second_factor', key: 'person_id', column: 'secret_sealed', purpose: 'second_factor.secret_sealed' },
  {
    table: 'suggestion',
    key: 'id',
    column: 'code_sealed',
    purpose: 'suggestion.code_sealed',
    // Sealed in groups of four, as messages print it.
    hash: { column: 'code_hash', purpose: 'suggestion.code_hash', of: code => code.replaceAll('-', '') },
  },
  {
    table: 'suggestion',
    key: 'id',
    column: 'name_sealed',
    purpose: 'suggestion.name_sealed',
    hash: { column: 'name_hash', purpose: 'suggestion.name_hash', of: plainName },
  },
  {
    table: 'suggestion',
    key: 'id',
    column: 'phone_sealed',
    purpose: 'suggestion.phone_sealed',
    hash: { column: 'phone_hash', purpose: 'phone' },
  },
  { table: 'suggestion', key: 'id', column: 'email_sealed', purpose: 'suggestion.email_sealed' },
  {
    table: 'support',
    key: 'id',
    column: 'phone_sealed',
    purpose: 'support.phone_sealed',
    hash: { column: 'phone_hash', purpose: 'phone' },
  },
  { table: 'mail_letter', key: 'id', column: 'left_out_sealed', purpose: 'mail_letter.left_out_sealed' },
  { table: 'client', key: 'id', column: 'contact_sealed', purpose: 'client.contact_sealed' },
  { table: 'webhook', key: 'client_id', column: 'secret_sealed', purpose: 'webhook.secret_sealed' },
  {
    table: 'volunteer',
    key: 'id',
    column: 'name_sealed',
    purpose: 'volunteer.name',
    hash: { column: 'name_hash', purpose: 'volunteer.name_hash', of: plainName },
  },
  {
    table: 'volunteer',
    key: 'id',
    column: 'identity_sealed',
    purpose: 'volunteer.identity',
    hash: { column: 'identity_hash', purpose: 'volunteer.identity' },
  },
  { table: 'guardian', key: 'person_id', column: 'name_sealed', purpose: 'guardian.name_sealed' },
  {
    table: 'guardian',
    key: 'person_id',
    column: 'identity_sealed',
    purpose: 'guardian.identity_sealed',
    // As a volunteer's: the same person may be both.
    hash: { column: 'identity_hash', purpose: 'volunteer.identity' },
  },
  {
    table: 'age_claim',
    key: 'id',
    column: 'identity_sealed',
    purpose: 'age_claim.identity_sealed',
    // As a volunteer's, which it may become.
    hash: { column: 'identity_hash', purpose: 'volunteer.identity' },
  },
  { table: 'shift_incident', key: 'id', column: 'words_sealed', purpose: 'shift_incident.words_sealed' },
  // Called so when the first were sealed.
  { table: 'notice_objection', key: 'id', column: 'name_sealed', purpose: 'honour_objection.name_sealed' },
  { table: 'notice_objection', key: 'id', column: 'contact_sealed', purpose: 'honour_objection.contact_sealed' },
  // A message carries what was sealed elsewhere, unopened.
  { table: 'message', key: 'id', column: 'to_sealed', purpose: 'message.to_sealed', purposeIn: 'to_purpose' },
  {
    table: 'message',
    key: 'id',
    column: 'secret_sealed',
    purpose: 'message.secret_sealed',
    purposeIn: 'secret_purpose',
  },
] as const satisfies readonly SealedColumn[]

/** The list as the schema sees it. */
export const listSealedColumns = (): readonly SealedColumn[] => sealedColumns

/** What may be sealed: a column that this list does not name takes nothing. */
export type SealedPurpose = (typeof sealedColumns)[number]['purpose']
