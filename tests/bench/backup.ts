import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '#db/schema.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { repositoryOf } from '../support/content.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { fillDesk } from './desk-data.ts'
import { note } from './table.ts'

const root = new URL('../..', import.meta.url).pathname

/** How long a backup and its restore take with the desk's suggestions: 200,000; `--short`: 20,000. */
export async function bench(args: string[]): Promise<void> {
  const postgres = await postgresAddress()
  if (!postgres) return console.log('no PostgreSQL answers: nothing measured')
  const suggestions = args.includes('--short') ? 20_000 : 200_000
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const DATA_KEY = randomBytes(32)
  const from = await createDatabase(postgres, 'bench_from')
  const to = await createDatabase(postgres, 'bench_to')
  try {
    // The portal's own connections give a query up after thirty seconds; filling takes minutes.
    const pool = new pg.Pool({ connectionString: from.databaseUrl })
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    try {
      await prepareDatabase(db)
      await fillDesk(db, createPersonalData(DATA_KEY), suggestions, new Date())
    } finally {
      await db.destroy()
    }
    await repositoryOf(join(root, 'content'), join(folder, 'from/content.git'))

    const run = (command: string, databaseUrl: string, dataDir: string) => {
      const begin = performance.now()
      const env = { ...process.env, DATA_KEY: DATA_KEY.toString('hex'), DATABASE_URL: databaseUrl, DATA_DIR: dataDir }
      const { status, stderr } = spawnSync(process.execPath, [`src/process/${command}.ts`, join(folder, 'backup')], {
        cwd: root,
        env,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`${command}: ${stderr}`)
      return (performance.now() - begin) / 1000
    }
    const backup = run('backup', from.databaseUrl, join(folder, 'from'))
    const restore = run('restore', to.databaseUrl, join(folder, 'to'))
    const manifest = JSON.parse(await readFile(join(folder, 'backup/manifest.json'), 'utf8')) as {
      rows: Record<string, number>
    }
    const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0)
    const { size } = await stat(join(folder, 'backup/database.dump'))
    const perMillion = (seconds: number) => (seconds / rows) * 1e6
    console.log(`${suggestions} suggestions, ${rows} rows, a dump of ${Math.round(size / 2 ** 20)} MB`)
    console.log(`backup ${backup.toFixed(1)} s, restore ${restore.toFixed(1)} s`)
    note('backup of a million rows', perMillion(backup), 's')
    note('restore of a million rows', perMillion(restore), 's', { atMost: 60 })
    console.log(
      `load of the machine in the last minutes: ${loadavg()
        .map(load => load.toFixed(1))
        .join(', ')}`,
    )
  } finally {
    await from.drop()
    await to.drop()
    await rm(folder, { recursive: true })
  }
}
