import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import { listUncleared, makeDraftOf } from '#publishing/drafts/uncleared.ts'
import type { Content } from '#publishing/edition/content.ts'
import { gitIn, temporaryDirectory } from '../support/content.ts'
import { type Newsroom, newsroom, reopened } from '../support/newsroom.ts'

const path = 'content/notices/2026/blame.md'
const notice = (title: string, category = 'criticism') =>
  `---\ntitle: ${title}\ncategory: ${category}\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\n---\n正文。\n`

async function opened() {
  const room = await newsroom()
  const people = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  return { room, people, publisher: people[3] }
}

async function publish(room: Newsroom, people: SignedInPerson[], text: string): Promise<void> {
  const [author, first, second, publisher] = people
  await room.save(author!, path, text)
  await room.review(path, author!, first!, second!)
  expect(await room.move(publisher!, path, 'publication')).toHaveProperty('published')
}

const push = async (room: Newsroom, files: Record<string, string | undefined>) => {
  const done = await room.content.repository.commitFiles(
    'main',
    undefined,
    Object.entries(files).map(([path, bytes]) => ({ path, bytes })),
    { author: { name: '外部编辑', email: 'outside@example.cn' }, message: '推送' },
  )
  expect(done).toHaveProperty('commit')
  await room.content.refresh()
}

const title = ({ editionAt }: Content) => editionAt(new Date()).find('notices', 'blame')?.data.title

/** Readers see this, in this process and after a restart, and the push is listed. */
async function expectHeld(room: Newsroom, shown: string, isGone: boolean): Promise<void> {
  for (const content of [room.content, await reopened(room)]) {
    expect(title(content)).toBe(shown)
    expect(await listUncleared(content)).toContainEqual(expect.objectContaining({ path, isGone, isChange: true }))
    expect(content.editionAt(new Date()).faults).toContainEqual(expect.objectContaining({ path, uncleared: true }))
  }
}

describe('what has passed its reviews stays up', () => {
  test.each([
    ['deletes', {}],
    ['moves', { 'content/notices/2025/elsewhere.md': notice('审定的') }],
  ])('when a push %s it, until it is put back', async (_what, more) => {
    const { room, people, publisher } = await opened()
    await publish(room, people, notice('审定的'))
    await push(room, { [path]: undefined, ...more })
    await expectHeld(room, '审定的', true)
    expect(await makeDraftOf(room.db, room.content, publisher, path, new Date())).toEqual({ putBack: path })
    expect((await listUncleared(room.content)).filter(held => held.path === path)).toEqual([])
    expect(await gitIn(room.directory, 'show', `main:${path}`)).toContain('审定的')
  })

  test('when it is pushed as something that needs no review, which a publication may make of it', async () => {
    const { room, people } = await opened()
    await publish(room, people, notice('审定的'))
    await push(room, { [path]: notice('推送的', 'notice') })
    await expectHeld(room, '审定的', false)
    await push(room, { [path]: notice('审定的') })
    await publish(room, people, notice('改成通知', 'notice'))
    expect(title(room.content)).toBe('改成通知')
    expect(title(await reopened(room))).toBe('改成通知')
    await push(room, { [path]: notice('又改的通知', 'notice') })
    expect(title(room.content)).toBe('改成通知')
  })

  test('when main is set back to before its newest version, or before it', async () => {
    const { room, people } = await opened()
    const before = await room.content.repository.head('main')
    await publish(room, people, notice('审定的'))
    const first = await room.content.repository.head('main')
    await publish(room, people, notice('更正的'))
    await gitIn(room.directory, 'update-ref', 'refs/heads/main', first!)
    await room.content.refresh()
    await expectHeld(room, '更正的', false)
    await gitIn(room.directory, 'update-ref', 'refs/heads/main', before!)
    await room.content.refresh()
    await expectHeld(room, '更正的', true)
  })
})

test('a sample that is taken out by itself goes, whatever brought it', async () => {
  const { room } = await opened()
  const sample = 'content/notices/2026/sample.md'
  await room.publish({ [sample]: notice('示例').replace('summary:', 'sample: true\nsummary:') })
  await push(room, { [sample]: undefined })
  expect(room.content.editionAt(new Date()).find('notices', 'sample')).toBeUndefined()
  expect(await listUncleared(room.content)).toEqual([])
})

test.each(['exchanged', 'deleted'])('a picture that a push has %s is shown as it passed', async what => {
  const { room, publisher } = await opened()
  const picture = 'content/media/notices/map.svg'
  const svg = (colour: string) => `<svg xmlns="http://www.w3.org/2000/svg"><path fill="${colour}"/></svg>`
  await room.publish({ [picture]: svg('red') })
  await room.publish({ [path]: `${notice('有图的', 'notice')}\n![图](/media/notices/map.svg)\n` })
  const shown = room.content.editionAt(new Date()).media('/media/notices/map.svg')!.oid
  await push(room, { [picture]: what === 'deleted' ? undefined : svg('blue') })
  for (const content of [room.content, await reopened(room)]) {
    expect(content.editionAt(new Date()).media('/media/notices/map.svg')?.oid).toBe(shown)
    expect(await listUncleared(content)).toMatchObject([{ path: picture, isEntry: false, isGone: what === 'deleted' }])
  }
  expect(await makeDraftOf(room.db, room.content, publisher, picture, new Date())).toEqual({ putBack: picture })
  expect(await listUncleared(room.content)).toEqual([])
  expect(await gitIn(room.directory, 'rev-parse', `main:${picture}`)).toBe(shown)
})

test('a picture that nothing shows goes without more', async () => {
  const { room } = await opened()
  const picture = 'content/media/notices/unused.svg'
  await room.publish({ [picture]: '<svg xmlns="http://www.w3.org/2000/svg"/>' })
  await push(room, { [picture]: undefined })
  for (const content of [room.content, await reopened(room)]) expect(await listUncleared(content)).toEqual([])
})

test.each(['a folder', 'a link', 'a module'])('what a push has made %s is put back', async what => {
  const { room, people, publisher } = await opened()
  await publish(room, people, notice('审定的'))
  const work = join(await temporaryDirectory(), 'work')
  await gitIn(tmpdir(), 'clone', '--quiet', room.directory, work)
  await rm(join(work, path))
  if (what === 'a folder') {
    await mkdir(join(work, path))
    await writeFile(join(work, path, 'other.txt'), '别的')
  }
  if (what === 'a link') await symlink('/etc/passwd', join(work, path))
  await gitIn(work, 'add', '--all')
  if (what === 'a module') await gitIn(work, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`)
  await gitIn(work, 'commit', '--quiet', '--message', '推送')
  await gitIn(work, 'push', '--quiet')
  await room.content.refresh()
  expect(title(room.content)).toBe('审定的')
  expect((await listUncleared(room.content)).filter(held => held.path === path)).toMatchObject([{ remedy: 'put-back' }])
  expect(await makeDraftOf(room.db, room.content, publisher, path, new Date())).toEqual({ putBack: path })
  expect(await listUncleared(room.content)).toEqual([])
  expect(await gitIn(room.directory, 'show', `main:${path}`)).toContain('审定的')
})
