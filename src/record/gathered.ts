import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely'
import type { Database, Db } from '#db/schema.ts'
import type { PublicRecord } from './record.ts'

/** Public records that belong together, such as those of a drive. */
export interface Gathered {
  total: number
  /** What its office calls done, and what its author calls solved. */
  closed: number
  solved: number
  /** The newest of them. */
  rows: Pick<PublicRecord, 'number' | 'title' | 'county' | 'unit' | 'answered_at' | 'state' | 'solved'>[]
}

/** What belongs to a drive by itself; an empty list, or no place, asks for nothing. */
export interface GatheringRule {
  categories: readonly string[]
  counties: readonly string[]
  /** Stands in what its author wrote of the place. */
  place: string | undefined
  /** When it was received: from, and before. */
  from: Date
  until: Date
}

/** What is public of a drive: by its rule, and by numbers. */
export function gatherForDrive(
  db: Db,
  { rule, numbers }: { rule: GatheringRule | undefined; numbers: readonly string[] },
  limit: number,
): Promise<Gathered> {
  return gather(db, limit, eb =>
    eb.or([
      // Without a number the list would be no SQL.
      ...(numbers.length > 0 ? [eb('number', 'in', numbers)] : []),
      ...(rule
        ? [
            eb.and([
              eb('received_at', '>=', rule.from),
              eb('received_at', '<', rule.until),
              ...(rule.categories.length > 0 ? [eb('category', 'in', rule.categories)] : []),
              ...(rule.counties.length > 0 ? [eb('county', 'in', rule.counties)] : []),
              ...(rule.place ? [sql<SqlBool>`strpos(place, ${rule.place}) > 0`] : []),
            ]),
          ]
        : []),
    ]),
  )
}

/** What is public since a moment of a place that people call by one of these names. */
export function gatherForPlace(
  db: Db,
  { county, names, since }: { county: string; names: readonly string[]; since: Date },
  limit: number,
): Promise<Gathered> {
  return gather(db, limit, eb =>
    eb.and([
      eb('county', '=', county),
      eb('answered_at', '>=', since),
      eb.or(names.map(name => sql<SqlBool>`strpos(place, ${name}) > 0`)),
    ]),
  )
}

async function gather(
  db: Db,
  limit: number,
  belongs: (eb: ExpressionBuilder<Database, 'record'>) => Expression<SqlBool>,
): Promise<Gathered> {
  const records = db.selectFrom('record').where('removed_at', 'is', null).where(belongs)
  const counted = await records
    .select(eb => [
      eb.fn.countAll<number>().as('total'),
      eb.fn.countAll<number>().filterWhere('state', '=', 'closed').as('closed'),
      eb.fn.countAll<number>().filterWhere('solved', '=', true).as('solved'),
    ])
    .executeTakeFirstOrThrow()
  const rows = await records
    .select(['number', 'title', 'county', 'unit', 'answered_at', 'state', 'solved'])
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return {
    total: Number(counted.total),
    closed: Number(counted.closed),
    solved: Number(counted.solved),
    rows: rows as Gathered['rows'],
  }
}
