import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type Step =
  'accept' | 'hand-over' | 'answer' | 'verify' | 'rework' | 'revisit' | 'contribute' | 'ruling' | 'appeal' | 'question'
/**
 * `extension`: how many working days may be granted; `red`: after how many more a letter turns red; `appeal-limit`: for
 * how many one may appeal, and the desk may take back what it decided; `question-pause`: for how many the clocks stand
 * still while a question waits;
 * `suspension`: for how many a clerk suspends without a supervisor; `alarm`: after how many without an answer
 * supervisors and administrators are told.
 */
export type DayRule = 'extension' | 'red' | 'appeal-limit' | 'question-pause' | 'suspension' | 'alarm'
export type AnswerLevel = 'at-once' | 'ordinary' | 'complex'
export type Satisfaction = 'satisfied' | 'fairly-satisfied' | 'dissatisfied'

export interface HolidayOverrideTable {
  id: GeneratedAlways<number>
  day: string
  /** The year whose arrangement it belongs to; null: a day of the office's own, which goes before it. */
  arranged_for: number | null
  kind: 'workday' | 'holiday'
  name: string
  edited_by: number
  edited_at: Instant
}

export interface HolidayYearTable {
  year: number
  /** The notice that the arrangement was taken from. */
  notice: string
  entered_by: number
  entered_at: Instant
}

export interface DeadlineSettingTable {
  id: GeneratedAlways<number>
  /** A step, or a rule that is counted in working days; see `dayRules`. */
  step: Exclude<Step, 'contribute'> | DayRule
  level: AnswerLevel | null
  kind: 'idea' | 'advice' | 'problem' | null
  category: string | null
  hours: number | null
  working_days: number | null
}

export interface OfficeHoursTable {
  only_row: Generated<boolean>
  opens_at: Generated<string>
  closes_at: Generated<string>
}

export interface LiaisonTable {
  person_id: number
  unit: string
  /** Stands in for the officer of the unit. */
  is_deputy: Generated<boolean>
}

export interface AssignmentTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  unit: string
  part: 'lead' | 'co'
  handed_over_at: Instant
  handed_over_by: number
  words: string | null
  /** It came from another unit by a re-routing. */
  re_routed: Generated<boolean>
  /** The unit that receives for it, where it had no officer when it was asked. */
  deputy: string | null
  signed_at: OptionalInstant
  signed_by: number | null
  contribution: string | null
  contributed_at: OptionalInstant
  contributed_by: number | null
  returned_at: OptionalInstant
  returned_by: number | null
  return_reason: string | null
  return_duty: string | null
  ended_at: OptionalInstant
}

/** A clock. It runs while `ended_at` is null; `met_at` says that the step was done, in time or late. */
export interface DeadlineTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  assignment_id: number | null
  step: Step
  begins_at: Instant
  hours: number | null
  working_days: number | null
  extension: Generated<number>
  due_at: Instant
  provisional: boolean
  half_at: OptionalInstant
  half_reminded_at: OptionalInstant
  eve_at: OptionalInstant
  eve_reminded_at: OptionalInstant
  overdue_at: OptionalInstant
  red_due_at: OptionalInstant
  red_at: OptionalInstant
  /** How many steps it has gone up since it turned red, the last of them when, and when it goes on. */
  rises: Generated<number>
  risen_at: OptionalInstant
  rise_due_at: OptionalInstant
  next_at: OptionalInstant
  met_at: OptionalInstant
  ended_at: OptionalInstant
}

export interface ExtensionTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  deadline_id: number
  working_days: number
  reason: string
  asked_by: number
  asked_at: Instant
  decided_by: number | null
  decided_at: OptionalInstant
  granted: boolean | null
  words: string | null
}

/** The clock stands still from `from_day` up to but without `until_day`. */
export interface SuspensionTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  reason: string
  from_day: string
  until_day: string
  begun_by: number
  begun_at: Instant
  ended_by: number | null
  ended_at: OptionalInstant
}

