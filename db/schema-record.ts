import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Satisfaction } from './schema-course.ts'
import type { PhotoBox } from './schema-redaction.ts'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** A picture of a record: of what was asked, or of before and after in the answer. */
export interface RecordPhoto {
  moment: 'asked' | 'before' | 'after'
  file: string
  width: number
  height: number
}

/** Into which state a suggestion came, and when (ISO 8601). */
export interface RecordStep {
  at: string
  state: string
  unit?: string
}

/** What is made ready to be public and waits for its second reader, or came back from them. */
export interface RecordDraftTable {
  suggestion_id: number
  title: string
  body: string
  place: string
  answer: string
  photos: ColumnType<RecordPhoto[], string, string>
  /** The SHA-256 of what it was made from. */
  original: string
  prepared_by: number
  prepared_at: Instant
  returned_by: number | null
  returned_at: OptionalInstant
  returned_words: string | null
}

/** All that the public may read of a suggestion. What was removed keeps its number and its day alone. */
export interface RecordTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  number: string
  kind: string
  category: string
  county: string
  unit: string | null
  title: string | null
  body: string | null
  place: string | null
  answer: string | null
  /** Title, place, question and answer, a line each, as words are compared; null until the job has written it. */
  folded: string | null
  photos: ColumnType<RecordPhoto[], string, string>
  state: string
  steps: ColumnType<RecordStep[], string, string>
  received_at: Instant
  /** Which answer it shows: the unit, the days and the rating are of this one. Null only of what was removed long ago. */
  answer_id: number | null
  /** Its author has seen another one since, which nobody has read for the public yet. */
  has_newer_answer: Generated<boolean>
  /** When its author could first see that answer. */
  answered_at: Instant
  /** Used until then. */
  working_days: number
  /** Null where nothing said until when. */
  in_time: boolean | null
  satisfaction: Satisfaction | null
  solved: boolean | null
  /** Something happened to its suggestion that it does not tell yet. */
  is_behind: Generated<boolean>
  prepared_by: number
  published_by: number
  /** Whether somebody else had to read it. */
  second_look: Generated<boolean>
  published_at: Instant
  removed_at: OptionalInstant
  removed_for: 'author' | 'office' | null
  removed_words: string | null
}

/** What the public may see of a photo: its newest row, made by a clerk's look. Only added to. */
export interface PublicPhotoTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  source: 'suggestion' | 'addition' | 'answer'
  /** The id of the suggestion, addition or answer. */
  source_id: number
  moment: RecordPhoto['moment']
  position: number
  file: string
  boxes: ColumnType<PhotoBox[], string, never>
  covered_by: number
  covered_at: Instant
}

/** Somebody who stands behind a public record. Once it has ended nobody knows who it was. */
export interface SupportTable {
  id: GeneratedAlways<number>
  record_id: number
  /** `forgotten` still counts; nobody is told any more. */
  state: Generated<'standing' | 'forgotten' | 'withdrawn'>
  phone_hash: string | null
  phone_sealed: string | null
  supported_at: Instant
  ended_at: OptionalInstant
}

export type StatisticPart = 'city' | 'unit' | 'county' | 'category'

/** What is said of a month; each row may be read by all, and none ever changes. Shares are in percent. */
export interface StatisticTable {
  month: string
  part: StatisticPart
  /** Of the unit, county or category; empty for the city, `*` for those that are too few to be named. */
  key: string
  received: number
  /** Of those that were due. */
  in_time: number | null
  /** From what was received to the first answer that its author could see. */
  median_days: number | null
  slow_days: number | null
  satisfied: number | null
  reopened: number | null
  released_at: Instant
}

export interface RecordTables {
  public_photo: PublicPhotoTable
  statistic: StatisticTable
  support: SupportTable
  record_draft: RecordDraftTable
  record: RecordTable
}
