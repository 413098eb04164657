import { once } from 'node:events'
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { aNotice, editor, gitIn, temporaryDirectory } from '../support/content.ts'

const starter = new URL('../../content/', import.meta.url).pathname
const path = (name: string) => `content/notices/2026/${name}.md`
const order = { author: editor, message: '改动' }

/** Machines with a data folder of their own and one bare repository in common. */
async function machines() {
  const directory = await temporaryDirectory()
  const address = join(directory, 'shared.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', address)
  const starterDirectory = join(directory, 'starter')
  for (const part of ['settings', 'departments', 'pages'])
    await cp(starter + part, join(starterDirectory, part), { recursive: true })
  const logged: string[] = []
  async function start(name: string): Promise<Content> {
    const content = await openContent({
      dataDir: join(directory, name),
      shared: { address },
      starterDirectory,
      log: (_level, message) => logged.push(message),
    })
    onTestFinished(() => content.close())
    return content
  }
  const there = (branch: string) => gitIn(address, 'rev-parse', '--verify', '--quiet', branch).catch(() => undefined)
  return { directory, starterDirectory, address, start, there, logged }
}

const save = (content: Content, branch: string, name: string, text: string, was?: string | null) =>
  content.repository.commitFiles(
    branch,
    undefined,
    [{ path: path(name), bytes: text, ...(was !== undefined && { was }) }],
    order,
  )

test('of machines that start for the first time at once all have the same history', async () => {
  const { start, there } = await machines()
  const all = await Promise.all(['a', 'b', 'c'].map(start))
  const heads = await Promise.all(all.map(({ repository }) => repository.head('main')))
  expect(heads).toEqual(Array(3).fill(await there('main')))
  expect(all.map(content => content.editionAt(new Date()).list('departments').length > 0)).toEqual([true, true, true])
})

test('what one machine has saved is there for all before it is answered, and seen where the others look', async () => {
  const { start, there } = await machines()
  const [a, b] = await Promise.all([start('a'), start('b')])
  const published = await save(a, 'main', 'hello', aNotice())
  const draft = await save(a, 'cms/notices/draft', 'draft', aNotice())
  expect([published, draft]).toEqual([{ commit: await there('main') }, { commit: await there('cms/notices/draft') }])
  await b.follow()
  expect(
    b
      .editionAt(new Date())
      .list('notices')
      .map(({ id }) => id),
  ).toEqual(['hello'])
  expect(await b.repository.head('cms/notices/draft')).toBe(await there('cms/notices/draft'))
  await b.repository.deleteBranch('cms/notices/draft', (await there('cms/notices/draft'))!)
  expect(await there('cms/notices/draft')).toBeUndefined()
  await a.follow()
  expect(await a.repository.head('cms/notices/draft')).toBeUndefined()
})

test('what one machine keeps of a deleted draft every machine has, until one lets go of it', async () => {
  const { start, there } = await machines()
  const [a, b] = await Promise.all([start('a'), start('b')])
  await save(a, 'cms/notices/draft', 'draft', aNotice())
  const head = (await there('cms/notices/draft'))!
  expect(await a.repository.keep(head)).toEqual({ kept: true })
  await a.repository.deleteBranch('cms/notices/draft', head)
  await b.follow()
  expect(await b.repository.head('cms/notices/draft')).toBeUndefined()
  expect(await b.repository.kept()).toEqual(new Set([head]))
  const again = await b.repository.commitFiles('cms/notices/draft', null, [], {
    ...order,
    from: head,
    evenIfSame: true,
  })
  expect(again).toEqual({ commit: await there('cms/notices/draft') })
  expect(await b.repository.release(head)).toEqual({ released: true })
  await a.follow()
  expect(await a.repository.kept()).toEqual(new Set())
  expect(await a.repository.head('cms/notices/draft')).toBe(await there('cms/notices/draft'))
})

test('a draft is saved on top of what another machine has published meanwhile', async () => {
  const { start, there } = await machines()
  const [a, b] = await Promise.all([start('a'), start('b')])
  await save(a, 'main', 'published', aNotice())
  expect(await save(b, 'cms/notices/draft', 'draft', aNotice())).toEqual({ commit: await there('cms/notices/draft') })
  expect(await b.repository.head('main')).toBe(await there('main'))
})

