import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { sayLost } from '#publishing/edition/lost-content.ts'
import { StartRefused } from '#db/start-refused.ts'
import { createRepository } from '#publishing/git/repository.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { aNotice, bareRepository, editor, gitIn, temporaryDirectory, testContent } from '../support/content.ts'

const starterDirectory = new URL('../../content', import.meta.url).pathname
const titles = (content: Content) =>
  content
    .editionAt(new Date())
    .list('notices')
    .map(({ data }) => data.title)
/** The promise is 2 seconds; a machine under load gets more. */
const soon = { interval: 50 }

async function clone(directory: string): Promise<string> {
  const work = join(await temporaryDirectory(), 'clone')
  await gitIn(directory, 'clone', '--quiet', directory, work)
  return work
}

async function pushNotice(work: string, name: string, title: string, ...push: string[]): Promise<void> {
  await mkdir(join(work, 'content/notices/2026'), { recursive: true })
  await writeFile(join(work, `content/notices/2026/${name}.md`), aNotice({ title }))
  await gitIn(work, 'add', '--all')
  await gitIn(work, 'commit', '--quiet', '--message', title)
  await gitIn(work, 'push', '--quiet', ...push, 'origin', 'HEAD:main')
}

describe('opening', () => {
  test('the first time, the starter content becomes the repository; the second time, the repository stays as it is', async () => {
    const dataDir = await temporaryDirectory()
    const open = () => openContent({ dataDir, starterDirectory, log: () => {} })
    const first = await open()
    // When the sample exposures are still up.
    const edition = first.editionAt(new Date('2026-11-22T10:00:00+08:00'))
    expect(edition.faults).toEqual([])
    expect(
      edition.list('role-models').length *
        edition.list('exposures').length *
        edition.list('notices').length *
        edition.list('articles').length *
        edition.list('departments').length,
    ).toBeGreaterThan(0)
    await first.repository.commitFiles(
      'main',
      undefined,
      [{ path: 'content/notices/2026/mine.md', bytes: aNotice({ title: '自己的' }) }],
      { author: editor, message: '改动' },
    )
    await first.close()
    const second = await open()
    expect(titles(second)).toContain('自己的')
    await second.close()
  })

  test('an empty repository of the city begins with the starter content', async () => {
    const directory = join(await temporaryDirectory(), 'empty.git')
    await gitIn('/', 'init', '--quiet', '--bare', directory)
    const content = await openContent({ dataDir: '', contentRepository: directory, starterDirectory, log: () => {} })
    onTestFinished(() => content.close())
    expect(content.editionAt(new Date()).list('role-models').length).toBeGreaterThan(0)
  })

  test('a first start takes what the remote has, and is refused while nobody can tell what that is', async () => {
    const remote = join(await temporaryDirectory(), 'remote.git')
    await createRepository(remote)
    const from = await openContent({ dataDir: await temporaryDirectory(), starterDirectory, log: () => {} })
    await from.repository.exchange(remote)
    await from.close()
    const theirs = (await gitIn(remote, 'rev-parse', 'main')).trim()
    await pushNotice(await clone(remote), 'theirs', '远端的')
    const dataDir = await temporaryDirectory()
    const open = (address: string) => openContent({ dataDir, remote: address, starterDirectory, log: () => {} })
    await expect(open(`${remote}-away`)).rejects.toThrow(StartRefused)
    const taken = await open(remote)
    onTestFinished(() => taken.close())
    expect(titles(taken)).toEqual(['远端的', ...titles(from)])
    expect(await taken.repository.mergeBase('main', theirs)).toBe(theirs)
  })

  test('what a newer portal needs and a repository has not is put in, with its pictures; what is there stays', async () => {
    const directory = await bareRepository()
    const about = '---\ntitle: 自己写的\nversion: 2026-01-01\n---\n自己的话。\n'
    const { publish } = await testContent(directory)
    await publish({ 'content/pages/about.md': about })
    const content = await openContent({ dataDir: '', contentRepository: directory, starterDirectory, log: () => {} })
    onTestFinished(() => content.close())
    const edition = content.editionAt(new Date())
    expect(edition.find('pages', 'about')?.data.title).toBe('自己写的')
    for (const { name, required = [] } of contentTypes)
      for (const id of required) expect(edition.find(name, id), id).toBeDefined()
    expect(edition.media('/media/texts/manual-write.webp')).toBeDefined()
    expect(edition.faults).toEqual([])
  })

  test('settings from before a city was one are completed, and what they say stays', async () => {
    const directory = await bareRepository()
    const { publish } = await testContent(directory)
    const path = 'content/settings/site.yml'
    const old = `# 自己的话\n${(await gitIn(directory, 'show', `main:${path}`)).replace(/^home:[^]*(?=freshness_days:)/m, '')}\n`
    await publish({ [path]: old })
    const content = await openContent({ dataDir: '', contentRepository: directory, starterDirectory, log: () => {} })
    onTestFinished(() => content.close())
    const { settings, faults } = content.editionAt(new Date())
    expect([settings.site_name, settings.letter_prefix, faults]).toEqual(['示例文明网', '丽创督', []])
    expect(await gitIn(directory, 'show', `main:${path}`)).toContain(old.trim())
  })

  test('a portal that has published and whose repository is gone is not given starter content', async () => {
    const dataDir = await temporaryDirectory()
    const directory = join(dataDir, 'content.git')
    const open = () =>
      openContent({ dataDir, remote: 'ssh://git@host/a.git', hasPublished: true, starterDirectory, log: () => {} })
    await expect(open()).rejects.toThrow(sayLost(directory, false, true))
    await expect(readdir(dataDir)).resolves.toEqual([])
    await gitIn(dataDir, 'init', '--quiet', '--bare', '--initial-branch=main', directory)
    await expect(open()).rejects.toThrow(sayLost(directory, false, true))
  })

  test('a repository without main, without settings or not there at all is refused in one line', async () => {
    const open = (contentRepository: string) =>
      openContent({ dataDir: '', contentRepository, starterDirectory, log: () => {} })
    await expect(open('/nowhere/content.git')).rejects.toThrow(
      'CONTENT_REPOSITORY: /nowhere/content.git does not exist',
    )
    const directory = await bareRepository()
    await gitIn(directory, 'branch', '--quiet', '-m', 'main', 'other')
    await expect(open(directory)).rejects.toThrow('has no branch main')
    const work = await clone(await bareRepository())
    await gitIn(work, 'rm', '--quiet', 'content/settings/site.yml')
    await gitIn(work, 'commit', '--quiet', '--amend', '--message', '没有设置')
    const bare = join(await temporaryDirectory(), 'bare.git')
    await gitIn(work, 'clone', '--quiet', '--bare', work, bare)
    await expect(open(bare)).rejects.toThrow('no readable content/settings/site.yml')
  })
})

