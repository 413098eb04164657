import { randomInt } from 'node:crypto'
import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import { aDay, earlier } from '#calendar/spans.ts'
import type { StatisticPart, StatisticTable } from '#db/schema-record.ts'
import type { Database, Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { hasMark } from './marks.ts'
import { addMonths, boundsOf, listMonths, type Month, monthOf } from './months.ts'
import { share, smallestBase, smallestShown, withinBounds } from './public-figures.ts'

/** After this many days a month is counted, once and for good: answers and ratings have come by then. */
const releasedAfterDays = 30

/** The row of those that are too few to be named. */
export const theRest = '*'
const parts = { unit: 'lead_unit', county: 'county', category: 'category' } as const

export type Statistic = Omit<Selectable<StatisticTable>, 'released_at'>

/** Every released row, the newest month first, of a month the largest first. */
export function listStatistics(db: Db, only: { month?: Month; part?: StatisticPart } = {}): Promise<Statistic[]> {
  return db
    .selectFrom('statistic')
    .select(['month', 'part', 'key', 'received', 'in_time', 'median_days', 'slow_days', 'satisfied', 'reopened'])
    .$if(only.month !== undefined, query => query.where('month', '=', only.month!))
    .$if(only.part !== undefined, query => query.where('part', '=', only.part!))
    .orderBy('month', 'desc')
    .orderBy('part')
    .orderBy(sql`key = ${theRest}`)
    .orderBy('received', 'desc')
    .orderBy('key')
    .execute()
}

/** The months that have been released, the newest first. */
export async function listReleasedMonths(db: Db): Promise<Month[]> {
  const rows = await db.selectFrom('statistic').select('month').distinct().orderBy('month', 'desc').execute()
  return rows.map(({ month }) => month)
}

/**
 * Which keys stand in one row together, so that nobody can tell a number under five: all that have fewer, and always one of
 * the smallest others, drawn where several are the smallest. Who knows the rule cannot tell which of them is the large one,
 * so each could be another number. Undefined when there is nothing to say at all.
 */
export function poolSmall(
  counts: ReadonlyMap<string, number>,
  draw: (among: number) => number = among => randomInt(among),
): ReadonlySet<string> | undefined {
  const all = [...counts]
  if (all.reduce((sum, [, count]) => sum + count, 0) < smallestShown) return undefined
  const small = all.filter(([, count]) => count < smallestShown)
  const others = all.filter(([, count]) => count >= smallestShown)
  const least = Math.min(...others.map(([, count]) => count))
  const smallest = others.filter(([, count]) => count === least)
  const beside = small.length > 0 && smallest.length > 0 ? [smallest[draw(smallest.length)]!] : []
  return new Set([...small, ...beside].map(([key]) => key))
}

/** Counts the months that may be told now and were not yet, once and for good. Returns how many. */
export async function releaseStatistics(db: Db, now: Date): Promise<number> {
  const last = addMonths(monthOf(earlier(now, releasedAfterDays * aDay)), -1)
  const { first } = await db
    .selectFrom('suggestion')
    .select(eb => eb.fn.min('received_at').as('first'))
    .executeTakeFirstOrThrow()
  if (!first) return 0
  const known = new Set(await listReleasedMonths(db))
  const due = listMonths(monthOf(first), last).filter(month => !known.has(month))
  let released = 0
  for (const month of due) if (await inTransaction(db, trx => releaseMonth(trx, month, now))) released += 1
  return released
}

async function releaseMonth(trx: Trx, month: Month, now: Date): Promise<boolean> {
  const city = await countPart(trx, month, 'city', sql<string>`''`)
  if ((city[0]?.received ?? 0) < smallestShown) return false
  const rows = [...city]
  for (const [part, column] of Object.entries(parts) as [keyof typeof parts, string][]) {
    const key = sql<string>`coalesce(${sql.ref(column)}, '-')`
    const { rows: counted } = await sql<{ key: string; count: number }>`
      SELECT ${key} AS key, count(*)::integer AS count FROM suggestion WHERE ${isOf(month)} GROUP BY 1`.execute(trx)
    const pooled = [...poolSmall(new Map(counted.map(({ key, count }) => [key, count])))!]
    const shown = sql<string>`CASE WHEN ${key} = ANY (${pooled}::text[]) THEN ${theRest} ELSE ${key} END`
    rows.push(...(await countPart(trx, month, part, shown)))
  }
  await trx
    .insertInto('statistic')
    .values(rows.map(row => ({ ...row, released_at: now })))
    .execute()
  return true
}

const isOf = (month: Month) => {
  const { begins, ends } = boundsOf(month)
  return sql<boolean>`received_at >= ${begins} AND received_at < ${ends}`
}

type Builder = ExpressionBuilder<Database, 'suggestion'>

async function countPart(
  trx: Trx,
  month: Month,
  part: StatisticPart,
  key: ReturnType<typeof sql<string>>,
): Promise<Statistic[]> {
  const count = (eb: Builder, mark: Parameters<typeof hasMark>[1]) =>
    eb.fn.countAll<number>().filterWhere(hasMark(eb, mark)).as(mark)
  const localDay = (column: string) => sql`(${sql.ref(column)} AT TIME ZONE 'Asia/Shanghai')::date`
  const days = sql`${localDay('shown_at')} - ${localDay('received_at')}`
  const rows = await trx
    .selectFrom('suggestion')
    .select(eb => [
      key.as('key'),
      eb.fn.countAll<number>().as('received'),
      count(eb, 'answered-in-time'),
      count(eb, 'answer-due'),
      count(eb, 'answered'),
      count(eb, 'rated'),
      count(eb, 'rated-well'),
      count(eb, 'reopened'),
      sql<number | null>`percentile_disc(0.5) WITHIN GROUP (ORDER BY ${days})`.as('median_days'),
      sql<number | null>`percentile_disc(0.9) WITHIN GROUP (ORDER BY ${days})`.as('slow_days'),
    ])
    .where(isOf(month))
    .groupBy(sql`1`)
    .execute()
  return rows.map(row => {
    const hasDays = row.answered >= smallestBase
    return {
      month,
      part,
      key: row.key,
      received: row.received,
      in_time: share(row['answered-in-time'], row['answer-due']),
      median_days: hasDays ? row.median_days : null,
      slow_days: hasDays ? row.slow_days : null,
      satisfied: withinBounds(share(row['rated-well'], row.rated)),
      reopened: withinBounds(share(row.reopened, row.answered)),
    }
  })
}
