import { randomBytes } from 'node:crypto'
import { loadavg } from 'node:os'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { connect } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { refreshFigures } from '#suggestions/figures.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { fillDesk } from './desk-data.ts'
import { measureExport } from './desk-export.ts'
import { measurePosting } from './desk-posting.ts'
import { measureReads } from './desk-reads.ts'

/**
 * The desk with 1,000,000 suggestions and 5,000,000 events on PostgreSQL: its lists and screens, the export of about
 * 100,000 rows, and posting beside pgbench. `--short`: 20,000 suggestions.
 */
export async function bench(args: string[]): Promise<void> {
  const postgres = await postgresAddress()
  if (!postgres) return console.log('no PostgreSQL answers: nothing measured')
  const short = args.includes('--short')
  const name = `portal_bench_${process.pid}`
  const databaseUrl = databaseAddress(postgres, name)
  const personalData = createPersonalData(randomBytes(32))
  const now = new Date()
  await asAdministrator(postgres, `CREATE DATABASE ${name}`)
  const { db, close } = await connect({ databaseUrl, dataDir: '' })
  try {
    await prepareDatabase(db)
    const begin = performance.now()
    // The portal's own connections give a query up after thirty seconds; filling takes minutes.
    const patient = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl }) }),
    })
    const people = await fillDesk(patient, personalData, short ? 20_000 : 1_000_000, now)
    await patient.destroy()
    const { suggestions, events } = await db
      .selectNoFrom(eb => [
        eb.selectFrom('suggestion').select(eb.fn.countAll<number>().as('count')).as('suggestions'),
        eb.selectFrom('event').select(eb.fn.countAll<number>().as('count')).as('events'),
      ])
      .executeTakeFirstOrThrow()
    console.log(
      `${suggestions} suggestions and ${events} events in ${Math.round((performance.now() - begin) / 1000)} s`,
    )
    const counting = performance.now()
    await refreshFigures(db, now)
    console.log(`all figures counted in ${((performance.now() - counting) / 1000).toFixed(1)} s`)
    await measureReads(db, personalData, people, { times: short ? 20 : 200, now, size: suggestions ?? 0 })
    // Of the big one of the bench's units are a tenth of all.
    await measureExport({
      databaseUrl,
      filter: short ? { view: 'all' } : { view: 'all', unit: 'unit-1' },
      viewer: people.clerk,
    })
    console.log(
      `load of the machine in the last minutes: ${loadavg()
        .map(load => load.toFixed(1))
        .join(', ')}`,
    )
    await measurePosting(db, personalData, { databaseUrl, seconds: short ? 2 : 8, rounds: short ? 1 : 5 })
  } finally {
    await close()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  }
}
