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

export interface DeskTables {
  answer_template: AnswerTemplateTable
  invitation: InvitationTable
}
