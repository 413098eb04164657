import type { ColumnType, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** Something that an organisation trains volunteers in; activities ask for it. */
export interface QualificationTable {
  id: GeneratedAlways<number>
  request_key: string
  organisation_id: number
  title: string
  /** How one comes by it. */
  how: string
  added_by: number
  added_at: Instant
}

/** That a volunteer was trained in it. */
export interface TrainingTable {
  id: GeneratedAlways<number>
  request_key: string
  qualification_id: number
  volunteer_id: number
  /** YYYY-MM-DD */
  trained_on: string
  /** The last day on which it counts; null: for good. */
  expires_on: string | null
  given_by: number
  given_at: Instant
  withdrawn_at: OptionalInstant
  withdrawn_by: number | null
  expiry_told_at: OptionalInstant
}
