import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { note, quantile } from './table.ts'
import { startServer } from '../support/server.ts'

const root = new URL('../..', import.meta.url).pathname

/** Milliseconds from the start of the process to the first page, and its memory after every board was read. */
export async function bench(args: string[]): Promise<void> {
  const runs = args.includes('--short') ? 1 : 5
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const first = await timeToFirstPage({}, dataDir)
  console.log(`first start, embedded database, content committed and people seeded: ${first.milliseconds} ms`)
  note('first start on the embedded database, people seeded', first.milliseconds, 'ms')
  const warm = []
  for (let run = 0; run < runs; run++) warm.push((await timeToFirstPage({}, dataDir)).milliseconds)
  note('warm start to the first page, embedded database', quantile(warm, 0.5), 'ms', { atMost: 3000 })
  console.log(`warm start to the first page, embedded database: ${warm.sort((a, b) => a - b).join(', ')} ms`)

  const postgres = await postgresAddress()
  if (postgres) {
    const name = `portal_bench_${Date.now()}`
    await asAdministrator(postgres, `CREATE DATABASE ${name}`)
    const { milliseconds, megabytes } = await timeToFirstPage(
      { DATABASE_URL: databaseAddress(postgres, name) },
      dataDir,
    )
    console.log(`PostgreSQL: ${milliseconds} ms to the first page, ${megabytes} MB after 200 pages`)
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  }
  await rm(dataDir, { recursive: true })
  // What builds and tests keep there is none of them.
  const installedOnly = ['-sm', '--exclude=.cache', '--exclude=.vite*', 'node_modules']
  const installed = spawnSync('du', installedOnly, { cwd: root, encoding: 'utf8' }).stdout.split('\t')[0]
  console.log(`installed packages: ${installed} MB`)
  note('installed packages', Number(installed), 'MB', { atMost: 640 })
}

async function timeToFirstPage(
  env: Record<string, string>,
  dataDir: string,
): Promise<{ milliseconds: number; megabytes: number }> {
  const begin = performance.now()
  const server = await startServer(env, { dataDir })
  await (await fetch(server.address)).text()
  const milliseconds = Math.round(performance.now() - begin)
  for (let page = 0; page < 200; page++)
    await (await fetch(server.address + ['/', '/role-models', '/exposure', '/psa'][page % 4])).text()
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))
  await server.stop()
  return { milliseconds, megabytes: Math.round(Number(resident?.[1]) / 1024) }
}
