import type { Selectable } from 'kysely'
import type { SuggestionTable } from '#db/schema.ts'
import type { Parts, partNames } from './texts.ts'

/**
 * How a unit reads each column of a suggestion. A new column does not compile until it stands here:
 *
 * - `covered`: words of the author, read as they were let through. Such a column stands in `partNames`.
 * - `as-it-is`: never words that an author types.
 * - `withheld`: not read by units. The office reads it in `office` of `findDeskSuggestion`.
 */
export const unitColumns = {
  id: 'as-it-is',
  number: 'as-it-is',
  code: 'withheld',
  code_hash: 'withheld',
  code_sealed: 'withheld',
  request_key: 'withheld',
  kind: 'as-it-is',
  title: 'covered',
  body: 'covered',
  category: 'as-it-is',
  county: 'as-it-is',
  place: 'covered',
  latitude: 'as-it-is',
  longitude: 'as-it-is',
  name_sealed: 'withheld',
  phone_sealed: 'withheld',
  publish_consent: 'as-it-is',
  privacy_version: 'as-it-is',
  state: 'as-it-is',
  received_at: 'as-it-is',
  accepted_at: 'as-it-is',
  declined_at: 'as-it-is',
  decline_reason: 'as-it-is',
  decline_words: 'as-it-is',
  answered_at: 'as-it-is',
  source: 'as-it-is',
  wishes_anonymity: 'withheld',
  taken_down_by: 'withheld',
  client_id: 'withheld',
  clerk_id: 'withheld',
  name_hash: 'withheld',
  lead_unit: 'as-it-is',
  answer_level: 'as-it-is',
  accepted_in_time: 'as-it-is',
  handed_over_at: 'as-it-is',
  answered_in_time: 'as-it-is',
  shown_at: 'as-it-is',
  satisfaction: 'as-it-is',
  reopenings: 'as-it-is',
  reopened_at: 'as-it-is',
  closed_at: 'as-it-is',
  withdrawn_at: 'as-it-is',
  merged_into: 'as-it-is',
  merged_first_into: 'as-it-is',
  due_at: 'as-it-is',
  phone_hash: 'withheld',
  email_sealed: 'withheld',
  tell_by: 'withheld',
  changed_at: 'as-it-is',
} as const satisfies {
  [Column in keyof SuggestionTable]: Column extends (typeof partNames)[number] ? 'covered' : 'as-it-is' | 'withheld'
}

type ColumnsRead<How extends string> = {
  [Column in keyof typeof unitColumns]: (typeof unitColumns)[Column] extends How ? Column : never
}[keyof typeof unitColumns]

export type ColumnAsItIs = ColumnsRead<'as-it-is'>
type Withheld = ColumnsRead<'withheld'>

/** A row for `asUnitsRead`: with a column that units may not read it does not compile. */
export type RowForUnits = { id: number; title: string } & Partial<Parts> & { [Column in Withheld]?: never }

/** A suggestion without what is withheld. A column that nobody has named is withheld too. */
export function withoutWithheld(row: Selectable<SuggestionTable>): Omit<Selectable<SuggestionTable>, Withheld> {
  const isRead = (name: string) => name in unitColumns && unitColumns[name as keyof typeof unitColumns] !== 'withheld'
  return Object.fromEntries(Object.entries(row).filter(([name]) => isRead(name))) as typeof row
}
