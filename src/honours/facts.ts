import { sql, type SqlBool } from 'kysely'
import type { Db } from '#db/schema.ts'
import { openStates } from '#suggestions/course.ts'

/** What people report of a place and is not done yet, for the office alone: how many, and the newest. */
export async function findOpenMatters(db: Db, { county, names }: { county: string; names: readonly string[] }) {
  const open = db
    .selectFrom('suggestion')
    .where('county', '=', county)
    .where('state', 'in', openStates)
    .where(eb => eb.or(names.map(name => sql<SqlBool>`strpos(place, ${name}) > 0`)))
  const { total } = await open.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await open.select(['number', 'title']).orderBy('id', 'desc').limit(5).execute()
  return { total: Number(total), rows }
}
