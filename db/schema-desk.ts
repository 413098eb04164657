import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>

export interface AnswerTemplateTable {
  id: GeneratedAlways<number>
  title: string
  body: string
  /** Null: it came with the portal. */
  written_by: number | null
  written_at: Generated<Date>
  removed_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface InvitationTable {
  token_hash: string
  person_id: number
  invited_by: number
  invited_at: Instant
  expires_at: Instant
}

/** A materialised view: what was received in a month in one county, lies with one unit and is of one kind, counted. Combinations without any have no row. */
export interface FigureTable {
  /** 'YYYY-MM' in Lishui. */
  month: string
  county: string
  /** '-': none. */
  unit: string
  kind: 'idea' | 'advice' | 'problem'
  received: number
  accepted_in_time: number
  accepted_late: number
  answered: number
  answered_in_time: number
  answered_late: number
  reopened: number
  satisfied: number
  fairly_satisfied: number
  dissatisfied: number
}

/** When the figures were last counted; null before the first time. */
export interface FigureRefreshTable {
  only_row: Generated<boolean>
  at: ColumnType<Date | null, Date | null | undefined, Date>
}

/** Who opened a suggestion a moment ago. */
export interface LookingTable {
  suggestion_id: number
  person_id: number
  at: Instant
}

/** A filter of the table of suggestions that somebody keeps, as the query of an address. */
export interface SavedFilterTable {
  id: GeneratedAlways<number>
  person_id: number
  name: string
  query: string
}

/** What a clerk corrected, in the words that stood there then. */
export interface CorrectionTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  changes: ColumnType<{ field: string; before: string; after: string }[], string, never>
  corrected_by: number
  corrected_at: Instant
}

export interface DeskTables {
  looking: LookingTable
  saved_filter: SavedFilterTable
  correction: CorrectionTable
  answer_template: AnswerTemplateTable
  invitation: InvitationTable
  figure: FigureTable
  figure_refresh: FigureRefreshTable
}
