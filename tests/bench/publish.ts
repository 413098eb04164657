import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gatewayHeader } from '../../src/publishing/gateway-protocol.ts'
import { openRepository } from '../../src/publishing/repository.ts'
import { fillWithManyEntries } from '../support/many-entries.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { signedIn, visitor, type Visitor } from '../support/visitor.ts'

/**
 * From the publisher's click to a reader's page: the call that publishes, and then the page of that entry fetched by
 * somebody else, through the real server; at 1,000 and at 10,000 entries. `--short`: fewer rounds, 1,000 only.
 */
export async function bench(args: string[]): Promise<void> {
  const isShort = args.includes('--short')
  for (const entries of isShort ? [1000] : [1000, 10_000]) await benchWith(entries, isShort ? 5 : 40)
}

async function benchWith(entries: number, rounds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const repository = join(directory, 'content.git')
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository])
  await fillWithManyEntries(repository, entries)
  // The first start makes the database and the sample people; the second one is measured.
  const dataDir = join(directory, 'data')
  await (await startServer({ CONTENT_REPOSITORY: repository, DATA_DIR: dataDir }, { dataDir })).stop()
  const begun = performance.now()
  const server = await startServer({ CONTENT_REPOSITORY: repository, DATA_DIR: dataDir }, { dataDir })
  await (await fetch(`${server.address}/`)).text()
  const start = Math.round(performance.now() - begun)
  const opened = /content opened.*?milliseconds["=: ]+(\d+)/.exec(server.output())?.[1]
  try {
    const times = await publishRounds(server, repository, rounds)
    console.log(`${entries} entries: start to the first page ${start} ms (content ${opened ?? '?'} ms); click to visible, ${rounds} rounds: ${percentiles(times.map(time => time.visible))}; of that the call itself: ${percentiles(times.map(time => time.call))}`)
  } finally {
    await server.stop()
    await rm(directory, { recursive: true })
  }
}

async function publishRounds(server: RunningServer, directory: string, rounds: number): Promise<{ call: number; visible: number }[]> {
  const [author, first, second, publisher] = await Promise.all(['contributor', 'reviewer', 'reviewer-2', 'publisher'].map(login => signedIn(server.address, server.accounts[login])))
  const reader = visitor(server.address)
  const repository = await openRepository(directory)
  const times = []
  for (let round = 0; round < rounds; round += 1) {
    const entry = { collection: 'notices', slug: `2026/bench-${round}` }
    await ask(author!, 'persistEntry', { ...newNotice(round, entry.slug), options: { collectionName: 'notices', newEntry: true } })
    await ask(author!, 'updateUnpublishedEntryStatus', { ...entry, newStatus: 'pending_review' })
    const head = (await repository.head(`cms/notices/bench-${round}`)) ?? ''
    const reviewed = await first!.post(`/admin/reviews/notices/bench-${round}/first-review`, { head, request_key: crypto.randomUUID() })
    if (reviewed.status !== 303) throw new Error(`the first review was answered with ${reviewed.status}`)
    await ask(second!, 'updateUnpublishedEntryStatus', { ...entry, newStatus: 'pending_publish' })

    const clicked = performance.now()
    await ask(publisher!, 'publishUnpublishedEntry', entry)
    const call = performance.now() - clicked
    const page = await reader.get(`/notices/bench-${round}`)
    const text = await page.text()
    times.push({ call, visible: performance.now() - clicked })
    if (page.status !== 200 || !text.includes(titleOf(round))) throw new Error(`round ${round} cannot be seen: ${page.status}`)
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
  const response = await person.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), { 'Content-Type': 'application/json', [gatewayHeader]: '1' })
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`)
}

function percentiles(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`
}
