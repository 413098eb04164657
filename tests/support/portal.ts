import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'
import { gitIn } from './content.ts'
import { asAdministrator, databaseUrlOf } from './postgres.ts'
import { portalSettings, readOutput, type RunningServer, startServer } from './server.ts'

/** A running server with the sample people, suggestions and shifts that a first start makes. */
export interface Portal extends Pick<RunningServer, 'address' | 'dataDir' | 'accounts' | 'output' | 'stop'> {
  /** Its database, when a test can open it beside the server. */
  databaseUrl: string | undefined
}

/** What the first start of the run has made, for every portal to begin with. */
export interface Samples {
  dataDir: string
  /** The database that belongs to it; undefined when it lies in the data directory. */
  database: string | undefined
  /** The newest commit of the content. */
  commit: string
}

/** The server of one test worker. */
export interface WorkersServer extends Pick<RunningServer, 'address' | 'dataDir' | 'accounts'> {
  database: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    samples: Samples
    /** In the order of the workers; none on the embedded database. */
    workersServers: WorkersServer[]
  }
}

/** Whether tests can open the database of a portal while it runs: only on PostgreSQL. */
export const isOpenToTests = (): boolean => inject('samples').database !== undefined

/**
 * The server of this test worker, its database and content as new: for all that asks for no setting, start or end of its
 * own. The embedded database cannot be exchanged under a running process: there each file gets a server for itself.
 */
export async function workersPortal(): Promise<Portal> {
  const { database: samples, commit } = inject('samples')
  if (!samples) return ownPortal()
  const server = inject('workersServers')[Number(process.env.VITEST_POOL_ID) - 1]
  if (!server) throw new Error(`worker ${process.env.VITEST_POOL_ID} has no server`)
  const { address, dataDir, accounts, database } = server
  await copyDatabase(samples, database)
  await resetContent(join(dataDir, 'content.git'), commit)
  await untilWell(address, commit)
  return {
    address,
    dataDir,
    accounts,
    databaseUrl: databaseUrlOf(inject('postgres')!, database),
    output: readOutput(dataDir),
    stop: () => Promise.resolve(0),
  }
}

/** A server of one's own with the samples: for a test about another setting, or about the end of a server or its database. */
export async function ownPortal(env: Record<string, string> = {}): Promise<Portal & Pick<RunningServer, 'process'>> {
  const samples = inject('samples')
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
  await cp(samples.dataDir, dataDir, { recursive: true })
  const database = samples.database && `portal_test_${randomUUID().replaceAll('-', '')}`
  if (samples.database && database) await copyDatabase(samples.database, database)
  const databaseUrl = database && databaseUrlOf(inject('postgres')!, database)
  const onDatabase = databaseUrl && { DATABASE_URL: databaseUrl, DEMO: '1' }
  const server = await startServer({ ...portalSettings, ...onDatabase, ...env }, { dataDir })
  return {
    ...server,
    databaseUrl,
    async stop() {
      const code = await server.stop()
      await rm(dataDir, { recursive: true, force: true })
      if (database) await dropDatabase(database)
      return code
    },
  }
}

/** Takes a database away, even while others are connected to it. */
export const dropDatabase = (name: string): Promise<void> =>
  asAdministrator(inject('postgres')!, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)

async function copyDatabase(from: string, to: string): Promise<void> {
  await dropDatabase(to)
  await asAdministrator(inject('postgres')!, `CREATE DATABASE ${to} TEMPLATE ${from}`)
}

/** Puts the content back to that commit, without drafts. */
async function resetContent(repository: string, commit: string): Promise<void> {
  const branches = await gitIn(repository, 'for-each-ref', '--format=%(refname)')
  for (const branch of branches.split('\n'))
    await gitIn(repository, 'update-ref', ...(branch === 'refs/heads/main' ? [branch, commit] : ['-d', branch]))
}

/** Until the server has noticed both. */
async function untilWell(address: string, commit: string): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const found = (await (await fetch(`${address}/readyz`)).json()) as { failing: string[]; contentCommit: string }
    // Its jobs find the other database within a minute: nobody waits for them.
    if (!found.failing.includes('database') && found.contentCommit === commit) return
    await wait(100)
  }
  throw new Error('the server does not come back to its samples')
}
