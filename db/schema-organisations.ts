import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { DocumentColumns } from './schema-documents.ts'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type OrganisationState = 'applied' | 'approved' | 'suspended' | 'declined' | 'dissolved'
/** Registered with a number of its own, or under a unit that answers for it; `earlier`: admitted before it was asked. */
export type OrganisationStanding = 'earlier' | 'registered' | 'supervised'

export interface OrganisationTable {
  id: GeneratedAlways<number>
  request_key: string
  name: string
  parent_id: number | null
  county: string
  introduction: string
  contact_name: string
  contact_phone: string
  may_record: Generated<boolean>
  state: Generated<OrganisationState>
  sample: Generated<boolean>
  applied_by: number
  applied_at: Instant
  decided_at: OptionalInstant
  decline_words: string | null
  dissolved_at: OptionalInstant
  standing: OrganisationStanding
  /** 统一社会信用代码, 18 places. */
  credit_code: string | null
  supervising_unit: string | null
  suspended_at: OptionalInstant
  /** Why it is suspended or was dissolved, for its organisers. */
  ending_words: string | null
}

/** A photo of the paper that an application rests on. */
export interface OrganisationDocumentTable {
  organisation_id: number
  position: number
  file: string
  width: number
  height: number
}

/** A paper that came as a PDF. */
export interface OrganisationFileTable extends DocumentColumns {
  organisation_id: number
  position: number
}

/** What organisers wish to have changed: the office decides. */
export interface OrganisationChangeTable {
  id: GeneratedAlways<number>
  organisation_id: number
  request_key: string
  name: string
  county: string
  introduction: string
  contact_name: string
  contact_phone: string
  standing: Exclude<OrganisationStanding, 'earlier'>
  credit_code: string | null
  supervising_unit: string | null
  asked_by: number
  asked_at: Instant
  decided_by: number | null
  decided_at: OptionalInstant
  accepted: boolean | null
  words: string | null
}

/** Somebody is asked to organise, and answers. */
export interface AppointmentTable {
  id: GeneratedAlways<number>
  organisation_id: number
  person_id: number
  asked_by: number
  asked_at: Instant
  answered_at: OptionalInstant
  accepted: boolean | null
}

export interface OrganiserTable {
  organisation_id: number
  person_id: number
  appointed_at: Instant
}

export interface MembershipTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  organisation_id: number
  home: boolean
  joined_at: Instant
  left_at: OptionalInstant
}
