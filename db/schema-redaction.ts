import type { ColumnType, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>

/** A text of an author that units read. */
export type UnitTextSource = 'suggestion' | 'addition' | 'appeal' | 'rating'

/** What was covered in a text: places in the original, and what it was. */
export interface CoveredRange {
  field: 'title' | 'body' | 'place'
  start: number
  end: number
  kind: string
}

/** A box over a photo, in percent of its sides. */
export interface PhotoBox {
  x: number
  y: number
  w: number
  h: number
}

/** What units read of a text: its newest row. Only added to. */
export interface UnitTextTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  source: UnitTextSource
  /** The id of the suggestion, addition, appeal or rating. */
  source_id: number
  /** Empty but of a suggestion, like `place`. */
  title: string
  body: string
  place: string
  /** The SHA-256 of what it was made from. */
  original: string
  covered: ColumnType<CoveredRange[], string, never>
  /** Null: nothing was found in it. */
  passed_by: number | null
  passed_at: Instant
}

/** What units see of a photo: its newest row. Only added to. */
export interface UnitPhotoTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  source: 'suggestion' | 'addition'
  source_id: number
  position: number
  file: string
  boxes: ColumnType<PhotoBox[], string, never>
  /** Null: units saw it before photos were looked at. */
  passed_by: number | null
  passed_at: Instant
}

/** A clerk has to look before a unit reads on. */
export interface UnitWaitingTable {
  suggestion_id: number
  /** Null: nobody has looked for findings yet. */
  since: ColumnType<Date | null, Date | null, Date | null>
}

/** A place in a text of an author that was found before their name went; `original` is the SHA-256 of the part. */
export interface KeptFinding extends CoveredRange {
  source: UnitTextSource
  source_id: number
  original: string
}

/** The author gave a name or phone that is deleted by now. Only added to. */
export interface ForgottenAuthorTable {
  suggestion_id: number
  found: ColumnType<KeptFinding[], string, never>
  forgotten_at: Instant
}

/** What the office lets through to units. */
export interface RedactionTables {
  forgotten_author: ForgottenAuthorTable
  unit_text: UnitTextTable
  unit_photo: UnitPhotoTable
  unit_waiting: UnitWaitingTable
}
