import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import type { TestProject } from 'vitest/node'
import { connect, connectPglite } from '#db/connect.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { asAdministrator, databaseAddress, postgresAddress } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    templateDump: string
    postgres: string | undefined
    postgresTemplate: string
  }
}

/** Migrates one empty database of each kind; every test file starts from a copy, which is much quicker. */
export default async function prepare(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-tests-'))
  const templateDump = join(directory, 'template.tar')
  const pglite = await PGlite.create({ extensions: { btree_gist } })
  const embedded = connectPglite(pglite)
  await prepareDatabase(embedded.db)
  await writeFile(templateDump, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()))
  await embedded.close()
  project.provide('templateDump', templateDump)

  const postgres = await postgresAddress()
  const postgresTemplate = `portal_template_${process.pid}_${Date.now()}`
  project.provide('postgres', postgres)
  project.provide('postgresTemplate', postgresTemplate)
  if (postgres) {
    await asAdministrator(postgres, `CREATE DATABASE ${postgresTemplate}`)
    const template = await connect({ databaseUrl: databaseAddress(postgres, postgresTemplate), dataDir: directory })
    await prepareDatabase(template.db)
    await template.close()
  }

  return async () => {
    if (postgres) await asAdministrator(postgres, `DROP DATABASE IF EXISTS ${postgresTemplate} WITH (FORCE)`)
    await rm(directory, { recursive: true, force: true })
  }
}
