import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listUncleared } from '#publishing/drafts/uncleared.ts'
import { aNotice, gitIn, temporaryDirectory } from '../support/content.ts'
import { newsroom } from '../support/newsroom.ts'

const pathOf = (at: number) => `content/notices/2026/at-once-${at}.md`

test('50 saves and then 20 publications at once: all land, none is lost, no conflict marks, a sound repository', async () => {
  const room = await newsroom()
  const [author, first, second, publisher] = await Promise.all([
    room.person('甲', 'contributor'),
    room.person('乙', 'reviewer'),
    room.person('丙', 'reviewer'),
    room.person('丁', 'publisher'),
  ])
  const saves = await Promise.all(
    Array.from({ length: 50 }, (_, at) => room.save(author, pathOf(at), aNotice({ title: `第 ${at} 篇` }))),
  )
  expect(saves.filter(saved => !('versions' in saved))).toEqual([])
  expect(await room.content.drafts.list()).toHaveLength(50)

  await Promise.all(Array.from({ length: 20 }, (_, at) => room.review(pathOf(at), author, first, second)))
  const published = await Promise.all(
    Array.from({ length: 20 }, (_, at) => room.move(publisher, pathOf(at), 'publication')),
  )
  expect(published.filter(moved => !('published' in moved))).toEqual([])
  expect(
    room.content
      .editionAt(new Date())
      .list('notices')
      .map(entry => entry.data.title)
      .sort(),
  ).toEqual(Array.from({ length: 20 }, (_, at) => `第 ${at} 篇`).sort())
  expect(await room.content.drafts.list()).toHaveLength(30)
  expect(await gitIn(room.directory, 'grep', '-lE', '^(<<<<<<<|>>>>>>>)', 'main').catch(() => '')).toBe('')
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

test('20 editors of one draft at once: one is first, the others are told, nobody is overwritten', async () => {
  const room = await newsroom()
  const author = await room.person('甲', 'contributor')
  const { versions } = await room.save(author, pathOf(1), aNotice())
  const base = versions[pathOf(1)]
  const saves = await Promise.all(
    Array.from({ length: 20 }, (_, at) => room.save(author, pathOf(1), aNotice({ body: `第 ${at} 人。` }), { base })),
  )
  expect(saves.filter(saved => 'versions' in saved)).toHaveLength(1)
  expect(saves.filter(saved => saved.reason === 'stale')).toHaveLength(19)
})

test('a git client pushes, and editors see soon what readers do not', async () => {
  const room = await newsroom()
  const clone = join(await temporaryDirectory(), 'clone')
  await gitIn(tmpdir(), 'clone', '--quiet', room.directory, clone)
  const { mkdir, writeFile } = await import('node:fs/promises')
  await mkdir(join(clone, 'content/notices/2026'), { recursive: true })
  await writeFile(join(clone, pathOf(1)), aNotice({ title: '从外面推送' }))
  await gitIn(clone, 'add', '.')
  await gitIn(clone, 'commit', '--quiet', '-m', '推送')
  await gitIn(clone, 'push', '--quiet', 'origin', 'main')
  await expect
    .poll(async () => (await listUncleared(room.content)).map(entry => entry.title), { timeout: 60_000, interval: 20 })
    .toEqual(['从外面推送'])
  expect(room.content.editionAt(new Date()).list('notices')).toEqual([])
})
