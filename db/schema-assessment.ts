import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

/** That a unit has reported on a period; what it says stands in its versions. */
export interface ReportTable {
  id: GeneratedAlways<number>
  unit: string
  period: string
  due_at: Instant
  filed_at: Instant
  is_late: GeneratedAlways<boolean>
  /** The newest. */
  version: number
}

/** What a unit reported, as it was handed in: a correction is a version of its own. */
export interface ReportVersionTable {
  id: GeneratedAlways<number>
  report_id: number
  version: number
  request_key: string
  done: string
  problems: string
  next: string
  led: number
  in_time: number
  late: number
  reopened: number
  rectified: number
  inspections: number
  /** What the system counted at that moment. */
  counted: ColumnType<Record<string, number>, string, never>
  /** Why it was corrected. */
  reason: string | null
  filed_by: number
  filed_at: Instant
}

/** That the officers of a unit were told of a report once. */
export interface ReportReminderTable {
  unit: string
  period: string
  kind: 'wanted' | 'eve' | 'late'
  told_at: Instant
}

/** A criterion as the scheme said it when the assessment began. */
export interface AssessedCriterion {
  code: string
  name: string
  weight: number
  source: string
  minimum?: number | undefined
  meaning: string
}

export type AssessmentState = 'draft' | 'objections' | 'result' | 'published' | 'void'

export interface AssessmentTable {
  id: GeneratedAlways<number>
  year: number
  request_key: string
  /** The id of the scheme, for the link: what it said stands in `criteria`. */
  scheme: string
  title: string
  criteria: ColumnType<AssessedCriterion[], string, never>
  state: Generated<AssessmentState>
  begun_by: number
  begun_at: Instant
  counted_at: Instant
  opened_at: OptionalInstant
  objections_until: OptionalInstant
  concluded_by: number | null
  concluded_at: OptionalInstant
  published_by: number | null
  published_at: OptionalInstant
}

export interface AssessmentUnitTable {
  assessment_id: number
  unit: string
  name: string
  /** From this day on the unit was no more. */
  until_day: string | null
}

/** What a number was counted from, where no list of the desk shows it. */
export interface Evidence {
  title: string
  href?: string | undefined
  good: boolean
}

export interface AssessmentLineTable {
  id: GeneratedAlways<number>
  assessment_id: number
  unit: string
  criterion: string
  measure: string
  weight: number
  minimum: Generated<number>
  part: number | null
  whole: number | null
  evidence: ColumnType<Evidence[], string | undefined, string>
  first_points: number | null
  first_by: number | null
  second_points: number | null
  second_by: number | null
  /** In hundredths, by a decision on an objection. */
  revised: ColumnType<string | null, number | null | undefined, number | null>
}

/** A view: each line with what it comes to in hundredths. */
export interface AssessmentScoreView extends AssessmentLineTable {
  share: string | null
}

export interface AssessmentObjectionTable {
  id: GeneratedAlways<number>
  assessment_id: number
  unit: string
  criterion: string
  request_key: string
  words: string
  filed_by: number
  filed_at: Instant
  decided_by: number | null
  decided_at: OptionalInstant
  upheld: boolean | null
  decision: string | null
}

export interface EvidencePackTable {
  id: GeneratedAlways<number>
  assessment_id: number
  unit: string
  state: Generated<'waiting' | 'making' | 'done' | 'failed'>
  steps_done: Generated<number>
  steps: Generated<number>
  pages: number | null
  bytes: number | null
  file: string | null
  asked_by: number
  asked_at: Instant
  ended_at: OptionalInstant
}

/** How many answered a question of a survey so; the empty question is where they live. */
export interface SurveyTallyTable {
  survey: string
  question: string
  answer: string
  count: number
}

/** Who has answered a survey that is not over: it lets nobody answer twice. The key is that of their form. */
export interface SurveyRespondentTable {
  survey: string
  phone_hash: string
  request_key: string
}

/** What a unit reported of a task, and what the office said to it. Days are `YYYY-MM-DD`. */
export interface TaskReportTable {
  id: GeneratedAlways<number>
  request_key: string
  /** The id of the task in the content. */
  task: string
  unit: string
  progress: 'running' | 'done'
  done_on: string | null
  words: string
  /** Addresses of the portal. */
  evidence: Generated<string[]>
  filed_by: number
  filed_at: Instant
  state: Generated<'filed' | 'accepted' | 'returned'>
  decided_by: number | null
  decided_at: OptionalInstant
  /** Why it was given back. */
  reason: string | null
}

export interface AssessmentTables {
  task_report: TaskReportTable
  survey_tally: SurveyTallyTable
  survey_respondent: SurveyRespondentTable
  assessment: AssessmentTable
  assessment_unit: AssessmentUnitTable
  assessment_line: AssessmentLineTable
  assessment_score: AssessmentScoreView
  assessment_objection: AssessmentObjectionTable
  evidence_pack: EvidencePackTable
  report: ReportTable
  report_version: ReportVersionTable
  report_reminder: ReportReminderTable
}
