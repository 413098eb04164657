import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** What a client may do: send suggestions, read the state of what it sent, be told of each step. */
export type ClientPower = 'send' | 'read' | 'webhooks'

/** A program of somebody else, with a key of its own. */
export interface ClientTable {
  id: GeneratedAlways<number>
  name: string
  contact_sealed: string
  key_hash: string
  may: ColumnType<ClientPower[], ClientPower[], ClientPower[]>
  added_by: number
  added_at: Instant
  last_used_at: OptionalInstant
  revoked_at: OptionalInstant
}

/** Where a client is told of each step. */
export interface WebhookTable {
  client_id: number
  url: string
  secret_sealed: string
  set_at: Instant
  /** Since when nothing has arrived. */
  failing_since: OptionalInstant
  disabled_at: OptionalInstant
}

/** A step of a suggestion that its client is told of; a trigger writes it. `next_at`: when it is tried next. */
export interface WebhookDeliveryTable {
  id: GeneratedAlways<number>
  client_id: number
  suggestion_id: number
  state: string
  lead_unit: string | null
  /** Of what was merged: the state is that of the other. */
  as_merged: Generated<boolean>
  /** The step is an extension: until when. */
  extended_to: OptionalInstant
  happened_at: Instant
  attempts: Generated<number>
  next_at: OptionalInstant
  sent_at: OptionalInstant
  failed_at: OptionalInstant
  last_error: string | null
}

export interface ClientTables {
  client: ClientTable
  webhook: WebhookTable
  webhook_delivery: WebhookDeliveryTable
}
