import type { ColumnType, GeneratedAlways } from 'kysely'

type Written<Value> = ColumnType<Value, Value, never>

/** What a commit on a draft's branch does; anything that is not signed as one of these changes the text. */
export type DraftStep = 'save' | 'submission' | 'take-back' | 'first-review' | 'second-review' | 'return'

/** A commit that the portal wrote for somebody. */
interface SignedCommitTable {
  commit: Written<string>
  person_id: Written<number>
  step: Written<DraftStep>
  at: Written<Date>
}

/** Who has had which commit of a draft before them. */
interface OpenedDraftTable {
  person_id: number
  head: string
  at: Date
}

/** A version of a file that readers may see: from the commit on main that brought it, until a newer line of its path. */
interface ClearedFileTable {
  id: GeneratedAlways<string>
  path: Written<string>
  /** Null once readers see nothing there: its deletion has passed its reviews. */
  oid: Written<string | null>
  commit: Written<string>
  how: Written<Clearing>
  at: Written<Date>
}

/**
 * By its reviews, as what stood there when the database met the content, as what the portal itself puts in at its start, or as
 * what it returns to when a scheduled version passes its gates no more. `refused` takes a line back: its commit never came to main.
 */
export type Clearing = 'publication' | 'adoption' | 'start' | 'return' | 'refused'

/** That a second person has looked at something found in an entry, and why it may stand. Rows are never changed. */
interface ConfirmedFindingTable {
  id: GeneratedAlways<number>
  path: Written<string>
  /** SHA-256 of its kind, field, place and text. */
  finding: Written<string>
  kind: Written<string>
  field: Written<string>
  reason: Written<'no-personal-data' | 'public-office' | 'penalty' | 'consent' | 'of-the-unit' | 'date-is-right'>
  person_id: Written<number>
  at: Written<Date>
}

/** A draft that somebody threw away; its commits are kept until it ends. */
interface DeletedDraftTable {
  id: GeneratedAlways<number>
  path: Written<string>
  head: Written<string>
  deleted_by: number
  deleted_at: Date
  ended_at: ColumnType<Date | null, undefined, Date | null>
  ending: ColumnType<'restored' | 'expired' | null, undefined, 'restored' | 'expired' | null>
}

type NoteEnding = 'changed' | 'done' | 'published' | 'deleted'

/** What a reviewer noted at a field of a draft. */
interface FieldNoteTable {
  id: GeneratedAlways<number>
  path: Written<string>
  /** The name of a field of the entry, or `body`. */
  field: Written<string>
  /** SHA-256 of what the field said. */
  said: Written<string>
  body: Written<string>
  written_by: Written<number>
  written_at: Written<Date>
  /** Of a form that was sent twice one note stands; null of notes from before. */
  request_key: ColumnType<string | null, string, never>
  ended_by: ColumnType<number | null, undefined, number>
  ended_at: ColumnType<Date | null, undefined, Date>
  ending: ColumnType<NoteEnding | null, undefined, NoteEnding>
}

/** Who has been told of a draft as it stood at a commit. */
interface ToldOfDraftTable {
  person_id: Written<number>
  path: Written<string>
  head: Written<string>
  at: Written<Date>
}

/** On which days somebody was reminded of the drafts that wait for them. */
interface RemindedOfDraftsTable {
  person_id: Written<number>
  on_day: Written<string>
}

/** Who has had an entry open a moment ago; `entry` is `<collection>/<id>`. */
interface EntryOpenedTable {
  entry: string
  person_id: number
  at: Date
}

export interface PublishingTables {
  deleted_draft: DeletedDraftTable
  field_note: FieldNoteTable
  told_of_draft: ToldOfDraftTable
  reminded_of_drafts: RemindedOfDraftsTable
  entry_opened: EntryOpenedTable
  confirmed_finding: ConfirmedFindingTable
  signed_commit: SignedCommitTable
  opened_draft: OpenedDraftTable
  cleared_file: ClearedFileTable
}
