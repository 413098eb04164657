import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import {
  isByDue,
  isExtensionAsked,
  isWithUnitsOf,
  lookerOf,
  matches,
  needsNow,
  type QueueFilter,
  type QueueView,
  seesEverything,
  type Viewer,
} from './queue-filter.ts'
import { isPromiseMissed } from './clocks/promised-days.ts'
import type { RowForUnits } from './redaction/columns.ts'
import { asUnitsRead } from './redaction/reading.ts'
import { hasRisen } from './rises.ts'

/**
 * One page of the desk's table. What waits is listed by when it is due, so what is overdue stands first;
 * `all` and what is done by when it was received, newest first. `after` is the number of the last row of
 * the page before. Returns `next`, the `after` of the page to come, when there is one.
 */
export async function listQueue(
  db: Db,
  filter: QueueFilter,
  viewer: Viewer,
  { after, limit, now }: { after?: string | undefined; limit: number; now: Date },
) {
  const looker = await lookerOf(db, viewer)
  const [moment, direction] = isByDue(filter.view) ? (['due_at', 'asc'] as const) : (['received_at', 'desc'] as const)
  const last = after === undefined ? undefined : await findPlace(db, moment, after)
  const isOnward = sql<boolean>`(${sql.ref(moment)}, id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${last?.at}::timestamptz, ${last?.id}::integer)`
  // Which ones, an index alone says; only the rows of this page are read whole.
  const onPage = db
    .selectFrom('suggestion')
    .select('id')
    .where(eb => matches(eb, filter, looker, now))
    .$if(after !== undefined, query => query.where(isOnward))
    .orderBy(moment, direction)
    .orderBy('id', direction)
    // One row more than the page has: whether there is another.
    .limit(limit + 1)
  const rows = await db
    .selectFrom('suggestion')
    .select([
      'id',
      'number',
      'kind',
      'title',
      'category',
      'county',
      'place',
      'state',
      'received_at',
      'due_at',
      'lead_unit',
      'reopenings',
    ])
    .select(eb =>
      eb
        .selectFrom('suggestion_photo')
        .select(count => count.fn.countAll<number>().as('count'))
        .whereRef('suggestion_id', '=', 'suggestion.id')
        .$asScalar()
        .$notNull()
        .as('photos'),
    )
    .select(eb => isExtensionAsked(eb).as('extension_asked'))
    .select(eb => isPromiseMissed(eb).as('promise_missed'))
    .select(eb =>
      eb.selectFrom('person').select('person.name').whereRef('person.id', '=', 'suggestion.clerk_id').as('clerk_name'),
    )
    .where('id', 'in', onPage)
    .orderBy(moment, direction)
    .orderBy('id', direction)
    .execute()
  const page = await asRead(db, viewer, rows.slice(0, limit))
  return { rows: page, next: rows.length > limit ? page.at(-1)!.number : undefined }
}

/** Whether a list has a suggestion. */
export async function isListed(
  db: Db,
  filter: QueueFilter,
  viewer: Viewer,
  number: string,
  now: Date,
): Promise<boolean> {
  const looker = await lookerOf(db, viewer)
  const row = await db
    .selectFrom('suggestion')
    .select('id')
    .where('number', '=', number)
    .where(eb => matches(eb, filter, looker, now))
    .executeTakeFirst()
  return row !== undefined
}

/** Where a suggestion stands in an order: read beforehand, because the planner has to know how much comes after it; as text, because a Date has no microseconds. */
function findPlace(db: Db, moment: 'due_at' | 'received_at', number: string) {
  return db
    .selectFrom('suggestion')
    .select(['id', sql<string | null>`${sql.ref(moment)}::text`.as('at')])
    .where('number', '=', number)
    .executeTakeFirst()
}

