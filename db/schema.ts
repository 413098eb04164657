import type { ColumnType, Generated, GeneratedAlways, Kysely, Transaction } from 'kysely'
import type { AccountTables } from './schema-accounts.ts'
import type { AssessmentTables } from './schema-assessment.ts'
import type { ClientTables } from './schema-clients.ts'
import type { ContestTables } from './schema-contests.ts'
import type { AnswerCourseColumns, CourseTables, SuggestionCourseColumns } from './schema-course.ts'
import type { DeskTables } from './schema-desk.ts'
import type { DocumentTables } from './schema-documents.ts'
import type { FileTables } from './schema-files.ts'
import type { HonourTables } from './schema-honours.ts'
import type { LetterTables } from './schema-letters.ts'
import type { MessageTables, PersonContactColumns } from './schema-messages.ts'
import type { PhotoTables } from './schema-photos.ts'
import type { PublishingTables } from './schema-publishing.ts'
import type { RecordTables } from './schema-record.ts'
import type { RedactionTables } from './schema-redaction.ts'
import type { SecondLookTables } from './schema-second-looks.ts'
import type { VolunteerTables } from './schema-volunteers.ts'

/** A timestamptz: read as Date, written as Date. */
type Instant = ColumnType<Date, Date | undefined, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** What a person may do here; SQL checks the same words. */
export type Role =
  'contributor' | 'reviewer' | 'publisher' | 'clerk' | 'officer' | 'supervisor' | 'organiser' | 'volunteer' | 'admin'

export interface PersonTable extends PersonContactColumns {
  id: GeneratedAlways<number>
  login: string | null
  name: string
  roles: ColumnType<Role[], Role[] | undefined, Role[]>
  password_hash: string | null
  failed_sign_ins: Generated<number>
  locked_until: OptionalInstant
  disabled_at: OptionalInstant
  /** Invited, and no password set yet. */
  awaited: Generated<boolean>
  sample: Generated<boolean>
  created_at: Instant
}

export interface SessionTable {
  id_hash: string
  person_id: number
  created_at: Instant
  expires_at: ColumnType<Date, Date, Date>
  /** When the second factor was shown in this session. */
  second_factor_at: OptionalInstant
}

export interface EventTable {
  id: GeneratedAlways<number>
  at: Instant
  actor_kind: 'person' | 'citizen' | 'system'
  actor_id: number | null
  action: string
  object_kind: string
  object_id: string
  result: Generated<'done' | 'refused'>
  /** Facts of the move. Never a name, a phone number or what a citizen wrote. */
  detail: ColumnType<Record<string, unknown>, string | undefined, never>
  /** The client's IP address; null after half a year. */
  address: string | null
}

export type SuggestionKind = 'idea' | 'advice' | 'problem'
export type SuggestionState =
  | 'received'
  | 'accepted'
  | 'declined'
  | 'merged'
  | 'handed-over'
  | 'signed-for'
  | 'returned'
  | 'answered'
  | 'sent-back'
  | 'revisit'
  | 'closed'
  | 'reopened'
  | 'withdrawn'

export interface SuggestionTable extends SuggestionCourseColumns {
  id: GeneratedAlways<number>
  /** By year in Lishui, `2026-123`: for staff and papers. It opens nothing. */
  number: string
  /** Of a suggestion from an earlier version until the start has sealed it. */
  code: string | null
  /** The author's code as a keyed hash, and sealed; see suggestions/code.ts. */
  code_hash: string
  code_sealed: string
  request_key: string
  kind: SuggestionKind
  title: string
  body: string
  category: string
  county: string
  place: string
  latitude: number | null
  longitude: number | null
  name_sealed: string | null
  phone_sealed: string | null
  publish_consent: boolean
  privacy_version: string
  state: Generated<SuggestionState>
  received_at: ColumnType<Date, Date, never>
  accepted_at: OptionalInstant
  declined_at: OptionalInstant
  decline_reason: string | null
  decline_words: string | null
  answered_at: OptionalInstant
}

export interface AnswerTable extends AnswerCourseColumns {
  id: GeneratedAlways<number>
  suggestion_id: number
  body: string
  answered_by: number
  answered_at: ColumnType<Date, Date, never>
}

export interface Database
  extends
    AccountTables,
    AssessmentTables,
    ClientTables,
    ContestTables,
    CourseTables,
    DeskTables,
    DocumentTables,
    FileTables,
    HonourTables,
    LetterTables,
    MessageTables,
    PhotoTables,
    PublishingTables,
    RecordTables,
    RedactionTables,
    SecondLookTables,
    VolunteerTables {
  person: PersonTable
  session: SessionTable
  event: EventTable
  suggestion: SuggestionTable
  answer: AnswerTable
}

export type Db = Kysely<Database>
export type Trx = Transaction<Database>
