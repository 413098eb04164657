import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/** What requests may write although they are refused: who asked for what, and how often. */
const ofAsking = ['event', 'rate_limit', 'session']
/** What jobs write meanwhile. */
const ofJobs = ['message', 'deadline', 'supervision_letter', 'letter_number']

/** What stands in the database: the rows of each table, and what people have done. Two are equal when nothing was written. */
export async function traceOf(db: Db): Promise<Record<string, unknown>> {
  const tables = (await db.introspection.getTables())
    .filter(({ schema, isView }) => schema === 'public' && !isView)
    .map(({ name }) => name)
    .filter(name => ![...ofAsking, ...ofJobs].includes(name))
  const counts: [string, unknown][] = []
  for (const table of tables) {
    const { rows } = await sql<{ rows: string }>`SELECT count(*) AS rows FROM ${sql.table(table)}`.execute(db)
    counts.push([table, rows[0]!.rows])
  }
  const events = await db
    .selectFrom('event')
    .select(eb => ['action', eb.fn.countAll<string>().as('times')])
    .where('actor_kind', '<>', 'system')
    .where('action', '<>', 'request.refused')
    .groupBy('action')
    .orderBy('action')
    .execute()
  return { ...Object.fromEntries(counts), events }
}
