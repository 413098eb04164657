import { expect, test } from 'vitest'
import { sayMessage } from '#messages/words.ts'
import { markOf } from '#publishing/drafts/marks.ts'
import { checkDue } from '#publishing/newsroom/due.ts'
import { findHistory, readSigned } from '#publishing/newsroom/history.ts'
import { aNotice, anExposure } from '../support/content.ts'
import { type Newsroom, newsroom } from '../support/newsroom.ts'

const path = 'content/notices/2026/change.md'
const due = new Date(Math.ceil(Date.now() / 1000) * 1000 + 30 * 24 * 3_600_000)
const when = `publish_at: "${due.toISOString().slice(0, 19)}+00:00"\n`
const justBefore = new Date(due.getTime() - 60_000)
const word = `---\nexpression: 示例禁语\nseverity: forbidden\nwrong: 不尊重\nrule: 示例依据\n---\n`

const check = (room: Newsroom, now = justBefore) => checkDue(room.db, room.content, async () => undefined, now)
const titleAt = (room: Newsroom, now: Date) => room.content.editionAt(now).find('notices', 'change')?.data.title

async function scheduled(room: Newsroom, title = '到时的') {
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  await room.publish({ [path]: aNotice({ title: '现在的' }) })
  await room.save(author!, path, aNotice({ title, body: '这里有示例禁语。', more: when }))
  await room.review(path, author!, first!, second!)
  expect(await room.move(publisher!, path, 'publication')).toHaveProperty('published')
  return author!
}

test('a scheduled change that passes its gates no more goes back to its author, and the present version stays', async () => {
  const room = await newsroom()
  const author = await scheduled(room)
  await room.publish({ 'content/wording/example.md': word })
  expect(await check(room, new Date())).toEqual([])
  expect(await check(room)).toEqual([{ path, lies: 'draft', people: [author.id] }])
  expect([titleAt(room, justBefore), titleAt(room, due)]).toEqual(['现在的', '现在的'])
  expect(room.content.everything().published.uncleared.size).toBe(0)
  const draft = await room.content.drafts.find('notices', 'change')
  expect(draft).toMatchObject({ title: '到时的', status: 'draft', reviews: [], authors: [{ id: author.id }] })
  expect((await room.events()).at(-1)).toMatchObject({ action: 'entry.due-checked', result: 'refused' })
  expect(await check(room)).toEqual([])
})

test('one that passes is asked once and comes at its minute', async () => {
  const room = await newsroom()
  await scheduled(room)
  expect(await check(room)).toEqual([])
  await room.publish({ 'content/wording/example.md': word })
  expect(await check(room, new Date(due.getTime() + 60_000))).toEqual([])
  expect([titleAt(room, justBefore), titleAt(room, due)]).toEqual(['现在的', '到时的'])
})

test('a new one that fails is shown to nobody, and what came due while nothing ran is asked too', async () => {
  const room = await newsroom()
  const exposure = 'content/exposures/2026/change.md'
  // No second person has looked for faces and plates.
  await room.publish({ [exposure]: anExposure({ more: when }) })
  const later = new Date(due.getTime() + 3_600_000)
  expect(room.content.editionAt(later).find('exposures', 'change')).toBeDefined()
  expect(await check(room, later)).toEqual([{ path: exposure, lies: 'draft', people: [] }])
  expect(room.content.editionAt(later).find('exposures', 'change')).toBeUndefined()
  expect(await room.content.drafts.find('exposures', 'change')).toMatchObject({ title: '示例曝光' })
})

test('where the entry has another draft the version that fails is in the history alone, and its authors are told so', async () => {
  const room = await newsroom()
  // A version that no other test has had checked: the database is that of all.
  const author = await scheduled(room, '到时的另一稿')
  await room.save(author, path, aNotice({ title: '另一份草稿' }))
  await room.publish({ 'content/wording/example.md': word })
  const [notDue] = await check(room)
  expect(notDue).toEqual({ path, lies: 'history', people: [author.id] })
  expect(await room.content.drafts.find('notices', 'change')).toMatchObject({ title: '另一份草稿' })
  const history = (await findHistory(room.db, room.content, author, 'notices', 'change'))!
  const signed = await readSigned(room.db, room.content, history, history.versions)
  expect(history.versions.map(({ commit }) => signed.get(commit)?.act)).toContain('not-due')
  const site = { name: '示例文明网', origin: 'https://example.cn' }
  const said = (lies: string) => sayMessage('entry-not-due', { lies, mark: markOf(path) }, site)
  expect(said('history')).toContain('留在历史里')
  expect(said('history')).not.toContain('已转回草稿')
  expect(said('draft')).toContain('已转回草稿')
})