export interface SupervisionNumberTable {
  year: number
  last: number
}

export interface SupervisionLetterTable {
  id: GeneratedAlways<number>
  year: number
  number: number
  suggestion_id: number
  /** The clock that ran out; null when a supervisor wrote the letter. */
  deadline_id: number | null
  unit: string
  due_at: Instant
  issued_at: Instant
  issued_by: number | null
  words: string | null
  request_key: string | null
  red_at: OptionalInstant
  /** The unit answered. */
  settled_at: OptionalInstant
  /** The deadline turned out to be later: it was extended, or the calendar was corrected. */
  lifted_at: OptionalInstant
}

export interface RatingTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  answer_id: number
  satisfaction: Satisfaction
  solved: boolean
  words: string | null
  rated_at: Instant
}

export interface RevisitTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  way: 'phone' | 'on-site' | 'unreachable'
  words: string
  revisited_by: number
  revisited_at: Instant
}

export interface AdditionTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  request_key: string
  body: string
  added_at: Instant
  /** What it answers. */
  question_id: number | null
}

export interface PrivateNoteTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  /** Null in what was written before forms had keys. */
  request_key: string | null
  body: string
  written_by: number
  written_at: Instant
}

export interface PersonalDataReadingTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  field: 'name' | 'phone' | 'email'
  reason: string
  read_by: number
  read_at: Instant
}

/** By which way a suggestion came: its author's own hand, a program of somebody else, or somebody at the desk who wrote it down. */
export type SuggestionSource = 'web' | 'open311' | 'phone' | 'visit' | 'letter' | 'hotline' | 'patrol' | 'email'

/** What the course of a suggestion adds to its row. */
export interface SuggestionCourseColumns {
  source: Generated<SuggestionSource>
  /** The author asked to stay anonymous. */
  wishes_anonymity: Generated<boolean>
  /** Who wrote it down for its author. */
  taken_down_by: number | null
  /** The program that sent it. */
  client_id: number | null
  /** The clerk who has it (经办人). */
  clerk_id: number | null
  /** The name's keyed hash, see `plainName`. */
  name_hash: string | null
  /** The unit (an id of the register `departments`) that has to answer. */
  lead_unit: string | null
  answer_level: AnswerLevel | null
  accepted_in_time: boolean | null
  handed_over_at: OptionalInstant
  /** Whether the first answer that was shown had come in time. */
  answered_in_time: boolean | null
  /** When its author could first see an answer. */
  shown_at: OptionalInstant
  satisfaction: Satisfaction | null
  reopenings: Generated<number>
  reopened_at: OptionalInstant
  closed_at: OptionalInstant
  withdrawn_at: OptionalInstant
  merged_into: number | null
  /** What its own merger named, before that one went on into another. */
  merged_first_into: number | null
  /** When the next step is due; null when nothing is waited for. */
  due_at: OptionalInstant
  phone_hash: string | null
  email_sealed: string | null
  tell_by: 'sms' | 'email' | null
  changed_at: ColumnType<Date, Date | undefined, Date>
}

export interface AnswerCourseColumns {
  unit: string | null
  /** `reopenings` of the suggestion when it was written. */
  round: Generated<number>
  no_photos_because: string | null
  shown_at: OptionalInstant
  checked_by: number | null
  sent_back_at: OptionalInstant
  sent_back_words: string | null
}

export interface CourseTables {
  holiday_override: HolidayOverrideTable
  holiday_year: HolidayYearTable
  deadline_setting: DeadlineSettingTable
  office_hours: OfficeHoursTable
  liaison: LiaisonTable
  assignment: AssignmentTable
  deadline: DeadlineTable
  extension: ExtensionTable
  suspension: SuspensionTable
  supervision_number: SupervisionNumberTable
  supervision_letter: SupervisionLetterTable
  rating: RatingTable
  revisit: RevisitTable
  addition: AdditionTable
  private_note: PrivateNoteTable
  personal_data_reading: PersonalDataReadingTable
}
