import { expect, test } from 'vitest'
import { mediaAddress } from '#publishing/edition/media.ts'
import { aNotice, anExposure } from '../support/content.ts'
import { newsroom, type Newsroom, placeOf, reopened } from '../support/newsroom.ts'

const path = 'content/notices/2026/change.md'
const day = 24 * 3_600_000
/** A moment in Lishui, to the second, so many days from now. */
const inDays = (days: number) => `${new Date(Date.now() + days * day + day / 3).toISOString().slice(0, 19)}+08:00`
const due = inDays(30)
const [before, at, after] = [-60_000, 0, 3_600_000].map(more => new Date(Date.parse(due) + more)) as [Date, Date, Date]
const scheduled = (title: string, when = due) => aNotice({ title, more: `publish_at: "${when}"\n` })
const titles = (room: Newsroom, now: Date) =>
  room.content
    .editionAt(now)
    .list('notices')
    .map(({ data }) => data.title)

test('a change that waits leaves the present version up until its minute, then comes without any write', async () => {
  const room = await newsroom()
  await room.publish({ [path]: aNotice({ title: '现在的' }) }, new Date('2026-11-21T08:00:00+08:00'))
  await room.publish({ [path]: scheduled('到时的') }, new Date('2026-11-21T09:00:00+08:00'))
  const edition = (now: Date) => room.content.editionAt(now).find('notices', 'change')
  expect(titles(room, new Date())).toEqual(['现在的'])
  expect(edition(before)).toMatchObject({
    data: { title: '现在的' },
    publishedAt: new Date('2026-11-21T08:00:00+08:00'),
    updatedAt: new Date('2026-11-21T08:00:00+08:00'),
  })
  expect([titles(room, at), titles(room, after)]).toEqual([['到时的'], ['到时的']])
  // What else moves main changes nothing of it, nor does another process that begins now.
  await room.publish({ 'content/notices/2026/other.md': aNotice({ title: '别的' }) })
  expect([titles(room, before).sort(), titles(room, at).sort()]).toEqual([
    ['别的', '现在的'],
    ['别的', '到时的'],
  ])
  const other = await reopened(room)
  expect(other.editionAt(before).find('notices', 'change')?.data.title).toBe('现在的')
  expect(other.editionAt(at).find('notices', 'change')?.data.title).toBe('到时的')
})

test('changes that wait one behind the other come one after the other; what was taken down or is new stays hidden', async () => {
  const room = await newsroom()
  await room.publish({ [path]: aNotice({ title: '一' }) })
  await room.publish({ [path]: scheduled('二') })
  await room.publish({ [path]: scheduled('三', inDays(30.02)) })
  expect([titles(room, before), titles(room, at), titles(room, after)]).toEqual([['一'], ['二'], ['三']])
  // One that comes sooner takes the place of the one before it.
  await room.publish({ [path]: scheduled('四', inDays(20)) })
  expect([titles(room, new Date()), titles(room, before), titles(room, after)]).toEqual([['一'], ['四'], ['四']])
  await room.publish({ [path]: undefined })
  await room.publish({ [path]: scheduled('五') })
  expect([titles(room, before), titles(room, at)]).toEqual([[], ['五']])
})

test('of an exposure readers go on seeing the reviewed version with its picture, whatever was pushed in between', async () => {
  const room = await newsroom()
  const file = 'content/exposures/2026/change.md'
  const picture = '/media/exposures/old.svg'
  const exposure = (body: string, more: string) => anExposure({ more }).replace('补充说明。', body)
  const shows = `before:\n  - src: ${picture}\n    alt: 盲道\n`
  await room.publish({
    [file]: exposure('审定的。', shows),
    [`content${picture}`]: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect/></svg>',
  })
  const pushed = await room.content.repository.commitFiles(
    'main',
    undefined,
    [{ path: file, bytes: Buffer.from(exposure('推送的。', shows)) }],
    { author: { name: '外部编辑', email: 'outside@example.cn' }, message: '推送' },
  )
  expect(pushed).not.toHaveProperty('refused')
  await room.content.refresh()
  await room.publish({
    [file]: exposure('到时的。', `publish_at: "${due}"\n`),
  })
  const shown = (now: Date) => room.content.editionAt(now).find('exposures', 'change')?.body
  expect([shown(before), shown(at)]).toEqual(['审定的。', '到时的。'])
  const stored = room.content.everything().published.media.get(picture)!
  const publisher = await room.person('签发人', 'publisher')
  expect(await room.ask(publisher, 'deleteFiles', { paths: [`content${picture}`] })).toMatchObject({ reason: 'gate' })
  expect(await room.content.readMedia(mediaAddress(stored), before)).toMatchObject({ until: Date.parse(due) })
  expect(await room.content.readMedia(mediaAddress(stored), at)).toBeUndefined()
})

test('goes through the editor and its reviews as any change; what it names and is not there is a fault at once', async () => {
  const room = await newsroom()
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  await room.publish({ [path]: aNotice({ title: '现在的' }) })
  await room.save(author, path, scheduled('到时的'))
  await room.review(path, author, first, second)
  await room.open(publisher, path)
  expect(await room.ask(publisher, 'publishUnpublishedEntry', placeOf(path))).toHaveProperty('commit')
  expect([titles(room, new Date()), titles(room, at)]).toEqual([['现在的'], ['到时的']])
  const listed = await room.ask(author, 'entriesByFolder', { folder: 'content/notices', extension: 'md', depth: 2 })
  expect(listed.entries.map(({ file }) => file.path)).toEqual([path])

  await room.publish({ [path]: scheduled('到时的').replace('示例正文', '![图](/media/notices/none.webp)\n\n示例正文') })
  expect(titles(room, new Date())).toEqual(['现在的'])
  expect(room.content.editionAt(new Date()).faults).toMatchObject([{ path, field: 'body' }])
})
