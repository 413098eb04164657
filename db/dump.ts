import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { openEmbedded } from './connect.ts'

/** Where a database is: PostgreSQL when there is an address, else the embedded one in the data directory. */
export interface DatabasePlace {
  databaseUrl?: string | undefined
  dataDir: string
}

/** How many rows each table of ours holds. */
export type RowCounts = Record<string, number>

/** Is told how many of all rows are done. */
type Told = (done: number, of: number) => void

/** Whatever answers a statement: both databases do. */
interface Asked {
  query<Row extends object>(text: string): Promise<{ rows: Row[] }>
}

const embeddedIn = ({ dataDir }: DatabasePlace) => join(dataDir, 'database')

/** The database in words for a person, without its password. */
export function sayDatabase(place: DatabasePlace): string {
  if (!place.databaseUrl) return `the embedded database in ${embeddedIn(place)}`
  const { hostname, port, pathname } = new URL(place.databaseUrl)
  return `the database ${pathname.slice(1)} at ${hostname || 'this host'}:${port || 5432}`
}

/**
 * Writes the whole database into one file, as it was at one moment, while others write on; returns the rows of that
 * moment. The embedded one must not be in use.
 */
export async function dumpDatabase(place: DatabasePlace, file: string, told: Told = () => {}): Promise<RowCounts> {
  const { databaseUrl } = place
  if (!databaseUrl) return dumpEmbedded(place, file)
  return withClient(databaseUrl, async client => {
    // Counts and dump see the same snapshot, whatever comes in meanwhile.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { rows } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id')
    const counts = await countRows(client)
    const options = ['--format=custom', '--no-owner', '--no-privileges', `--snapshot=${rows[0]!.id}`, `--file=${file}`]
    await runClientProgram('pg_dump', databaseUrl, options, byTable(counts, told))
    return counts
  })
}

/** Fills an empty database with what a dump holds, all of it or nothing; throws when the rows are not those of `counts`. */
export async function loadDatabase(
  place: DatabasePlace,
  file: string,
  counts: RowCounts,
  told: Told = () => {},
): Promise<void> {
  const { databaseUrl } = place
  const loaded = databaseUrl
    ? await loadPostgres(databaseUrl, file, byTable(counts, told))
    : await loadEmbedded(place, file)
  const wrong = Object.keys({ ...counts, ...loaded }).find(table => counts[table] !== loaded[table])
  if (wrong)
    throw new Error(`${sayDatabase(place)} has ${loaded[wrong]} rows in ${wrong}, and the backup ${counts[wrong]}`)
}

/** Whether there is anything in a database that somebody made: tables, views, sequences. */
export async function holdsData(place: DatabasePlace): Promise<boolean> {
  if (!place.databaseUrl) return hasEmbedded(place)
  return withClient(place.databaseUrl, async client => {
    const { rows } = await client.query<{ holds: boolean }>(`
      SELECT EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
      ) AS holds`)
    return rows[0]!.holds
  })
}

/** Whether the data directory has an embedded database. */
export const hasEmbedded = (place: DatabasePlace): boolean => existsSync(join(embeddedIn(place), 'PG_VERSION'))

async function loadPostgres(databaseUrl: string, file: string, hear: (line: string) => void): Promise<RowCounts> {
  const options = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction']
  await runClientProgram('pg_restore', databaseUrl, [...options, file], hear)
  return withClient(databaseUrl, async client => {
    // A dump has no statistics: without them the first questions take the wrong way.
    await client.query('ANALYZE')
    return countRows(client)
  })
}

async function dumpEmbedded(place: DatabasePlace, file: string): Promise<RowCounts> {
  if (!hasEmbedded(place)) throw new Error(`there is no database in ${embeddedIn(place)}, and DATABASE_URL is not set`)
  const { pglite, close } = await openEmbedded(embeddedIn(place))
  try {
    const counts = await countRows(pglite)
    const dump = await pglite.dumpDataDir('gzip')
    await writeFile(file, dump.stream())
    return counts
  } finally {
    await close()
  }
}

async function loadEmbedded(place: DatabasePlace, file: string): Promise<RowCounts> {
  const { pglite, close } = await openEmbedded(embeddedIn(place), new Blob([await readFile(file)]))
  try {
    return await countRows(pglite)
  } finally {
    await close()
  }
}

async function countRows(database: Asked): Promise<RowCounts> {
  const { rows: tables } = await database.query<{ name: string; counts: string }>(`
    SELECT tablename AS name, format('SELECT %L AS name, count(*)::float8 AS count FROM public.%I', tablename, tablename) AS counts
    FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`)
  if (tables.length === 0) return {}
  const { rows } = await database.query<{ name: string; count: number }>(
    tables.map(({ counts }) => counts).join(' UNION ALL '),
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

/** One connection that may take its time. */
async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  // A lost connection fails the query under way; without a listener it would end the process before that is told.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Reads from what a program says which table it is at: all tables before it are done. */
function byTable(counts: RowCounts, told: Told): (line: string) => void {
  const of = Object.values(counts).reduce((sum, count) => sum + count, 0)
  let done = 0
  let at = 0
  return line => {
    const [, table] = /(?:contents of|data for) table "public\.(\w+)"/.exec(line) ?? []
    if (table === undefined) return
    done += at
    at = counts[table] ?? 0
    told(done, of)
  }
}

/** pg_dump or pg_restore on a database. Its password stands in no list of processes. */
function runClientProgram(
  program: 'pg_dump' | 'pg_restore',
  databaseUrl: string,
  options: string[],
  hear: (line: string) => void,
): Promise<void> {
  const url = new URL(databaseUrl)
  const password = decodeURIComponent(url.password)
  url.password = ''
  // These programs read a plus as a plus.
  url.search = url.search.replaceAll('+', '%20')
  const passed = Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|SystemRoot|PG.*)$/.test(name))
  const env = { ...Object.fromEntries(passed), LC_ALL: 'C', ...(password && { PGPASSWORD: password }) }
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--verbose', ...options, `--dbname=${url.href}`], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const faults: string[] = []
    createInterface(child.stderr).on('line', line => {
      hear(line)
      if (/\b(?:error|fatal|detail|hint):/i.test(line)) faults.push(line)
    })
    child.on('error', () =>
      reject(new Error(`${program} cannot be started: install PostgreSQL's client programs, no older than the server`)),
    )
    child.on('close', code =>
      code === 0 ? resolve() : reject(new Error(faults.slice(0, 3).join('; ') || `${program} ended with ${code}`)),
    )
  })
}
