import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { inject, onTestFinished } from 'vitest'
import { type Connection, connect, connectPglite } from '#db/connect.ts'
import { asAdministrator, databaseUrlOf } from './postgres.ts'

/** A migrated empty database of the kind this run is about; call `close` when done. */
export async function openTestDatabase(): Promise<Connection & { databaseUrl?: string }> {
  return process.env.TEST_DATABASE === 'postgresql' ? openPostgres() : openEmbedded()
}

/** The same for one test: closed when the test ends. */
export async function testDatabase(): Promise<Connection> {
  const connection = await openTestDatabase()
  onTestFinished(() => connection.close())
  return connection
}

async function openEmbedded(): Promise<Connection> {
  const dump = new Blob([await readFile(inject('templateDump'))])
  return connectPglite(await PGlite.create({ loadDataDir: dump, extensions: { btree_gist } }))
}

/** The same without any table of ours; closed when the test ends. */
export async function emptyTestDatabase(): Promise<Connection> {
  const connection =
    process.env.TEST_DATABASE === 'postgresql'
      ? await openPostgres('template1')
      : connectPglite(await PGlite.create({ extensions: { btree_gist } }))
  onTestFinished(() => connection.close())
  return connection
}

/** A data directory with a migrated embedded database in it: for processes that open it one after the other. */
export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
  const dump = new Blob([await readFile(inject('templateDump'))])
  await (await PGlite.create(join(dataDir, 'database'), { loadDataDir: dump, extensions: { btree_gist } })).close()
  return dataDir
}

/** The same for one test: removed when the test ends. */
export async function embeddedDataDir(): Promise<string> {
  const dataDir = await makeDataDir()
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** A fresh PostgreSQL database, whatever this run is about: for what only several connections can show. */
export async function openPostgres(
  template = inject('postgresTemplate'),
): Promise<Connection & { databaseUrl: string }> {
  const server = inject('postgres')
  if (!server) throw new Error('no PostgreSQL for this test')
  const name = `portal_test_${randomUUID().replaceAll('-', '')}`
  await asAdministrator(server, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const databaseUrl = databaseUrlOf(server, name)
  const connection = await connect({ databaseUrl, dataDir: '' })
  return {
    ...connection,
    databaseUrl,
    close: async () => {
      await connection.close()
      await asAdministrator(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}