/** How many of what the filter finds need this person now, are overdue, have gone up, and stand in each open state. */
export async function countQueue(
  db: Db,
  filter: Omit<QueueFilter, 'view'>,
  viewer: Viewer,
  now: Date,
): Promise<Partial<Record<QueueView, number>>> {
  const looker = await lookerOf(db, viewer)
  const rows = await db
    .selectFrom('suggestion')
    .select(['state', eb => eb.fn.countAll<number>().as('count')])
    .select(eb => sql<number>`count(*) FILTER (WHERE ${needsNow(eb, looker, now)})`.as('mine'))
    .select(sql<number>`count(*) FILTER (WHERE due_at <= ${now})`.as('overdue'))
    .where(eb => matches(eb, { ...filter, view: 'open' }, looker, now))
    .groupBy('state')
    .execute()
  const sum = (name: 'count' | 'mine' | 'overdue') => rows.reduce((total, row) => total + row[name], 0)
  const { risen } = await db
    .selectFrom('suggestion')
    .select(({ fn }) => fn.countAll<number>().as('risen'))
    .where(eb => matches(eb, { ...filter, view: 'risen' }, looker, now))
    .executeTakeFirstOrThrow()
  return {
    ...Object.fromEntries(rows.map(row => [row.state, row.count])),
    risen,
    mine: sum('mine'),
    overdue: sum('overdue'),
    open: sum('count'),
  }
}

/** How many suggestions, whoever has them, are past their deadline. */
export async function countOverdue(db: Db, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('suggestion')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow()
  return count
}

/** Every row that the filter finds, in the order of the table, read in portions so that memory stays small. */
export async function* readQueue(db: Db, filter: QueueFilter, viewer: Viewer, now: Date) {
  let after: string | undefined
  do {
    const { rows, next } = await listQueue(db, filter, viewer, { after, limit: 1000, now })
    yield rows
    after = next
  } while (after)
}

export type QueueRow = Awaited<ReturnType<typeof listQueue>>['rows'][number]

/** Whether this person may see a suggestion at all. */
export async function maySee(db: Db | Trx, suggestionId: number, viewer: Viewer): Promise<boolean> {
  if (seesEverything(viewer)) return true
  const looker = await lookerOf(db, viewer)
  const row = await db
    .selectFrom('suggestion')
    .select('id')
    .where('id', '=', suggestionId)
    .where(eb => eb.or([isWithUnitsOf(eb, looker), hasRisen(eb, looker.units)]))
    .executeTakeFirst()
  return row !== undefined
}

/** Rows as this viewer reads them: units read what was let through to them. */
function asRead<Row extends RowForUnits>(db: Db, viewer: Viewer, rows: Row[]): Promise<Row[]> {
  return seesEverything(viewer) ? Promise.resolve(rows) : asUnitsRead(db, rows)
}

/** Titles of several as this viewer reads them, in the order in which they came in. */
export async function listTitles(db: Db, numbers: string[], viewer: Viewer) {
  if (numbers.length === 0) return []
  const rows = await db
    .selectFrom('suggestion')
    .select(['id', 'number', 'title', 'category', 'county', 'place', 'state'])
    .where('number', 'in', numbers)
    .orderBy('id')
    .execute()
  return asRead(db, viewer, rows)
}

/** The units that have given a suggestion back, by its id. */
export async function listReturners(db: Db, ids: number[]): Promise<Map<number, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('assignment')
    .select(['suggestion_id', 'unit'])
    .where('suggestion_id', 'in', ids)
    .where('returned_at', 'is not', null)
    .execute()
  const units = new Map<number, string[]>()
  for (const { suggestion_id, unit } of rows) units.set(suggestion_id, [...(units.get(suggestion_id) ?? []), unit])
  return units
}

/** Takes what was received since the last time into the index of words. Until then words find it all the same, a little slower. */
export async function tidyWords(db: Db): Promise<void> {
  await inTransaction(db, async trx => {
    await sql`SET LOCAL statement_timeout = '5min'`.execute(trx)
    await sql`SELECT gin_clean_pending_list('suggestion_findable')`.execute(trx)
  })
}
