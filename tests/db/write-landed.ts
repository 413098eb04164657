import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { connect } from '#db/connect.ts'
import { readConfig } from '#config.ts'
import { seedDemo } from '#demo/seed.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { landedDump, landedKey } from './landed.ts'

/*
 * `npx node tests/db/write-landed.ts` makes the dump that later migrations are tried on: the sample people and what they
 * brought, in a database as the migrations of today leave it. To be run when a migration has landed, so that the next
 * one finds data in what this one made. Needs PostgreSQL and its `pg_dump`.
 */
const postgres = await postgresAddress()
if (!postgres) process.exit(1)
const name = `portal_landed_${process.pid}`
const databaseUrl = databaseAddress(postgres, name)
const dataDir = mkdtempSync(join(tmpdir(), 'portal-landed-'))
await asAdministrator(postgres, `CREATE DATABASE ${name}`)
try {
  const { db, close } = await connect({ databaseUrl, dataDir })
  await prepareDatabase(db)
  await seedDemo(
    {
      config: { ...readConfig({ DATA_DIR: dataDir }), demo: true },
      db,
      photoStore: photosOnDisk(dataDir),
      personalData: createPersonalData(landedKey),
    },
    starterSettings,
  )
  await close()
  // Not the jobs: pg-boss brings its own schema up to date.
  const options = [
    '--exclude-schema=pgboss',
    '--no-owner',
    '--no-privileges',
    '--no-comments',
    '--inserts',
    '--rows-per-insert=100',
  ]
  const dump = execFileSync('pg_dump', [...options, databaseUrl], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  // What begins with a backslash is for psql alone.
  const lines = dump.split('\n').filter(line => !/^(?:\\|--|$)/.test(line))
  writeFileSync(landedDump, gzipSync(lines.join('\n'), { level: 9 }))
} finally {
  await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  rmSync(dataDir, { recursive: true })
}
