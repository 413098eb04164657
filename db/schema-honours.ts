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
  /** The title as it is compared: no two of one name are open. */
  folded: string
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

export interface HonourTables {
  honour_application: HonourApplicationTable
}
