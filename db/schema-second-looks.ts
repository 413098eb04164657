import type { ColumnType, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** A unit says that a matter is not its own although it may not give it back; a supervisor decides, once for each suggestion. */
export interface DisputeTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  unit: string
  reason: string
  duty: string
  raised_by: number
  raised_at: Instant
  decided_by: number | null
  decided_at: OptionalInstant
  /** Who leads by the ruling. */
  lead_unit: string | null
  words: string | null
  /** Nothing is left to decide: its author withdrew it. */
  dropped_at: OptionalInstant
}

/** Its author does not agree with how the desk ended a suggestion; a supervisor decides, once for each. */
export interface AppealTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  request_key: string
  body: string
  made_at: Instant
  decided_by: number | null
  decided_at: OptionalInstant
  upheld: boolean | null
  words: string | null
  /** What was asked for happened without a decision. */
  dropped_at: OptionalInstant
}

/** Why it was not taken on; it may be looked at again, and not be taken on for another reason. */
export interface DeclinationTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  reason: string
  words: string
  declined_by: number
  declined_at: Instant
}

/** What desk or unit ask the author. While `asked_at` is null, a unit's waits for the desk to send it on. */
export interface QuestionTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  request_key: string
  /** Who wants to know; null: the desk. */
  unit: string | null
  body: string
  proposed_by: number | null
  asked_by: number | null
  asked_at: OptionalInstant
  /** The clocks stand still from this day up to but without the other. */
  pause_from: string | null
  pause_until: string | null
  ended_at: OptionalInstant
  ending: 'answered' | 'taken-back' | 'unanswered' | 'moot' | null
}

/** How far it is, before the answer. */
export interface InterimReplyTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  request_key: string
  unit: string | null
  body: string
  /** The day for which more was promised, and when that day's office closes. */
  next_on: string
  due_at: Instant
  remind_at: OptionalInstant
  reminded_at: OptionalInstant
  missed_at: OptionalInstant
  /** The promise was kept or is for nothing. */
  ended_at: OptionalInstant
  written_by: number
  written_at: Instant
}

/** Somebody tried to reach the author, in vain. */
export interface ContactAttemptTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  request_key: string
  way: 'phone' | 'message' | 'visit'
  attempted_by: number
  attempted_at: Instant
}

/** It has waited too long for an answer, and supervisors and administrators were told. */
export interface AlarmTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  raised_at: Instant
}

/** After how many working days a matter that is red goes up, and to whom; the first step has position 1. */
export interface RiseRuleTable {
  position: number
  to_whom: 'parent' | 'unit' | 'supervisors'
  /** The unit of `unit`. */
  unit: string | null
  working_days: number
}

/** A matter went up; that lasts while its clock runs and it was not lifted. */
export interface RiseTable {
  id: GeneratedAlways<number>
  suggestion_id: number
  deadline_id: number
  position: number
  /** The unit that led. */
  lead: string
  /** To which it went; null: to the supervisors. */
  unit: string | null
  risen_at: Instant
  lifted_at: OptionalInstant
}

/** What puts right, asks again and looks again. */
export interface SecondLookTables {
  dispute: DisputeTable
  appeal: AppealTable
  declination: DeclinationTable
  question: QuestionTable
  interim_reply: InterimReplyTable
  contact_attempt: ContactAttemptTable
  alarm: AlarmTable
  rise_rule: RiseRuleTable
  rise: RiseTable
}
