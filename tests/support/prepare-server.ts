import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepExposuresUp } from './exposures.ts'
import { startServer } from './server.ts'

/** Makes one data directory by a first start; every server of the run begins with a copy of it, in a quarter of the time. */
export default async function prepare(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-seeded-'))
  const server = await startServer({}, { dataDir })
  await server.stop()
  await keepExposuresUp(dataDir)
  process.env.SEEDED_DATA_DIR = dataDir
  return () => rm(dataDir, { recursive: true, force: true })
}
