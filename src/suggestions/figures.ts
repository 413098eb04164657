import { sql } from 'kysely'
import type { Db, SuggestionKind, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { listMonths, type Month } from './months.ts'
import { type CountedMark, countedMarks, joinedMarks, type FigureMark } from './marks.ts'

export interface FigureFilter {
  /** Received from this month to that one, both included. */
  from: Month
  to: Month
  kind?: SuggestionKind | undefined
  county?: string | undefined
  /** The lead unit, by its id in the register, or `noUnit`. */
  unit?: string | undefined
}

export type Counts = Record<'received' | CountedMark, number>

/** The figures of one month, county or unit, by its key. */
export interface FigureRow {
  key: string
  counts: Counts
}

export interface Figures {
  /** When they were counted; undefined before the first time. */
  at: Date | undefined
  total: Counts
  /** Newest first, also those in which nothing was received. */
  byMonth: FigureRow[]
  byCounty: FigureRow[]
  /** Most received first. */
  byUnit: FigureRow[]
}

/** A share: how many of which. */
export const shares = {
  acceptance: { part: 'accepted-in-time', of: 'acceptance-due' },
  answer: { part: 'answered-in-time', of: 'answer-due' },
  reopening: { part: 'reopened', of: 'answered' },
  satisfaction: { part: 'rated-well', of: 'rated' },
} as const satisfies Record<string, { part: FigureMark; of: FigureMark }>
export type Share = keyof typeof shares

/** How many bear a mark. */
export function countOf(counts: Counts, mark: FigureMark): number {
  if (!(mark in joinedMarks)) return counts[mark as CountedMark]
  return joinedMarks[mark as keyof typeof joinedMarks].reduce((sum, part) => sum + counts[part], 0)
}

const columns = countedMarks.map(mark => ({ mark, column: mark.replaceAll('-', '_') as 'answered' }))

/** Counts everything once more, by the view `figure`. Readers have the figures before until the new ones stand; two at once take turns. */
export async function refreshFigures(db: Db | Trx, now: Date): Promise<void> {
  await inTransaction(db, async trx => {
    // Nobody waits for it: it may take longer than a connection of ours lets a page take.
    await sql`SET LOCAL statement_timeout = '5min'`.execute(trx)
    await sql`REFRESH MATERIALIZED VIEW CONCURRENTLY figure`.execute(trx)
    await trx.updateTable('figure_refresh').set({ at: now }).execute()
  })
}

/** The figures as last counted: in all, by month, by county and by unit. */
export async function listFigures(db: Db, { from, to, kind, county, unit }: FigureFilter): Promise<Figures> {
  const sums = columns.map(({ mark, column }) => sql`coalesce(sum(${sql.ref(column)}), 0) AS ${sql.id(mark)}`)
  const conditions = [
    sql`month BETWEEN ${from} AND ${to}`,
    ...(kind ? [sql`kind = ${kind}`] : []),
    ...(county ? [sql`county = ${county}`] : []),
    ...(unit ? [sql`unit = ${unit}`] : []),
  ]
  const { rows } = await sql<
    Counts & { at: Date | null; month: Month | null; county: string | null; unit: string | null }
  >`
    SELECT (SELECT at FROM figure_refresh), month, county, unit, coalesce(sum(received), 0) AS received, ${sql.join(sums)}
    FROM figure WHERE ${sql.join(conditions, sql` AND `)}
    GROUP BY GROUPING SETS ((), (month), (county), (unit))
    ORDER BY received DESC, county, unit`.execute(db)

  const by = (name: 'month' | 'county' | 'unit'): FigureRow[] =>
    rows.flatMap(row => (row[name] === null ? [] : [{ key: row[name], counts: readCounts(row) }]))
  // The row of the empty grouping set is there even when nothing else is.
  const whole = rows.find(row => row.month === null && row.county === null && row.unit === null)!
  const months = new Map(by('month').map(row => [row.key, row]))
  return {
    at: whole.at ?? undefined,
    total: readCounts(whole),
    byMonth: listMonths(from, to)
      .map(key => months.get(key) ?? { key, counts: nothing })
      .toReversed(),
    byCounty: by('county').toSorted((one, other) => one.key.localeCompare(other.key)),
    byUnit: by('unit'),
  }
}

const nothing = readCounts({})

function readCounts(row: Partial<Counts>): Counts {
  return Object.fromEntries((['received', ...countedMarks] as const).map(name => [name, row[name] ?? 0])) as Counts
}
