import { loadavg } from 'node:os'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { connect } from '#db/connect.ts'
import type { Database, Db } from '#db/schema.ts'
import { findRecords } from '#record/found.ts'
import { listRecords } from '#record/record.ts'
import { listSimilarRecords } from '#record/similar.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { categoryKeys, countyCodes, unitCount } from './desk-people.ts'
import { faults, subjects, writeTexts } from './desk-texts.ts'
import { note, quantile } from './table.ts'

const streets = ['中山东路', '解放西街', '灯塔南路', '白云一街', '江滨北路', '万象前巷']
const draw = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)]!

/** What is public, looked for by words among 200,000 records and by likeness among 1,000,000. `--short`: 4,000 and 20,000. */
export async function bench(args: string[]): Promise<void> {
  const postgres = await postgresAddress()
  if (!postgres) return console.log('no PostgreSQL answers: nothing measured')
  const short = args.includes('--short')
  const times = short ? 20 : 100
  const { databaseUrl, drop } = await createDatabase(postgres, 'bench')
  const { db, close } = await connect({ databaseUrl, dataDir: '' })
  try {
    await prepareDatabase(db)
    const searched = short ? 4000 : 200_000
    // The portal's own connections give a query up after thirty seconds; filling takes minutes.
    const patient = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl }) }),
    })
    await addRecords(patient, 1, searched)
    const words = [...subjects, ...faults.map(fault => fault.slice(0, 2)), ...streets]
    await measure(`a word among ${searched} records`, times, 80, () => findRecords(db, [draw(words)], {}))
    await measure(`two words among ${searched} records`, times, 80, () =>
      findRecords(db, [draw(subjects), draw(faults).slice(0, 2)], {}),
    )
    await measure(`a word in the list of ${searched} records`, times, 80, () =>
      listRecords(db, { words: [draw(words)] }, { limit: 18 }),
    )
    const compared = searched * 5
    await addRecords(patient, searched + 1, compared)
    await patient.destroy()
    await measure(`what is similar among ${compared} records`, times, 150, () =>
      listSimilarRecords(db, { title: draw(streets) + draw(subjects) + draw(faults), county: draw(countyCodes) }),
    )
    await measure(`what is similar by few words among ${compared} records`, times, 150, () =>
      listSimilarRecords(db, { title: draw(subjects) + draw(faults), county: draw(countyCodes) }),
    )
  } finally {
    await close()
    await drop()
  }
}

async function measure(what: string, times: number, atMost: number, ask: () => Promise<unknown>): Promise<void> {
  const taken: number[] = []
  // The first few fetch what a database that is in use has in memory.
  for (let turn = -10; turn < times; turn++) {
    const begin = performance.now()
    await ask()
    if (turn >= 0) taken.push(performance.now() - begin)
  }
  note(`${what}, median`, quantile(taken, 0.5), 'ms')
  note(`${what}, p95`, quantile(taken, 0.95), 'ms', { atMost })
  console.log(what, 'load', loadavg()[0]!.toFixed(1))
}

/** Records from one number to another, as a city has them: by SQL alone, beside the suggestions that they would be of. */
export async function addRecords(pool: Db, from: number, to: number): Promise<void> {
  await pool.connection().execute(async db => {
    for (const setting of [
      'statement_timeout = 0',
      "maintenance_work_mem = '512MB'",
      'session_replication_role = replica',
    ])
      await sql.raw(`SET ${setting}`).execute(db)
    await sql`SELECT setseed(0.5)`.execute(db)
    const { rows } = await sql<{
      definition: string
    }>`SELECT pg_get_indexdef('record_findable'::regclass) AS definition`.execute(db)
    await sql`DROP INDEX record_findable`.execute(db)
    await writeTexts(db, to - from + 1)
    await sql`
      INSERT INTO record (suggestion_id, number, kind, category, county, unit, title, body, place, answer, folded, photos,
        state, steps, received_at, answered_at, working_days, in_time, prepared_by, published_by,
        published_at, answer_id)
      SELECT n, '2026-' || n, 'problem', (${categoryKeys}::text[])[1 + r1 % ${categoryKeys.length}], (${countyCodes}::text[])[1 + r2 % ${countyCodes.length}],
        'unit-' || 1 + r3 % ${unitCount}::integer, title, body, place, answer, title || E'\n' || place || E'\n' || body || E'\n' || answer, '[]',
        'closed', '[]', answered - interval '3 days', answered, 3, true, 1, 2, answered, n
      FROM (
        SELECT *, left(street || (${subjects}::text[])[1 + r2 % ${subjects.length}] || (${faults}::text[])[1 + r3 % ${faults.length}], 60) AS title,
          street || r1 % 200 || '号' AS place, '已经处理：' || left(body, 100) AS answer, now() - n * interval '2 minutes' AS answered
        FROM (
          SELECT *, (ARRAY['中山', '解放', '人民', '府前', '大猷', '括苍', '丽阳', '花园', '灯塔', '白云', '紫金', '瓯江', '通济', '和平', '城东', '北环', '江滨', '文昌', '龙门', '青林', '石牛', '水阁', '南明', '东港', '平原', '三岩', '古城', '万象', '后庆', '高井'])[1 + r1 % 30]
            || (ARRAY['东', '西', '南', '北', '一', '二', '三', '四', '前', '后'])[1 + r2 % 10] || (ARRAY['路', '街', '巷'])[1 + r3 % 3] AS street
          FROM (SELECT n + ${from - 1}::integer AS n, body, floor(random() * 1e9)::integer AS r1, floor(random() * 1e9)::integer AS r2, floor(random() * 1e9)::integer AS r3 FROM bench_text) AS drawn
        ) AS placed
      ) AS written`.execute(db)
    await sql`DROP TABLE bench_text, bench_sentence`.execute(db)
    await sql.raw(rows[0]!.definition).execute(db)
    await sql`VACUUM ANALYZE record`.execute(db)
    await sql`RESET ALL`.execute(db)
  })
}
