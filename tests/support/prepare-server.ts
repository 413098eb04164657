import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { keepExposuresUp } from './exposures.ts'
import type { WorkersServer } from './portal.ts'
import { asAdministrator, databaseUrlOf, postgresAddress } from './postgres.ts'
import { portalSettings, startServer } from './server.ts'

/**
 * Makes the samples by one start. On PostgreSQL each worker then gets a server on a copy of them, which serves all its
 * files; on the embedded database each file starts one, on a copy of the data directory.
 */
export default async function prepare(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-seeded-'))
  const postgres = project.config.env.TEST_DATABASE === 'embedded' ? undefined : await postgresAddress()
  const databases: string[] = []
  const database = async (name: string, template = 'template1'): Promise<string> => {
    const own = `portal_${name}_${process.pid}_${Date.now()}`
    await asAdministrator(postgres!, `CREATE DATABASE ${own} TEMPLATE ${template}`)
    databases.push(own)
    return own
  }
  const start = (name: string | undefined, dataDir: string) => {
    const onDatabase = name && { DATABASE_URL: databaseUrlOf(postgres!, name), DEMO: '1' }
    return startServer({ ...portalSettings, ...onDatabase }, { dataDir })
  }

  const dataDir = join(directory, 'samples')
  const samples = postgres && (await database('samples'))
  await (await start(samples, dataDir)).stop()
  const commit = await keepExposuresUp(dataDir, samples && databaseUrlOf(postgres!, samples))
  project.provide('samples', { dataDir, database: samples, commit })

  const servers = await Promise.all(
    Array.from({ length: samples ? project.vitest.config.maxWorkers : 0 }, async (_, index) => {
      const name = `worker_${index + 1}`
      const own = await database(name, samples)
      await cp(dataDir, join(directory, name), { recursive: true })
      return { ...(await start(own, join(directory, name))), database: own }
    }),
  )
  project.provide(
    'workersServers',
    servers.map(({ address, dataDir, accounts, database }): WorkersServer => ({
      address,
      dataDir,
      accounts,
      database,
    })),
  )

  return async () => {
    await Promise.all(servers.map(server => server.stop()))
    for (const name of databases) await asAdministrator(postgres!, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await rm(directory, { recursive: true, force: true })
  }
}
