import type { ColumnType, GeneratedAlways } from 'kysely'

/** A paper or table as it is stored: `file` is where it lies, `name` what its sender calls it, with its extension. */
export interface DocumentColumns {
  file: string
  name: string
  kind: 'pdf' | 'xlsx' | 'xls'
  bytes: number
}

/** One that arrived and belongs to nothing yet. */
export interface WaitingDocumentTable extends DocumentColumns {
  token_hash: string
  received_at: ColumnType<Date, Date, never>
}

/** One that stands beside an answer, an interim reply or a version of a report. */
export interface ReplyDocumentTable extends DocumentColumns {
  id: GeneratedAlways<number>
  answer_id: number | null
  interim_reply_id: number | null
  report_version_id: number | null
  position: number
}

export interface DocumentTables {
  waiting_document: WaitingDocumentTable
  reply_document: ReplyDocumentTable
}
