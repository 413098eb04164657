import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type MessageChannel = 'sms' | 'email' | 'desk'
export type MessageState = 'waiting' | 'sending' | 'sent' | 'failed'

export interface MessageTable {
  id: GeneratedAlways<number>
  template: string
  /** What the words are filled with: codes, days, units. Nothing that says who somebody is. */
  facts: ColumnType<Record<string, string | number>, string, never>
  /** A one-time code or the code of the author's suggestion, sealed for the purpose beside it until it is sent. */
  secret_sealed: string | null
  secret_purpose: string | null
  about_kind: string | null
  about_id: string | null
  channel: MessageChannel
  to_person_id: number | null
  /** The address as it was sealed where it came from, for the purpose named beside it. */
  to_sealed: string | null
  to_purpose: string | null
  to_masked: string | null
  state: Generated<MessageState>
  /** Which sender took it: `sms-webhook`, `smtp`, `table`. */
  sender: string | null
  /** What was sent, without secrets. */
  body: string | null
  attempts: Generated<number>
  last_error: string | null
  created_at: Instant
  claimed_at: OptionalInstant
  give_up_at: Instant
  sent_at: OptionalInstant
  failed_at: OptionalInstant
  read_at: OptionalInstant
}

/** How a person can be reached. */
export interface PersonContactColumns {
  phone_sealed: string | null
  phone_hash: string | null
  email_sealed: string | null
}

export interface MessageTables {
  message: MessageTable
}
