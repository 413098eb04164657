import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage } from 'node:http'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { note } from './table.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { portalSettings, startServer } from '../support/server.ts'

const pages = { story: '/role-models/lei-changqing', list: '/role-models', home: '/' }
type Page = keyof typeof pages

/**
 * Requests a second for a page that is kept and one that is made anew, beside a bare Node server and nginx that send the same
 * bytes and headers: medians of five interleaved rounds, 64 connections, gzip. Needs `wrk`; without nginx its column is empty.
 */
export async function bench(args: string[]): Promise<void> {
  const seconds = args.includes('--short') ? 1 : 3
  const rounds = args.includes('--short') ? 2 : 5
  if (spawnSync('wrk', ['--version']).error) throw new Error('wrk is not installed: apt-get install wrk')
  const postgres = await postgresAddress()
  if (!postgres) throw new Error('this bench needs PostgreSQL: set TEST_DATABASE_URL')
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const { databaseUrl, drop } = await createDatabase(postgres, 'bench')
  const settings = { ...portalSettings, DATABASE_URL: databaseUrl, DEMO: '1' }
  const kept = await startServer(settings, { dataDir: join(folder, 'kept') })
  // Of one content: a second one on the same database would be held back.
  const content = { CONTENT_REPOSITORY: join(folder, 'kept/content.git') }
  const made = await startServer({ ...settings, ...content, PAGE_CACHE_MB: '0' }, { dataDir: join(folder, 'made') })

  const answers = new Map<Page, { headers: Record<string, string>; bytes: Buffer }>()
  for (const page of Object.keys(pages) as Page[]) {
    await read(kept.address + pages[page])
    answers.set(page, await read(kept.address + pages[page]))
  }
  const bare = createServer((request, response) => {
    const { headers, bytes } = answers.get(request.url!.slice(1) as Page)!
    response.writeHead(200, headers).end(bytes)
  })
  bare.listen(0, '127.0.0.1')
  await once(bare, 'listening')
  const bareAddress = `http://127.0.0.1:${(bare.address() as { port: number }).port}`
  const nginx = await startNginx(folder, answers)

  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} cores; ${rounds} rounds of ${seconds} s, 64 connections, gzip`,
  )
  const table: Record<string, Record<string, number | string>> = {}
  for (const page of Object.keys(pages) as Page[]) {
    const sides: Record<string, string> = {
      bare: `${bareAddress}/${page}`,
      ...(nginx && { nginx: `${nginx.address}/${page}` }),
      kept: kept.address + pages[page],
      made: made.address + pages[page],
    }
    // Once without counting: what is cold would be measured for its compiler.
    for (const address of Object.values(sides)) await load(address, seconds)
    const figures: Record<string, { perSecond: number; p99: number }[]> = {}
    for (let round = 0; round < rounds; round++)
      for (const [side, address] of Object.entries(sides)) (figures[side] ??= []).push(await load(address, seconds))
    const perSecond = (side: string) => median((figures[side] ?? []).map(figure => figure.perSecond))
    table[page] = {
      bytes: answers.get(page)!.bytes.length,
      'bare Node /s': perSecond('bare'),
      'nginx /s': nginx ? perSecond('nginx') : '',
      'kept /s': perSecond('kept'),
      'of bare': (perSecond('kept') / perSecond('bare')).toFixed(2),
      'of nginx': nginx ? (perSecond('kept') / perSecond('nginx')).toFixed(2) : '',
      'p99 ms': median(figures.kept!.map(figure => figure.p99)),
      'made /s': perSecond('made'),
    }
  }
  console.table(table)
  for (const [page, row] of Object.entries(table)) {
    note(`${page} from memory, of a bare Node server with the same bytes`, Number(row['of bare']), '×', {
      atLeast: 0.9,
    })
    if (nginx) note(`${page} from memory, of nginx with one worker`, Number(row['of nginx']), '×', { atLeast: 0.6 })
    note(`${page} from memory: p99`, Number(row['p99 ms']), 'ms', { atMost: 10 })
    note(`${page} made anew`, Number(row['made /s']), 'a second')
  }
  note('home made anew, times a story', Number(table.story!['made /s']) / Number(table.home!['made /s']), '×', {
    atMost: 3,
  })

  nginx?.stop()
  bare.close().closeAllConnections()
  await Promise.all([kept.stop(), made.stop()])
  await drop()
  await rm(folder, { recursive: true })
}

async function read(address: string): Promise<{ headers: Record<string, string>; bytes: Buffer }> {
  const [answer] = (await once(get(address, { headers: { 'Accept-Encoding': 'gzip' } }), 'response')) as [
    IncomingMessage,
  ]
  const bytes = Buffer.concat(await answer.toArray())
  const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...headers } = answer.headers
  return { headers: headers as Record<string, string>, bytes }
}

/** Asks for a page over 64 connections; throws when an answer is none of 200. */
export async function load(address: string, seconds: number): Promise<{ perSecond: number; p99: number }> {
  const how = ['-t1', '-c64', `-d${seconds}s`, '--latency', '--timeout', '10s', '-H', 'Accept-Encoding: gzip', address]
  const { stdout } = await promisify(execFile)('wrk', how)
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  if (!perSecond || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk could not measure ${address}: ${stdout}`)
  return { perSecond, p99: Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's'] }
}

/** One worker that sends the same bytes from files. */
async function startNginx(
  folder: string,
  answers: ReadonlyMap<Page, { headers: Record<string, string>; bytes: Buffer }>,
): Promise<{ address: string; stop(): void } | undefined> {
  if (spawnSync('nginx', ['-v']).error) return undefined
  const port = 20_000 + (process.pid % 10_000)
  const locations = []
  for (const [page, { headers, bytes }] of answers) {
    await writeFile(join(folder, page), bytes)
    const lines = Object.entries(headers)
      .filter(([name]) => !['content-length', 'content-type', 'etag'].includes(name))
      .map(([name, value]) => `add_header ${name} "${value.replaceAll('"', '\\"')}";`)
    locations.push(`location = /${page} { default_type "text/html; charset=utf-8"; ${lines.join(' ')} }`)
  }
  const file = join(folder, 'nginx.conf')
  await writeFile(
    file,
    `user root; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off;
     events { worker_connections 1024; }
     http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; keepalive_requests 1000000;
       server { listen 127.0.0.1:${port}; root ${folder}; ${locations.join('\n')} } }`,
  )
  const nginx = spawn('nginx', ['-c', file], { stdio: 'inherit' })
  await new Promise(resolve => setTimeout(resolve, 500))
  return { address: `http://127.0.0.1:${port}`, stop: () => void nginx.kill() }
}

function median(values: number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[values.length >> 1]! * 10) / 10
}
