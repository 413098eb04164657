import { loadavg } from 'node:os'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { beginAssessment } from '#assessment/beginning.ts'
import { findAssessment } from '#assessment/assessment.ts'
import { countUnits } from '#assessment/counting.ts'
import { gatherPack } from '#assessment/pack/content.ts'
import { drawPack } from '#assessment/pack/making.ts'
import { connect } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { aKey, assessedYear as year, sampleFacts, sampleScheme } from '../support/assessing.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { note, quantile } from './table.ts'

const unitCount = 60

/** The assessment of 60 units over a year with 200,000 suggestions, and the evidence pack of one. `--short`: 20,000. */
export async function bench(args: string[]): Promise<void> {
  const postgres = await postgresAddress()
  if (!postgres) return console.log('no PostgreSQL answers: nothing measured')
  const count = args.includes('--short') ? 20_000 : 200_000
  const name = `portal_bench_${process.pid}`
  const databaseUrl = databaseAddress(postgres, name)
  const now = new Date(`${year}-12-31T08:00:00Z`)
  await asAdministrator(postgres, `CREATE DATABASE ${name}`)
  const { db, close } = await connect({ databaseUrl, dataDir: '' })
  try {
    await prepareDatabase(db)
    const supervisor = await fillYear(databaseUrl, count)
    const units = Array.from({ length: unitCount }, (_, at) => ({
      id: `unit-${at + 1}`,
      name: `单位${at + 1}`,
      until: undefined,
    }))
    const facts = { ...sampleFacts, units }
    const timed = async <Result>(work: () => Promise<Result>) => {
      const begin = performance.now()
      const result = await work()
      return { result, seconds: (performance.now() - begin) / 1000 }
    }
    const taken: number[] = []
    for (let turn = 0; turn < 5; turn += 1) taken.push((await timed(() => countUnits(db, year, facts, now))).seconds)
    note(`${unitCount} units counted over ${count} suggestions, median of 5`, quantile(taken, 0.5), 's', { atMost: 2 })
    const begun = await timed(() =>
      beginAssessment(db, sampleScheme as never, aKey(), {
        person: { ...supervisor, roles: ['supervisor'] },
        now,
        facts,
      }),
    )
    note('an assessment begun: counted and written', begun.seconds, 's', { atMost: 2 })
    const assessment = (await findAssessment(db, year))!
    const means = { numberWord: undefined, nameOfCategory: (code: string) => code, now }
    const gathered = await timed(() => gatherPack(db, assessment, 'unit-1', means))
    // As many lines as two hundred pages have.
    const pack = {
      ...gathered.result,
      parts: gathered.result.parts.map(part =>
        part.table && part.table.rows.length > 500
          ? { ...part, table: { ...part.table, rows: part.table.rows.slice(0, 8300) } }
          : part,
      ),
    }
    const before = process.memoryUsage().rss
    let most = before
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
    const drawn = await timed(() => drawPack(pack, async () => {}))
    clearInterval(watch)
    note('the rows of an evidence pack gathered', gathered.seconds, 's')
    note(`an evidence pack of ${drawn.result.pages} pages drawn`, drawn.seconds, 's', { atMost: 20 })
    note('memory that it takes beside', (most - before) / 2 ** 20, 'MB', { atMost: 300 })
    note('its file', drawn.result.bytes.byteLength / 2 ** 20, 'MB')
    console.log(
      `load of the machine in the last minutes: ${loadavg()
        .map(load => load.toFixed(1))
        .join(', ')}`,
    )
  } finally {
    await close()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  }
}

/** A year of suggestions that 60 units lead, as far as they are counted: nine in ten answered, one in five rated. Returns who assesses. */
async function fillYear(databaseUrl: string, count: number): Promise<{ id: number }> {
  // The portal's own connections give a query up after thirty seconds; and rows that are consistent by themselves need no trigger.
  const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c session_replication_role=replica' })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const { id } = await db
    .insertInto('person')
    .values({ login: 'supervisor', name: '示例', roles: ['supervisor'], password_hash: 'none' })
    .returning('id')
    .executeTakeFirstOrThrow()
  // What finds words is of no use here, and takes longer than all the rest.
  const { rows } = await sql<{ name: string }>`
    SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% USING gin %'`.execute(db)
  for (const { name } of rows) await sql`DROP INDEX ${sql.table(name)}`.execute(db)
  await sql`
    INSERT INTO suggestion (number, code_hash, code_sealed, request_key, kind, title, body, category, county, place, publish_consent,
      privacy_version, state, received_at, handed_over_at, lead_unit, answered_in_time, shown_at, satisfaction, reopenings, changed_at)
    SELECT ${year} || '-' || n, 'hash-' || n, 'sealed', gen_random_uuid(), 'advice', '示例', '示例内容', 'noise', '331102', '', true,
      '2026-11-22', CASE WHEN n % 10 = 0 THEN 'signed-for' ELSE 'closed' END, received, received, 'unit-' || 1 + n % ${sql.raw(String(unitCount))},
      CASE WHEN n % 10 > 0 THEN n % 17 > 0 END, CASE WHEN n % 10 > 0 THEN received + interval '4 days' END,
      CASE WHEN n % 10 > 0 AND n % 5 = 1 THEN (ARRAY['satisfied', 'fairly-satisfied', 'dissatisfied'])[1 + n % 3] END,
      CASE WHEN n % 10 > 0 AND n % 41 = 0 THEN 1 ELSE 0 END, received
    FROM (SELECT n, make_timestamptz(${year}, 1, 2, 0, 0, 0) + n * interval '360 days' / ${count}::integer AS received
      FROM generate_series(1, ${count}::integer) AS n) AS drawn`.execute(db)
  await sql`
    INSERT INTO assignment (suggestion_id, unit, part, handed_over_at, handed_over_by)
    SELECT id, lead_unit, 'lead', handed_over_at, ${id} FROM suggestion`.execute(db)
  await sql`
    INSERT INTO assignment (suggestion_id, unit, part, handed_over_at, handed_over_by, returned_at, returned_by, return_reason, return_duty, ended_at)
    SELECT id, 'unit-' || 1 + (id + 7) % ${sql.raw(String(unitCount))}, 'lead', handed_over_at, ${id}, handed_over_at, ${id}, '示例', '示例', handed_over_at
    FROM suggestion WHERE id % 12 = 0`.execute(db)
  await sql`
    INSERT INTO deadline (suggestion_id, step, begins_at, working_days, due_at, provisional, overdue_at, ended_at)
    SELECT id, 'answer', received_at, 5, received_at + interval '7 days', false,
      CASE WHEN state = 'signed-for' AND id % 2 = 0 THEN received_at + interval '7 days' END, CASE WHEN state = 'closed' THEN shown_at END
    FROM suggestion`.execute(db)
  await sql`VACUUM ANALYZE`.execute(db)
  await db.destroy()
  return { id }
}
