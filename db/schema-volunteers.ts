import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type {
  VolunteerConsentTable,
  GuardianConsentTable,
  GuardianTable,
  GuardianshipTable,
  VolunteerLinkTable,
  VolunteerBlockTable,
  KnownMinorTable,
  AgeClaimTable,
  GuardianInvitationTable,
} from './schema-guardians.ts'
import type {
  OrganisationTable,
  OrganisationDocumentTable,
  OrganisationFileTable,
  OrganisationChangeTable,
  AppointmentTable,
  OrganiserTable,
  MembershipTable,
} from './schema-organisations.ts'
import type { QualificationTable, TrainingTable } from './schema-trainings.ts'

import type {
  ShiftTable,
  SignUpTable,
  ShiftNoteTable,
  ShiftIncidentTable,
  ShiftDrawTable,
  ShiftDrawEntryTable,
  FairRuleTable,
  CalendarFeedTable,
} from './schema-shifts.ts'

export type * from './schema-guardians.ts'
export type * from './schema-trainings.ts'
export type * from './schema-organisations.ts'
export type * from './schema-shifts.ts'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type VolunteerState = 'active' | 'left' | 'erased'
export type NeedState = 'filed' | 'verified' | 'declined' | 'taken-up' | 'met' | 'withdrawn' | 'expired'
export type ActivityState = 'draft' | 'submitted' | 'published' | 'cancelled'
export type TaskRisk = 'water' | 'height' | 'roadway' | 'fire' | 'disaster' | 'epidemic' | 'machines' | 'wild'
export type GuardianRule = 'adults' | 'consent' | 'accompanied'
export type AgreementCase =
  'danger' | 'foreign-related' | 'month-or-longer' | 'large-event' | 'outside-province' | 'on-request'
export interface VolunteerTable {
  id: GeneratedAlways<number>
  /** Shown and printed; says nothing about the person. */
  number: string | null
  /** The account; null for a child record and after erasure. */
  person_id: number | null
  /** Whose child record this is; null for people with an account. */
  guardian_person_id: number | null
  name_sealed: string | null
  /** YYYY-MM-DD */
  birth_date: string | null
  county: string
  skills: Generated<string[]>
  available_times: Generated<string[]>
  wishes: Generated<string[]>
  may_be_asked: Generated<boolean>
  identity_hash: string | null
  identity_last4: string | null
  identity_sealed: string | null
  /** Somebody else gave the same number before; the office is asked whose it is. */
  identity_disputed: Generated<boolean>
  /** The number says the birth date, as that of an identity card does; null until the portal has looked. */
  identity_says_birth_date: boolean | null
  /** The name's keyed hash, see `plainName`; null for those from before names were found by it, until the night. */
  name_hash: string | null
  state: Generated<VolunteerState>
  registered_at: Instant
  left_at: OptionalInstant
  erased_at: OptionalInstant
  /** The record that took this one in. */
  merged_into: number | null
  /** Whose account that record was of, or of which guardian's, where somebody else merged it: they are told. */
  merged_from_account: number | null
}

export interface NeedTable {
  id: GeneratedAlways<number>
  request_key: string
  filed_by: number
  suggestion_id: number | null
  title: string
  what: string
  kind: string
  county: string
  place: string
  wanted_from: Instant
  wanted_until: Instant
  people_wanted: number
  skills: Generated<string[]>
  state: Generated<NeedState>
  filed_at: Instant
  decided_at: OptionalInstant
  decline_words: string | null
  organisation_id: number | null
  closed_at: OptionalInstant
  /** Until then the office answers. */
  verify_by: Instant
  /** When the office was told that it has not. */
  overdue_told_at: OptionalInstant
}

export interface NeedInvitationTable {
  need_id: number
  volunteer_id: number
  asked_at: Instant
  answer: 'yes' | 'no' | null
  answered_at: OptionalInstant
}

