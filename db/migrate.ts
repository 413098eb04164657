import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import type { Db } from './schema.ts'
import { StartRefused } from './start-refused.ts'

/**
 * Brings the database to the newest schema and returns the names of what it applied: every file of the folder, in the
 * order of their names. Kysely runs all of it in one transaction under an advisory lock: a second process starting at
 * the same moment waits, then finds nothing to do.
 */
export async function migrate(db: Db): Promise<string[]> {
  await proveFit(db)
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
  return (results ?? []).map(result => result.migrationName)
}

/** Throws one line when the portal cannot start on this database, whatever its migrations; changes nothing. */
export async function proveFit(db: Db): Promise<void> {
  await refuseOtherEncodings(db)
  await refuseOlderThanBaseline(db)
}

/** What a database says of itself, without a change to it: its version, size and clock, and the migrations it has and lacks; `unknown` are of a newer portal. */
export async function inspectDatabase(db: Db) {
  const { rows } = await sql<{ version: string; number: number; bytes: number; clock: Date; is_migrated: boolean }>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
      pg_database_size(current_database()) AS bytes, clock_timestamp() AS clock, to_regclass('kysely_migration') IS NOT NULL AS is_migrated`.execute(
    db,
  )
  const { is_migrated, ...server } = rows[0]!
  const applied = is_migrated
    ? (await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db)).rows.map(({ name }) => name)
    : []
  const ours = Object.keys(await provider.getMigrations())
  return {
    ...server,
    applied,
    missing: ours.filter(name => !applied.includes(name)),
    unknown: applied.filter(name => !ours.includes(name)),
  }
}

const provider = new FileMigrationProvider({
  fs: { readdir },
  path: { join },
  migrationFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
  // Windows takes an absolute path only as an address.
  import: path => import(/* @vite-ignore */ pathToFileURL(path).href),
})

/** Words are compared as Unicode has them, in SQL too. */
async function refuseOtherEncodings(db: Db): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`SELECT current_setting('server_encoding') AS encoding`.execute(db)
  if (rows[0]!.encoding !== 'UTF8') throw new DatabaseNotUnicode(rows[0]!.encoding)
}

class DatabaseNotUnicode extends StartRefused {
  constructor(encoding: string) {
    super(
      `the database is encoded in ${encoding}, not in UTF8: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 and set DATABASE_URL to it`,
    )
  }
}

/** The first of the migrations that the baseline took the place of. */
const beforeBaseline = '0001-people-and-events'

async function refuseOlderThanBaseline(db: Db): Promise<void> {
  const { rows } = await sql<{ exists: boolean }>`SELECT to_regclass('kysely_migration') IS NOT NULL AS exists`.execute(
    db,
  )
  if (!rows[0]!.exists) return
  const old = await sql`SELECT FROM kysely_migration WHERE name = ${beforeBaseline}`.execute(db)
  if (old.rows.length > 0) throw new DatabaseTooOld()
}

class DatabaseTooOld extends StartRefused {
  constructor() {
    super(
      'this database was made before the first release and cannot be brought to it: give the portal an empty one (a new DATABASE_URL; without one, move DATA_DIR/database away)',
    )
  }
}
