import { sql } from 'kysely'
import type { Evidence } from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import { formatDay } from '#calendar/lishui.ts'
import { type Day, dayInLishui } from '#calendar/work-calendar.ts'
import type { Measure } from '#publishing/types/scheme.ts'
import { listUnitPerformance } from '#suggestions/unit-figures.ts'
import { dueAt, periodsOf, type ReportRules, sayPeriod, spanOf } from './reports/periods.ts'
import { listReports } from './reports/reports.ts'
import type { AnsweringUnit } from './units.ts'
import { assessmentWords as words } from './words.ts'

/**
 * What content says of units in a year: each exposure or task is a line of evidence, good or not. `on`: when what is exposed
 * was found, or the last day for the task.
 */
export type ContentEvidence = Record<
  'exposures-rectified' | 'tasks-done',
  readonly (Evidence & { unit: string; on: Day })[]
>

/** What an assessment is counted from beside the database. */
export interface CityFacts {
  units: readonly AnsweringUnit[]
  rules: ReportRules
  evidence: ContentEvidence
}

/** A computed criterion of a unit: how many of how many, and what they are where no list shows it. */
export interface Count {
  part: number
  whole: number
  evidence: Evidence[]
}

type Computed = Exclude<Measure, 'judged'>

/** Counts everything there is to count of the units in a year, from the facts alone. */
export async function countUnits(
  db: Db | Trx,
  year: number,
  { units, rules, evidence }: CityFacts,
  now: Date,
): Promise<Map<string, Record<Computed, Count>>> {
  const today = dayInLishui(now)
  const months = { from: `${year}-01`, to: `${year}-12` }
  const performance = new Map((await listUnitPerformance(db, months)).map(row => [row.unit, row]))
  const given = await countGiven(db, year)
  const reports = await countReports(db, year, units, rules, now)
  const of = (part = 0, whole = 0): Count => ({ part, whole, evidence: [] })
  return new Map(
    units.map(unit => {
      const row = performance.get(unit.id)
      const contentOf = (kind: keyof ContentEvidence): Count => {
        // What came after its end is nobody's fault, nor is a task whose last day is not over.
        const own = evidence[kind]
          .filter(({ unit: id, on }) => id === unit.id && (unit.until === undefined || on < unit.until))
          .filter(({ on, good }) => kind !== 'tasks-done' || good || on < today)
          .map(({ unit: _, on: __, ...each }) => each)
        return { part: own.filter(({ good }) => good).length, whole: own.length, evidence: own }
      }
      return [
        unit.id,
        {
          'answered-in-time': of(row?.inTime, (row?.inTime ?? 0) + (row?.late ?? 0)),
          returned: of(row?.returned, given.get(unit.id)),
          reopened: of(row?.reopened, row?.answered),
          satisfied: of(row?.ratedWell, row?.rated),
          'exposures-rectified': contentOf('exposures-rectified'),
          'reports-filed': reports.get(unit.id) ?? of(),
          'tasks-done': contentOf('tasks-done'),
        },
      ]
    }),
  )
}

/** How many suggestions of a year were given to each unit, whatever became of them. */
async function countGiven(db: Db | Trx, year: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ unit: string; count: number }>`
    SELECT unit, count(*)::integer AS count
    FROM (SELECT DISTINCT unit, suggestion_id FROM assignment JOIN suggestion ON suggestion.id = suggestion_id
    WHERE received_at >= ${spanOf(`${year}-H1`).begins}::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND received_at < ${spanOf(`${year}-H2`).ends}::timestamp AT TIME ZONE 'Asia/Shanghai') AS given
    GROUP BY unit`.execute(db)
  return new Map(rows.map(({ unit, count }) => [unit, count]))
}

/** The reports of a year that are due by now, or filed: one that came in time is good. A unit that was dissolved owes none for a period that it did not see the end of. */
async function countReports(
  db: Db | Trx,
  year: number,
  units: readonly AnsweringUnit[],
  rules: ReportRules,
  now: Date,
): Promise<Map<string, Count>> {
  const periods = periodsOf(year, rules.rhythm)
  const filed = new Map((await listReports(db, periods)).map(report => [`${report.unit} ${report.period}`, report]))
  return new Map(
    units.map(({ id, until }) => {
      const evidence = periods
        .filter(period => until === undefined || spanOf(period).ends <= until)
        .flatMap((period): Evidence[] => {
          const report = filed.get(`${id} ${period}`)
          if (!report && dueAt(period, rules) > now) return []
          const how = report ? words.reported(formatDay(report.filed_at), report.is_late) : words.notReported
          return [
            {
              title: `${sayPeriod(period)}：${how}`,
              href: `/desk/reports/${id}/${period}`,
              good: report?.is_late === false,
            },
          ]
        })
      return [id, { part: evidence.filter(({ good }) => good).length, whole: evidence.length, evidence }]
    }),
  )
}
