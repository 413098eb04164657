import { type ExpressionBuilder, sql } from 'kysely'
import type { Database, Db, Trx } from '#db/schema.ts'
import { boundsOf, type Month } from './months.ts'
import { wasReceivedIn } from './queue-filter.ts'
import { type Builder, hasMark } from './marks.ts'

/** How somebody did with what was received in some months: numbers of suggestions, each a list of the desk. */
export interface Performance {
  /** What they lead, or have answered. */
  all: number
  /** Days from the hand-over to the first answer that its author saw; null without any. */
  medianDays: number | null
  inTime: number
  late: number
  /** Its author has seen an answer. */
  answered: number
  reopened: number
  rated: number
  ratedWell: number
  returned: number
}

/** Of each lead unit, most first. Counted at the moment, from indexes alone (decision 086). */
export async function listUnitPerformance(
  db: Db | Trx,
  { from, to }: { from: Month; to: Month },
): Promise<(Performance & { unit: string })[]> {
  const rows = await db
    .selectFrom('suggestion')
    .select('lead_unit as unit')
    .select(eb => performanceOf(eb))
    .where('lead_unit', 'is not', null)
    .where(eb => wasReceivedIn(eb, from, to))
    .groupBy('lead_unit')
    .orderBy('all', 'desc')
    .orderBy('lead_unit')
    .execute()
  const returned = await countReturned(db, 'unit', { from, to })
  const given = rows.map(row => ({ ...row, unit: row.unit!, returned: returned.get(row.unit!) ?? 0 }))
  const others = [...returned].filter(([unit]) => !rows.some(row => row.unit === unit))
  return [...given, ...others.map(([unit, count]) => ({ ...nothing, unit, returned: count }))]
}

/** Of each officer who has answered, most first. */
export async function listOfficerPerformance(
  db: Db,
  { from, to }: { from: Month; to: Month },
): Promise<(Performance & { id: number; name: string })[]> {
  const rows = await db
    .selectFrom('suggestion')
    .innerJoin(
      eb =>
        eb
          .selectFrom('answer')
          .select(['suggestion_id', 'answered_by'])
          .where('answer.unit', 'is not', null)
          .distinct()
          .as('written'),
      join => join.onRef('written.suggestion_id', '=', 'suggestion.id'),
    )
    .innerJoin('person', 'person.id', 'written.answered_by')
    .select(['person.id', 'person.name'])
    .select(eb => performanceOf(eb as unknown as Builder))
    .where(eb => wasReceivedIn(eb as unknown as Builder, from, to))
    .groupBy(['person.id', 'person.name'])
    .orderBy('all', 'desc')
    .orderBy('person.id')
    .execute()
  const returned = await countReturned(db, 'returned_by', { from, to })
  return rows.map(row => ({ ...row, returned: returned.get(String(row.id)) ?? 0 }))
}

const nothing: Performance = {
  all: 0,
  medianDays: null,
  inTime: 0,
  late: 0,
  answered: 0,
  reopened: 0,
  rated: 0,
  ratedWell: 0,
  returned: 0,
}

/** By the conditions of the lists: a number has as many rows as the list that it leads to. */
function performanceOf(eb: Builder) {
  const marked = (mark: Parameters<typeof hasMark>[1]) => sql<number>`count(*) FILTER (WHERE ${hasMark(eb, mark)})`
  return [
    eb.fn.countAll<number>().as('all'),
    sql<
      number | null
    >`percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM shown_at - handed_over_at) / 86400)`.as(
      'medianDays',
    ),
    marked('answered-in-time').as('inTime'),
    marked('answered-late').as('late'),
    marked('answered').as('answered'),
    marked('reopened').as('reopened'),
    marked('rated').as('rated'),
    marked('rated-well').as('ratedWell'),
  ] as const
}

async function countReturned(
  db: Db | Trx,
  by: 'unit' | 'returned_by',
  { from, to }: { from: Month; to: Month },
): Promise<Map<string, number>> {
  const { begins, ends } = boundsOf(from, to)
  const rows = await db
    .selectFrom('assignment')
    .innerJoin('suggestion', 'suggestion.id', 'assignment.suggestion_id')
    .select([sql<string>`${sql.ref(`assignment.${by}`)}::text`.as('who')])
    .select((eb: ExpressionBuilder<Database, 'assignment' | 'suggestion'>) =>
      eb.fn.count<number>('suggestion.id').distinct().as('count'),
    )
    .where('assignment.returned_at', 'is not', null)
    .where('suggestion.received_at', '>=', begins)
    .where('suggestion.received_at', '<', ends)
    .groupBy(`assignment.${by}`)
    .execute()
  return new Map(rows.map(({ who, count }) => [who, count]))
}
