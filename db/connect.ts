import { accessSync, constants, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { watchCopy } from './copy.ts'
import { type Heard, type Listening, listenOnPostgres } from './listen.ts'
import type { Database, Db } from './schema.ts'
import { StartRefused } from './start-refused.ts'

// bigint counts fit a JavaScript number here; a date is a day on the calendar, not a moment in some time zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, day => day)

export interface Connection {
  db: Db
  pool: pg.Pool
  /** For what anybody may look at: a share of its own, and little patience. */
  reading: Db
  /** For pages that are the same for everybody: on a copy of the database, where there is one that answers. */
  shown: Db
  /** Why the copy is not read from; undefined when it is, or when there is none. */
  copyFault(): string | undefined
  /** For signing in and for who stands behind a request, likewise. */
  entering: { db: Db; pool: pg.Pool }
  /** The shares by name, for those who count connections. */
  pools: Record<string, pg.Pool>
  kind: 'postgresql' | 'embedded'
  /** Has what is sent on channels (`NOTIFY`) heard, by whichever process it was sent, until the connection is closed. */
  listen(channels: Readonly<Record<string, Heard>>): Pick<Listening, 'isOn'>
  close(): Promise<void>
}

/** Opens PostgreSQL when an address is given, else the embedded database in the data directory. `name` is what PostgreSQL's list of connections shows. */
export async function connect(options: {
  databaseUrl?: string | undefined
  /** A copy that PostgreSQL itself keeps up (streaming replication); it may be some moments behind. */
  databaseReadUrl?: string | undefined
  dataDir: string
  name?: string
}): Promise<Connection> {
  return options.databaseUrl
    ? connectPostgres(options.databaseUrl, options)
    : connectEmbedded(join(options.dataDir, 'database'))
}

function connectPostgres(
  connectionString: string,
  { databaseReadUrl, name }: { databaseReadUrl?: string | undefined; name?: string },
): Connection {
  // The time limit counts waiting for a free connection too: two hundred who press at the same moment all get their turn.
  // Compiling a query (JIT) takes PostgreSQL longer than any of ours runs; and only on turning disks does a page out of turn cost four.
  const options = '-c jit=off -c random_page_cost=1.1'
  const share = (limits: pg.PoolConfig) => {
    const pool = new pg.Pool({ connectionString, options, application_name: name, ...limits })
    // Without a listener on the pool and on each client, a crash of PostgreSQL ends this process too.
    pool.on('error', error => console.error(`database connection lost: ${error.message}`))
    pool.on('connect', client => client.on('error', () => {}))
    return onPool(pool)
  }
  // PostgreSQL itself ends a statement; one that it does not answer at all (stopped, cut off) is given up here a little later.
  const work = share({ max: 10, connectionTimeoutMillis: 10_000, statement_timeout: 15_000, query_timeout: 30_000 })
  const readers = { max: 4, connectionTimeoutMillis: 2000, statement_timeout: 3000, query_timeout: 4000 }
  const reading = share(readers)
  // Pages that cannot have the copy are read from the database itself: nobody waits long for it.
  const patience = { connectionTimeoutMillis: 1000, statement_timeout: 2000, query_timeout: 2500 }
  const copy =
    databaseReadUrl &&
    watchCopy(share({ ...readers, ...patience, connectionString: databaseReadUrl }).pool, reading.pool)
  const ears: Listening[] = []
  const entering = share({ max: 2, connectionTimeoutMillis: 3000, statement_timeout: 5000, query_timeout: 6000 })
  return {
    ...work,
    reading: reading.db,
    shown: copy ? new Kysely<Database>({ dialect: new PostgresDialect({ pool: copy.pool }) }) : reading.db,
    copyFault: () => (copy ? copy.fault() : undefined),
    entering,
    pools: { work: work.pool, reading: reading.pool, entering: entering.pool },
    kind: 'postgresql',
    listen(channels) {
      const listening = listenOnPostgres(connectionString, channels)
      ears.push(listening)
      return listening
    },
    close: async () =>
      void (await Promise.all([...ears, work, reading, entering, ...(copy ? [copy] : [])].map(each => each.close()))),
  }
}

/** Throws one line for the person who starts the portal when the database at DATABASE_URL lets nobody in. */
export async function proveReachable(db: Db): Promise<void> {
  try {
    await sql`SELECT 1`.execute(db)
  } catch (error) {
    // Its address, and so its password, is left out.
    const { message, code } = error as Error & { code?: string }
    throw new StartRefused(`DATABASE_URL: ${message || code}; npm run doctor tells more`)
  }
}

/**
 * The database did not answer in time: a statement or a lock took too long, no connection was free, it says nothing at
 * all, or it went away in the middle, as a copy does that has to follow.
 */
export function isOutOfTime(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return (
    ['57014', '55P03', '57P01', '57P02', '57P03', 'ECONNRESET'].includes(code) ||
    /^(?:timeout exceeded when trying to connect|Query read timeout|Connection terminated)|conflict with recovery/.test(
      message,
    )
  )
}

async function connectEmbedded(directory: string): Promise<Connection> {
  const { pglite, unlock } = await openEmbedded(directory)
  const connection = connectPglite(pglite)
  return {
    ...connection,
    close: async () => {
      await connection.close()
      unlock()
    },
  }
}

/** Opens the embedded database for this process alone; a new one is made of what `dump` holds, if one is given. */
export async function openEmbedded(
  named: string,
  dump?: Blob,
): Promise<{ pglite: PGlite; unlock(): void; close(): Promise<void> }> {
  mkdirSync(named, { recursive: true })
  // Two names of one directory are one lock; and PGlite follows no link.
  const directory = realpathSync(named)
  // What PGlite says of a folder that it cannot write names no file.
  accessSync(directory, constants.W_OK)
  const lock = lockDirectory(directory)
  // A killed process leaves this file; the lock above says that nobody else is using the directory.
  rmSync(join(directory, 'postmaster.pid'), { force: true })
  const pglite = await PGlite.create(directory, { extensions: { btree_gist }, ...(dump && { loadDataDir: dump }) })
  const unlock = () => lock.close()
  return {
    pglite,
    unlock,
    close: async () => {
      await pglite.close()
      unlock()
    },
  }
}

/** The embedded database through the same pool and the same Kysely as PostgreSQL: one code path. */
export function connectPglite(pglite: PGlite): Connection {
  // One session: using `db` inside a transaction would wait for itself; the time limit turns that into an error.
  const pool = new pg.Pool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 10_000 })
  const connection = onPool(pool)
  return {
    ...connection,
    reading: connection.db,
    shown: connection.db,
    copyFault: () => undefined,
    entering: connection,
    pools: { work: pool },
    kind: 'embedded',
    listen(channels) {
      for (const [channel, heard] of Object.entries(channels)) void pglite.listen(channel, heard)
      return { isOn: () => true }
    },
    close: async () => {
      await connection.close()
      await pglite.close()
    },
  }
}

function onPool(pool: pg.Pool) {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}

/**
 * PGlite does not guard its directory, and two processes on one lose rows. SQLite, which comes with Node, locks a file
 * in the kernel: the lock is seen from every container that shares the directory, and is gone with its process, however
 * that dies. It stays while this object is open.
 */
function lockDirectory(directory: string): DatabaseSync {
  const lock = new DatabaseSync(`${directory}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw (error as { errcode?: number }).errcode === sqliteBusy ? new DirectoryInUse(directory) : error
  }
}

const sqliteBusy = 5

class DirectoryInUse extends StartRefused {
  constructor(directory: string) {
    super(
      `the embedded database in ${directory} is in use by another process; stop that one, or set DATABASE_URL so that several can share PostgreSQL`,
    )
  }
}