test('of two machines that make the same entry one is refused, and what both publish at once is all there', async () => {
  const { start, there, address } = await machines()
  const both = await Promise.all([start('a'), start('b')])
  const same = await Promise.all(
    both.map((content, at) => save(content, 'main', 'same', aNotice({ title: `${at}` }), null)),
  )
  expect(same.filter(done => 'commit' in done)).toHaveLength(1)
  expect(same.filter(done => 'refused' in done && done.refused === 'stale')).toHaveLength(1)
  const names = Array.from({ length: 6 }, (_, at) => `n${at}`)
  const done = await Promise.all(names.map((name, at) => save(both[at % 2]!, 'main', name, aNotice())))
  expect(done.filter(each => 'refused' in each)).toEqual([])
  const files = await gitIn(address, 'ls-tree', '-r', '--name-only', (await there('main'))!)
  expect(names.filter(name => !files.includes(path(name)))).toEqual([])
  for (const each of done)
    if ('commit' in each) await gitIn(address, 'merge-base', '--is-ancestor', each.commit, 'main')
})

test('while the shared repository is away pages go on, nothing is saved anywhere, and it is said once', async () => {
  const { start, address, logged } = await machines()
  const content = await start('a')
  const before = await content.repository.head('main')
  await rename(address, `${address}.away`)
  expect(await save(content, 'main', 'lost', aNotice())).toEqual({ refused: 'away' })
  expect(await content.repository.head('main')).toBe(before)
  await content.follow()
  await content.follow()
  expect(logged.filter(line => line.includes('cannot be followed'))).toHaveLength(1)
  expect(content.sharedFault()).toContain('cannot be reached')
  await rename(`${address}.away`, address)
  expect(await save(content, 'main', 'lost', aNotice())).toHaveProperty('commit')
})

test('a machine that was killed between the shared repository and its own has the save after its next look', async () => {
  const { start, address, directory, there } = await machines()
  const content = await start('a')
  // As it stands after such a kill: the commit is there, and here the branch has not moved.
  const other = await openRepository(join(directory, 'a/content.git'))
  const before = (await other.head('main'))!
  const done = await save(content, 'main', 'killed', aNotice())
  await gitIn(join(directory, 'a/content.git'), 'update-ref', 'refs/heads/main', before)
  await other.close()
  expect('commit' in done && done.commit).toBe(await there('main'))
  expect(await save(content, 'main', 'next', aNotice())).toHaveProperty('commit')
  const files = await gitIn(address, 'ls-tree', '-r', '--name-only', 'main')
  expect([files.includes(path('killed')), files.includes(path('next'))]).toEqual([true, true])
})

test('a machine with content of its own puts it there first; one with another history does not start', async () => {
  const { directory, starterDirectory, address, start, there } = await machines()
  const alone = await openContent({ dataDir: join(directory, 'a'), starterDirectory, log: () => {} })
  await save(alone, 'cms/notices/mine', 'mine', aNotice())
  await alone.close()
  await start('a')
  expect(await there('cms/notices/mine')).toBe(
    await gitIn(join(directory, 'a/content.git'), 'rev-parse', 'cms/notices/mine'),
  )
  const other = await openContent({ dataDir: join(directory, 'b'), starterDirectory, log: () => {} })
  await save(other, 'main', 'other', aNotice())
  await other.close()
  await expect(start('b')).rejects.toThrow('history never goes back')
  await rename(address, `${address}.away`)
  await expect(start('c')).rejects.toThrow('CONTENT_SHARED: cannot be reached')
})