export interface ActivityTable {
  id: GeneratedAlways<number>
  request_key: string
  organisation_id: number
  need_id: number | null
  title: string
  what_to_do: Generated<string>
  kind: string
  county: string
  place: Generated<string>
  latitude: number | null
  longitude: number | null
  /** Title, place and task as words are compared. */
  found_by: GeneratedAlways<string>
  skills: Generated<string[]>
  /** Trainings without which nobody is signed up. */
  qualifications: Generated<number[]>
  risk_text: Generated<string>
  protection_text: Generated<string>
  hazardous: Generated<boolean>
  agreement_cases: Generated<AgreementCase[]>
  agreement_reference: Generated<string>
  /** The number of the policy, or of the batch. */
  insurance_reference: Generated<string>
  insurer: Generated<string>
  /** YYYY-MM-DD, both included. */
  insured_from: string | null
  insured_until: string | null
  task_risks: Generated<TaskRisk[]>
  /** Which gate of the law it passes: 1 for what was published before insurance had a period. */
  gate: Generated<number>
  submitted_at: OptionalInstant
  /** Why the office sent it back. */
  returned_words: string | null
  minimum_age: number | null
  guardian_rule: GuardianRule | null
  contact_name: Generated<string>
  contact_phone: Generated<string>
  waiting_list: Generated<boolean>
  /** How long an offered place is held. */
  offer_minutes: Generated<number>
  /** Calling off within this many hours before the start is marked late. */
  late_hours: Generated<number>
  /** Places are drawn by lot this many hours before the start; null: first come, first served. */
  draw_hours: number | null
  /** The organiser gives the places, until this many hours before the start; null: nobody chooses. */
  choose_hours: number | null
  /** Places of each shift kept for people who never served before … */
  first_timer_places: Generated<number>
  /** … until this many hours before the start. */
  first_timer_hours: Generated<number>
  /** Which wording of risks and tasks a volunteer was told. */
  version: Generated<number>
  /** As of a shift. */
  revision: Generated<number>
  changed_at: GeneratedAlways<Date>
  sample: Generated<boolean>
  state: Generated<ActivityState>
  created_at: Instant
  published_at: OptionalInstant
  cancelled_at: OptionalInstant
  cancel_words: string | null
}

/** Who accepted the written agreement of an activity: which text, and which wording of the activity. */
export interface AgreementTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  activity_id: number
  activity_version: number
  text_version: string
  accepted_by: number
  accepted_at: Instant
}

/** A change of a public activity that waits for the office's look. */
export interface ActivityChangeTable {
  activity_id: number
  /** Some of ActivityWords, as volunteering/activities/terms.ts has them. */
  changes: ColumnType<object, string, string>
  asked_by: number
  asked_at: Instant
}

/** What a volunteer agrees to by signing up, from that version of the activity on. */
export interface ActivityWordingTable {
  activity_id: number
  version: number
  what_to_do: string
  place: string
  risk_text: string
  protection_text: string
  agreement_cases: AgreementCase[]
  since: Instant
}

/** Flow 3, people help. Combined into `Database` in schema.ts. */
export interface VolunteerTables {
  volunteer: VolunteerTable
  volunteer_consent: VolunteerConsentTable
  guardian_consent: GuardianConsentTable
  guardian_invitation: GuardianInvitationTable
  guardian: GuardianTable
  guardianship: GuardianshipTable
  volunteer_link: VolunteerLinkTable
  known_minor: KnownMinorTable
  age_claim: AgeClaimTable
  volunteer_block: VolunteerBlockTable
  organisation: OrganisationTable
  organisation_document: OrganisationDocumentTable
  organisation_file: OrganisationFileTable
  organisation_change: OrganisationChangeTable
  appointment: AppointmentTable
  organiser: OrganiserTable
  membership: MembershipTable
  need: NeedTable
  need_invitation: NeedInvitationTable
  activity: ActivityTable
  activity_change: ActivityChangeTable
  activity_wording: ActivityWordingTable
  agreement: AgreementTable
  shift: ShiftTable
  sign_up: SignUpTable
  shift_note: ShiftNoteTable
  shift_incident: ShiftIncidentTable
  shift_draw: ShiftDrawTable
  shift_draw_entry: ShiftDrawEntryTable
  fair_rule: FairRuleTable
  calendar_feed: CalendarFeedTable
  qualification: QualificationTable
  training: TrainingTable
}
