import type { ColumnType, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>

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

export interface AssessmentTables {
  report: ReportTable
  report_version: ReportVersionTable
  report_reminder: ReportReminderTable
}
