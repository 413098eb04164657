import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/**
 * What became of a letter. `automatic`: a machine wrote it or it went to many; `too-many`: its sender had sent as many as
 * one may; `empty`: nothing in it can be a suggestion.
 */
export type LetterOutcome = 'taken' | 'automatic' | 'too-many' | 'too-large' | 'empty' | 'unreadable'

export interface MailLetterTable {
  id: GeneratedAlways<number>
  key_hash: string
  outcome: LetterOutcome
  suggestion_id: number | null
  /** The names of attachments that were not taken in, one a line. */
  left_out_sealed: string | null
  settled_at: Instant
}

/** How often a letter was tried; gone when it is settled. */
export interface MailAttemptTable {
  /** The validity of the mailbox's numbers, and the number of the letter. */
  place: string
  attempts: number
  tried_at: Instant
}

/** Whether the mailbox can be reached: one row, from the first time on. */
export interface MailboxStateTable {
  only_row: Generated<boolean>
  reached_at: OptionalInstant
  failing_since: OptionalInstant
  last_error: string | null
}

export interface LetterTables {
  mail_letter: MailLetterTable
  mail_attempt: MailAttemptTable
  mailbox_state: MailboxStateTable
}