test('a shared repository that was emptied or set back takes nothing away, is named, and comes back from any machine', async () => {
  const { start, address, there, directory, starterDirectory } = await machines()
  const content = await start('a')
  await save(content, 'main', 'one', aNotice())
  await save(content, 'cms/notices/draft', 'draft', aNotice())
  const [main, draft] = [await there('main'), await there('cms/notices/draft')]
  await gitIn(address, 'update-ref', 'refs/heads/main', 'main~1')
  await content.follow()
  expect(content.sharedFault()).toContain('history never goes back')
  expect(await save(content, 'main', 'two', aNotice())).toEqual({ refused: 'away' })
  expect(await save(content, 'cms/notices/two', 'two', aNotice())).toEqual({ refused: 'away' })
  await gitIn(address, 'update-ref', 'refs/heads/main', main!)
  await content.follow()
  expect(content.sharedFault()).toBeUndefined()

  await rename(address, `${address}.old`)
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', address)
  await content.follow()
  expect(content.sharedFault()).toContain('has no branch main any more')
  expect(await save(content, 'main', 'two', aNotice())).toEqual({ refused: 'away' })
  const { repository } = content
  expect([await repository.head('main'), await repository.head('cms/notices/draft')]).toEqual([main, draft])
  // A disk that is not mounted looks so too: what it took would be gone when the real one comes back.
  expect(await save(content, 'cms/notices/draft', 'draft', aNotice({ title: '改' }))).toEqual({ refused: 'away' })
  expect(await save(content, 'cms/notices/two', 'two', aNotice())).toEqual({ refused: 'away' })
  expect(await repository.keep(draft!)).toEqual({ refused: 'away' })
  expect(await gitIn(address, 'for-each-ref')).toBe('')
  await content.close()
  const again = await openContent({
    dataDir: join(directory, 'a'),
    shared: { address },
    starterDirectory,
    log: () => {},
  })
  await again.close()
  expect([await there('main'), await there('cms/notices/draft')]).toEqual([main, draft])
})

test('a shared repository that takes connections and never answers holds up neither a start nor an end', async () => {
  const { start, directory, starterDirectory } = await machines()
  await (await start('a')).close()
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => void silent.close())
  await once(silent, 'listening')
  const address = `git://127.0.0.1:${(silent.address() as AddressInfo).port}/content.git`
  const logged: string[] = []
  const content = await openContent({
    dataDir: join(directory, 'a'),
    shared: { address },
    starterDirectory,
    log: (_level, message) => logged.push(message),
  })
  expect(content.editionAt(new Date()).list('departments').length).toBeGreaterThan(0)
  expect(logged).toContain('content: not saved in the shared repository')
  const saving = save(content, 'main', 'lost', aNotice())
  await pause(500)
  await content.close()
  expect(await saving).toEqual({ refused: 'away' })
})

test('a hook that forbids a save is told from a network that is down; a branch in the way of another stops nobody', async () => {
  const { start, address, there, logged } = await machines()
  const content = await start('a')
  await writeFile(join(address, 'hooks/pre-receive'), '#!/bin/sh\necho quota: no more\nexit 1\n', { mode: 0o755 })
  expect(await save(content, 'main', 'forbidden', aNotice())).toEqual({ refused: 'declined' })
  expect(logged.join()).toContain('content: not saved in the shared repository')
  await rm(join(address, 'hooks/pre-receive'))
  await save(content, 'cms/notices/draft', 'draft', aNotice())
  await gitIn(address, 'update-ref', '-d', 'refs/heads/cms/notices/draft')
  await gitIn(address, 'update-ref', 'refs/heads/cms/notices/draft/x', 'main')
  await content.follow()
  expect(content.sharedFault()).toBeUndefined()
  expect(await content.repository.head('cms/notices/draft/x')).toBe(await there('main'))
})

test('a machine whose drafts cannot be fetched starts with what it has, and says so', async () => {
  const { start, address, directory, logged } = await machines()
  await (await start('a')).close()
  await gitIn(address, 'update-ref', 'refs/heads/cms/other', 'main')
  await mkdir(join(directory, 'a/content.git/refs/heads/cms'), { recursive: true })
  await writeFile(join(directory, 'a/content.git/refs/heads/cms/other.lock'), '')
  const again = await start('a')
  expect(again.editionAt(new Date()).list('departments').length).toBeGreaterThan(0)
  expect(logged).toContain('content: not saved in the shared repository')
})
