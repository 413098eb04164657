import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type ApplicationState = 'filed' | 'noticed' | 'awarded' | 'declined' | 'withdrawn'

/** A unit asks for an honour of somebody. Days are `YYYY-MM-DD`; the last day of the notice belongs to it. */
export interface HonourApplicationTable {
  id: GeneratedAlways<number>
  request_key: string
  unit: string
  title: string
  kind: string
  level: string
  county: string
  management: string | null
  reasons: string
  filed_by: number
  filed_at: Instant
  state: Generated<ApplicationState>
  noticed_by: number | null
  notice_from: string | null
  notice_until: string | null
  ended_by: number | null
  ended_at: OptionalInstant
  /** Why it was declined. */
  words: string | null
  batch: string | null
  awarded_by: string | null
  awarded_on: string | null
}

/** What somebody says against it while it is on notice. Who they are is forgotten when it is decided. */
export interface HonourObjectionTable {
  id: GeneratedAlways<number>
  request_key: string
  application_id: number
  words: string
  name_sealed: string | null
  contact_sealed: string | null
  filed_at: Instant
  answer: string | null
  answered_by: number | null
  answered_at: OptionalInstant
}

export interface HonourTables {
  honour_application: HonourApplicationTable
  honour_objection: HonourObjectionTable
}
