import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { note, quantile } from './table.ts'
import { fillWithManyEntries } from '../support/many-entries.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { signedIn, visitor, type Visitor } from '../support/visitor.ts'

/**
 * From the publisher's click to a reader's page: the call that publishes, and then the page of that entry fetched by
 * somebody else, through the real server; at 1,000 and at 10,000 entries (with `--many` at 50,000 too). The steps before it
 * too: saving and reviewing. Also how long a start takes with so many, on
 * each database. On PostgreSQL where one answers, as a city has it. `--short`: fewer rounds, 1,000 only.
 */
export async function bench(args: string[]): Promise<void> {
  const isShort = args.includes('--short')
  const postgres = await postgresAddress()
  for (const entries of isShort ? [1000] : args.includes('--many') ? [1000, 10_000, 50_000] : [1000, 10_000])
    await benchWith(entries, isShort ? 5 : 40, postgres)
}

async function benchWith(entries: number, rounds: number, postgres: string | undefined): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const repository = join(directory, 'content.git')
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository])
  await fillWithManyEntries(repository, entries)
  const database = `portal_bench_${process.pid}`
  if (postgres) await asAdministrator(postgres, `CREATE DATABASE ${database}`)
  try {
    const places: { kind: string; env: Record<string, string> & { DATA_DIR: string } }[] = [
      { kind: 'embedded database', env: { DATA_DIR: join(directory, 'embedded') } },
    ]
    if (postgres)
      places.push({
        kind: 'PostgreSQL',
        env: { DATA_DIR: join(directory, 'postgresql'), DATABASE_URL: databaseAddress(postgres, database), DEMO: '1' },
      })
    for (const { kind, env } of places) {
      // The first start makes the tables and the sample people; the second one is measured.
      await (await start(repository, env)).server.stop()
      const { server, milliseconds, opened } = await start(repository, env)
      console.log(
        `${entries} entries, ${kind}: start to the first page ${milliseconds} ms, of that the content ${opened} ms`,
      )
      note(`start to the first page at ${entries} entries, ${kind}`, milliseconds, 'ms', {
        atMost: entries > 10_000 ? 8000 : 2500,
      })
      try {
        if (env !== places.at(-1)?.env) continue
        const times = await publishRounds(server, repository, rounds)
        console.log(
          `  click to visible, ${times.length} times: ${percentiles(times.map(time => time.visible))}; of that the call itself: ${percentiles(times.map(time => time.call))}`,
        )
        note(
          `publish to visible at ${entries} entries: p95`,
          quantile(
            times.map(time => time.visible),
            0.95,
          ),
          'ms',
          {
            atMost: entries > 10_000 ? 1000 : 300,
          },
        )
        for (const step of ['saving', 'reviewing'] as const)
          note(
            `${step} at ${entries} entries: median`,
            quantile(
              times.map(time => time[step]),
              0.5,
            ),
            'ms',
          )
        note(`memory after ${rounds} publications at ${entries} entries`, residentMegabytes(server), 'MB', {
          atMost: entries > 10_000 ? 700 : 300,
        })
      } finally {
        await server.stop()
      }
    }
  } finally {
    if (postgres) await asAdministrator(postgres, `DROP DATABASE ${database} WITH (FORCE)`)
    await rm(directory, { recursive: true })
  }
}

async function start(repository: string, env: Record<string, string> & { DATA_DIR: string }) {
  const begun = performance.now()
  const server = await startServer({ CONTENT_REPOSITORY: repository, ...env }, { dataDir: env.DATA_DIR })
  await (await fetch(`${server.address}/`)).text()
  const milliseconds = Math.round(performance.now() - begun)
  return { server, milliseconds, opened: /content opened.*?milliseconds["=: ]+(\d+)/.exec(server.output())?.[1] ?? '?' }
}

function residentMegabytes(server: RunningServer): number {
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))
  return Math.round(Number(resident?.[1]) / 1024)
}

async function publishRounds(
  server: RunningServer,
  directory: string,
  rounds: number,
): Promise<Record<'call' | 'visible' | 'saving' | 'reviewing', number>[]> {
  const [author, first, second, publisher] = await Promise.all(
    ['contributor', 'reviewer', 'reviewer-2', 'publisher'].map(login =>
      signedIn(server.address, server.accounts[login]),
    ),
  )
  const reader = visitor(server.address)
  const repository = await openRepository(directory)
  const times = []
  const timed = async (act: () => Promise<unknown>) => {
    const begun = performance.now()
    await act()
    return performance.now() - begun
  }
  for (let round = 0; round < rounds; round += 1) {
    const entry = { collection: 'notices', slug: `2026/bench-${round}` }
    const saving = await timed(() =>
      ask(author!, 'persistEntry', {
        ...newNotice(round, entry.slug),
        options: { collectionName: 'notices', newEntry: true },
      }),
    )
    await ask(author!, 'updateUnpublishedEntryStatus', { ...entry, newStatus: 'pending_review' })
    const head = (await repository.head(`cms/notices/bench-${round}`)) ?? ''
    const openedBy = (who: typeof first) => who!.get(`/admin/reviews/notices/bench-${round}`)
    await openedBy(first)
    const reviewing = await timed(async () => {
      const { status } = await first!.post(`/admin/reviews/notices/bench-${round}/first-review`, {
        head,
        request_key: crypto.randomUUID(),
      })
      if (status !== 303) throw new Error(`the first review was answered with ${status}`)
    })
    await openedBy(second)
    await ask(second!, 'updateUnpublishedEntryStatus', { ...entry, newStatus: 'pending_publish' })

    await openedBy(publisher)
    const clicked = performance.now()
    await ask(publisher!, 'publishUnpublishedEntry', entry)
    const call = performance.now() - clicked
    const page = await reader.get(`/notices/bench-${round}`)
    const text = await page.text()
    times.push({ call, visible: performance.now() - clicked, saving, reviewing })
    if (page.status !== 200 || !text.includes(titleOf(round)))
      throw new Error(`round ${round} cannot be seen: ${page.status}`)
  }
  await repository.close()
  // The first one pays for what is loaded once.
  return times.slice(1)
}

const titleOf = (round: number) => `测速通知第${round}号`

function newNotice(round: number, slug: string) {
  const path = `content/notices/${slug}.md`
  const raw = `---\ntitle: ${titleOf(round)}\ncategory: notice\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\nsample: true\n---\n示例正文。\n`
  return { dataFiles: [{ slug, path, raw }], assets: [], base: { [path]: null } }
}

async function ask(person: Visitor, action: string, params: object): Promise<void> {
  const response = await person.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), {
    'Content-Type': 'application/json',
    [gatewayHeader]: '1',
  })
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`)
}

function percentiles(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`
}