describe('a branch that moves', () => {
  test('by git push is noticed without being told', async () => {
    const { content, directory } = await testContent()
    const work = await clone(directory)
    await pushNotice(work, 'a', '推送一')
    await vi.waitFor(() => expect(titles(content)).toEqual(['推送一']), soon)
    // Packing moves the reference to another file.
    await gitIn(directory, 'pack-refs', '--all')
    await pushNotice(work, 'b', '推送二')
    await vi.waitFor(() => expect(titles(content)).toContain('推送二'), soon)
  })

  test('backwards, by a forced push, takes away what was pushed before', async () => {
    const { content, directory } = await testContent()
    const work = await clone(directory)
    await pushNotice(work, 'a', '将撤掉')
    await vi.waitFor(() => expect(titles(content)).toEqual(['将撤掉']), soon)
    await gitIn(work, 'reset', '--quiet', '--hard', 'HEAD~1')
    await pushNotice(work, 'b', '改写后', '--force')
    await vi.waitFor(() => expect(titles(content)).toEqual(['改写后']), soon)
  })

  test('to a commit that cannot be shown leaves the last good edition up, says so once, and goes on afterwards', async () => {
    const { content, directory, logged } = await testContent()
    const before = content.editionAt(new Date())
    const head = await gitIn(directory, 'rev-parse', 'main')
    await gitIn(directory, 'update-ref', '-d', 'refs/heads/main')
    await vi.waitFor(
      () => expect(logged.filter(line => line.startsWith('error'))).toEqual(['error content cannot be refreshed']),
      soon,
    )
    await new Promise(resolve => setTimeout(resolve, 1200))
    expect(logged.filter(line => line.startsWith('error'))).toHaveLength(1)
    expect(content.editionAt(new Date())).toBe(before)
    await gitIn(directory, 'update-ref', 'refs/heads/main', head)
    await pushNotice(await clone(directory), 'a', '恢复')
    await vi.waitFor(() => expect(titles(content)).toEqual(['恢复']), soon)
  })

  test('by one of two processes is seen by the other', async () => {
    const { content, directory } = await testContent()
    const other = await testContent(directory)
    await other.publish({ 'content/notices/2026/a.md': aNotice({ title: '另一个进程' }) })
    expect(titles(other.content)).toEqual(['另一个进程'])
    await vi.waitFor(() => expect(titles(content)).toEqual(['另一个进程']), soon)
  })

  test('by our own write is seen as soon as the refresh resolves, however many ask at once', async () => {
    const { content } = await testContent()
    await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const title = `第${at}条`
        await content.repository.commitFiles(
          'main',
          undefined,
          [{ path: `content/notices/2026/n-${at}.md`, bytes: aNotice({ title }) }],
          { author: editor, message: title },
        )
        await content.refresh()
        expect(titles(content)).toContain(title)
      }),
    )
    expect(titles(content)).toHaveLength(12)
  })
})

test('closing the content waits for the git that is under way', async () => {
  const { content } = await testContent()
  const underWay = Promise.all(Array.from({ length: 8 }, () => content.repository.head('main')))
  let isDone = false
  void underWay.then(() => (isDone = true))
  await content.close()
  await setImmediate()
  expect(isDone).toBe(true)
  expect(new Set(await underWay).size).toBe(1)
  await content.close()
})
