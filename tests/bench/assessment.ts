import { randomBytes } from 'node:crypto'
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
import { createPersonalData } from '#people/personal-data.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { aKey, assessedYear as year, sampleFacts, sampleScheme } from '../support/assessing.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { fillDesk, unitCount } from './desk-data.ts'
import { note, quantile } from './table.ts'

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
    const patient = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl }) }),
    })
    const people = await fillDesk(patient, createPersonalData(randomBytes(32)), count, now)
    // What the desk's data spreads over five years comes in one.
    await sql`ALTER TABLE suggestion DISABLE TRIGGER USER`.execute(patient)
    await sql`UPDATE suggestion SET received_at = ${now}::timestamptz - (${now}::timestamptz - received_at) / 5.1`.execute(
      patient,
    )
    await sql`ALTER TABLE suggestion ENABLE TRIGGER USER`.execute(patient)
    await sql`VACUUM ANALYZE suggestion`.execute(patient)
    await patient.destroy()
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
      beginAssessment(db, sampleScheme as never, aKey(), { person: people.supervisor, now, facts }),
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
