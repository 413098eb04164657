import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { load } from './pages.ts'
import { note, quantile } from './table.ts'

const story = '/role-models/lei-changqing'

/**
 * 10,000 connections (1,000 with `--short`) that are open at once, each asking for a page; and how much more one, two and
 * three workers give, where every page is made anew. Needs `wrk` and PostgreSQL.
 */
export async function bench(args: string[]): Promise<void> {
  const isShort = args.includes('--short')
  const postgres = await postgresAddress()
  if (!postgres) throw new Error('this bench needs PostgreSQL: set TEST_DATABASE_URL')
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const { databaseUrl, drop } = await createDatabase(postgres, 'bench')
  const settings = { ...portalSettings, DATABASE_URL: databaseUrl, DEMO: '1' }
  const server = await startServer(settings, { dataDir: folder })
  await holdConnections(server, isShort ? 1000 : 10_000)
  await server.stop()

  const perSecond: number[] = []
  for (const workers of [1, 2, 3]) {
    const several = await startServer(
      { ...settings, WORKERS: String(workers), PAGE_CACHE_MB: '0' },
      { dataDir: folder },
    )
    while ([...several.output().matchAll(/listening on/g)].length < workers) await pause(50)
    const rounds = []
    for (let round = 0; round < (isShort ? 2 : 6); round += 1)
      rounds.push((await load(several.address + story, 3)).perSecond)
    // The first one is cold.
    perSecond.push(quantile(rounds.slice(1), 0.5))
    await several.stop()
  }
  for (const [at, value] of perSecond.entries())
    note(`${at + 1} workers, a story made anew: of one worker`, value / perSecond[0]!, '×')
  await drop()
  await rm(folder, { recursive: true })
}

/** Opens so many sockets, asks on each twice, and counts what was not answered with 200. */
async function holdConnections({ address }: RunningServer, count: number): Promise<void> {
  const { hostname, port } = new URL(address)
  const sockets: Socket[] = []
  let errors = 0
  for (let opened = 0; opened < count; opened += 200) {
    const some = Array.from({ length: 200 }, () => connectSocket(Number(port), hostname))
    for (const socket of some) socket.on('error', () => (errors += 1))
    await Promise.all(
      some.map(socket => Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})),
    )
    sockets.push(...some)
  }
  const milliseconds: number[] = []
  const ask = async (socket: Socket) => {
    const begun = performance.now()
    socket.write(`GET ${story} HTTP/1.1\r\nHost: x\r\n\r\n`)
    const [bytes] = (await Promise.race([once(socket, 'data'), pause(30_000).then(() => [''])])) as [Buffer | string]
    if (!String(bytes).startsWith('HTTP/1.1 200')) errors += 1
    milliseconds.push(performance.now() - begun)
    socket.resume()
  }
  for (let turn = 0; turn < 2; turn += 1)
    for (let at = 0; at < sockets.length; at += 64) await Promise.all(sockets.slice(at, at + 64).map(ask))
  note(`${count} open connections: errors`, errors, '', { atMost: 0 })
  note(`${count} open connections, 64 asking at a time: p99`, quantile(milliseconds, 0.99), 'ms')
  for (const socket of sockets) socket.destroy()
}
