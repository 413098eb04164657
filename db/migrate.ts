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

/** The first of the migrations that the baseline took the place of. */
const beforeBaseline = '0001-people-and-events'

/** Throws one line when the portal cannot start on this database, whatever its migrations; changes nothing. */
export async function proveFit(db: Db): Promise<void> {
  const { rows } = await sql<{
    number: number
    version: string
    encoding: string
    isCopy: boolean
    isMigrated: boolean
    mayCreate: boolean
    role: string
  }>`
    SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version,
      current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS "isCopy", current_user AS role,
      to_regclass('kysely_migration') IS NOT NULL AS "isMigrated",
      has_schema_privilege(coalesce(current_schema(), 'public'), 'CREATE') AS "mayCreate"`.execute(db)
  const { number, version, encoding, isCopy, isMigrated, mayCreate, role } = rows[0]!
  if (number < 150_000) throw new StartRefused(`PostgreSQL is ${version}, and 15 is wanted`)
  // Words are compared as Unicode has them, in SQL too.
  if (encoding !== 'UTF8')
    throw new StartRefused(
      `the database is encoded in ${encoding}, not in UTF8: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 and set DATABASE_URL to it`,
    )
  if (isCopy)
    throw new StartRefused(
      'the database is a copy that takes no writes: set DATABASE_URL to the one it follows, or make it the first with pg_ctl promote',
    )
  if (!isMigrated && !mayCreate)
    throw new StartRefused(
      `the role ${role} may make no tables in this database: ALTER DATABASE … OWNER TO ${role}, or set DATABASE_URL to one of its own`,
    )
  if (
    isMigrated &&
    (await sql`SELECT FROM kysely_migration WHERE name = ${beforeBaseline}`.execute(db)).rows.length > 0
  )
    throw new StartRefused(
      'this database was made before the first release and cannot be brought to it: give the portal an empty one (a new DATABASE_URL; without one, move DATA_DIR/database away)',
    )
}

/** What a database says of itself, without a change to it: its version, size and clock, and the migrations it has and lacks; `unknown` are of a newer portal. */
export async function inspectDatabase(db: Db) {
  const { rows } = await sql<{ version: string; bytes: number; clock: Date; is_migrated: boolean }>`
    SELECT current_setting('server_version') AS version,
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
