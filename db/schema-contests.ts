import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type ContestState = 'collecting' | 'judging' | 'short-listed' | 'noticed' | 'awarded' | 'ended'
export type EntryState = 'filed' | 'admitted' | 'not-admitted' | 'removed' | 'withdrawn'

export interface Criterion {
  code: string
  name: string
  weight: number
  meaning: string
}

/** The course of a contest, which the content calls by the same id. What it is judged by is kept from when judging begins. */
export interface ContestTable {
  id: string
  state: Generated<ContestState>
  /** The last number that an entry was given. */
  entries: Generated<number>
  criteria: ColumnType<Criterion[] | null, string | undefined, string>
  short_list: number | null
  least_judges: number | null
  notice_days: number | null
  grades: ColumnType<string[] | null, string | undefined, string>
  short_listed_by: number | null
  short_listed_at: OptionalInstant
  /** Why these were chosen of those with the same points. */
  tie_words: string | null
  noticed_by: number | null
  notice_from: string | null
  notice_until: string | null
  ended_by: number | null
  ended_at: OptionalInstant
  awarded_on: string | null
  /** Why it ended without an award. */
  words: string | null
  /** When the public reason, of a tie or of no award, was put in other words. */
  words_changed_on: string | null
}

/** A suggestion that takes part. */
export interface ContestEntryTable {
  suggestion_id: number
  contest_id: string
  number: number
  state: Generated<EntryState>
  entered_at: Instant
  reviewed_by: number | null
  reviewed_at: OptionalInstant
  /** Why it was not let in, or taken off the short list. */
  words: string | null
  /** Who chose it for the short list, having read what the public will: it is on the list. */
  read_by: number | null
  /** What the public reads; null where its author does not agree. */
  title: string | null
  body: string | null
  /** When the office took that away again, and why: for its author and the public. */
  taken_down_at: OptionalInstant
  taken_down_words: string | null
  grade: string | null
  /** What came of it. */
  adopted: string | null
  carried_out_on: string | null
}

export interface ContestJudgeTable {
  contest_id: string
  person_id: number
  named_by: number
  named_at: Instant
  /** Began and did not finish: their points count no more. */
  released_by: number | null
  released_at: OptionalInstant
}

/** What a judge says of themselves and an entry before they give points. */
export interface ContestDeclarationTable {
  suggestion_id: number
  judge_id: number
  contest_id: string
  conflict: boolean
  declared_at: Instant
}

export interface ContestScoreTable {
  suggestion_id: number
  judge_id: number
  criterion: string
  points: number
  conflict: Generated<boolean>
  scored_at: Instant
}

/**
 * What somebody says against what is on public notice: an application for an honour, or a contest's short list. Who they
 * are is forgotten when it is decided.
 */
export interface NoticeObjectionTable {
  id: GeneratedAlways<number>
  request_key: string
  application_id: number | null
  contest_id: string | null
  words: string
  name_sealed: string | null
  contact_sealed: string | null
  filed_at: Instant
  answer: string | null
  answered_by: number | null
  answered_at: OptionalInstant
}

export interface ContestTables {
  contest: ContestTable
  contest_entry: ContestEntryTable
  contest_judge: ContestJudgeTable
  contest_declaration: ContestDeclarationTable
  contest_score: ContestScoreTable
  notice_objection: NoticeObjectionTable
}
