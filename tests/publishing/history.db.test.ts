import sharp from 'sharp'
import { expect, test } from 'vitest'
import { beginRemoval } from '#publishing/decap/removals.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { makeDraftOf } from '#publishing/drafts/uncleared.ts'
import { compareWords, inWords } from '#publishing/git/changes.ts'
import {
  compareInHistory,
  findHistory,
  type HistoryVersion,
  readSigned,
  restoreVersion,
  standingVersion,
} from '#publishing/newsroom/history.ts'
import type { SignedInPerson } from '#people/session.ts'
import { aNotice, anExposure, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom } from '../support/newsroom.ts'

const path = 'content/notices/2026/new.md'
const id = (_: string, id: string) => id

async function staff(room: Newsroom) {
  const [author, other, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('另一撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  return { author, other, first, second, publisher }
}

async function publish(room: Newsroom, people: Awaited<ReturnType<typeof staff>>, text: string, at = path) {
  await room.save(people.author, at, text)
  await room.review(at, people.author, people.first, people.second)
  expect(await room.move(people.publisher, at, 'publication')).toHaveProperty('published')
}

async function restore(room: Newsroom, person: SignedInPerson, version: HistoryVersion, base?: string | null) {
  const history = (await findHistory(room.db, room.content, person, 'notices', 'new'))!
  const stands = base === undefined ? await standingVersion(room.content, history) : base
  const visit = { db: room.db, content: room.content, person, now: new Date(), suggestionFacts: async () => undefined }
  return restoreVersion(visit, history, version, stands)
}

test('every version says who wrote, reviewed and published it, as the trail has it, and what came past the reviews says so', async () => {
  const room = await newsroom()
  const people = await staff(room)
  await publish(room, people, aNotice({ title: '第一版' }))
  await room.save(people.author, path, aNotice({ title: '第二版' }))
  await room.save(people.first, path, aNotice({ title: '第二版', body: '审核员改过。' }))
  await room.review(path, people.author, people.second, await room.person('第三人', 'reviewer'))
  await room.move(people.publisher, path, 'publication')
  await room.publish({ [path]: aNotice({ title: '直接推送' }) })
  const history = (await findHistory(room.db, room.content, people.other, 'notices', 'new'))!
  expect(history.title).toBe('直接推送')
  const signed = await readSigned(room.db, room.content, history, history.versions)
  expect(history.versions.map(({ commit, kind }) => [kind, signed.get(commit)])).toEqual([
    ['published', { writers: ['示例编辑'], reviews: [], act: undefined, by: '示例编辑' }],
    [
      'published',
      {
        writers: ['撰稿人', '初审人'],
        reviews: [
          { move: 'first-review', by: '复审人' },
          { move: 'second-review', by: '第三人' },
        ],
        act: 'published',
        by: '签发人',
      },
    ],
    [
      'published',
      {
        writers: ['撰稿人'],
        reviews: [
          { move: 'first-review', by: '初审人' },
          { move: 'second-review', by: '复审人' },
        ],
        act: 'published',
        by: '签发人',
      },
    ],
  ])
})

test('a review that a push only claims stands in no version', async () => {
  const room = await newsroom()
  const people = await staff(room)
  const main = await gitIn(room.directory, 'rev-parse', 'main')
  await room.content.repository.commitFiles('cms/notices/new', null, [{ path, bytes: aNotice() }], {
    author: { name: '外人', email: 'x@example.cn' },
    message: `起草\n\nStep: save\nEntry: ${path}`,
    from: main,
  })
  const head = (await room.content.repository.head('cms/notices/new'))!
  await room.content.repository.commitFiles('cms/notices/new', head, [], {
    author: { name: '初审人', email: 'x@example.cn' },
    message: `初审\n\nStep: first-review\nEntry: ${path}\nPerson: ${people.first.id}`,
    evenIfSame: true,
  })
  await room.content.repository.commitFiles('main', undefined, [{ path, bytes: aNotice() }], {
    merges: (await room.content.repository.head('cms/notices/new'))!,
    author: { name: '签发人', email: 'x@example.cn' },
    message: `终审\n\nStep: publication\nEntry: ${path}\nPerson: ${people.publisher.id}`,
  })
  await room.content.refresh()
  const history = (await findHistory(room.db, room.content, people.first, 'notices', 'new'))!
  const signed = await readSigned(room.db, room.content, history, history.versions)
  expect([...signed.values()]).toEqual([{ writers: ['签发人'], reviews: [], act: undefined, by: '签发人' }])
})

test('two versions differ by field, by paragraph and by word; a damaged one is compared line by line', async () => {
  const room = await newsroom()
  const person = await room.person('甲', 'reviewer')
  await room.publish({ [path]: aNotice({ title: '旧题', body: '第一段。\n\n周三上午八点半开会。' }) })
  await room.publish({ [path]: aNotice({ title: '新题', body: '第一段。\n\n周四上午八点半开会。' }) })
  await room.publish({ [path]: '---\ntitle: [\n---\n正文\n' })
  const history = (await findHistory(room.db, room.content, person, 'notices', 'new'))!
  const [damaged, young, old] = history.versions as [HistoryVersion, HistoryVersion, HistoryVersion]
  const difference = await compareInHistory(room.content, history, old, young, id)
  expect(difference).toMatchObject({ isRaw: false, fields: [{ label: '标题', before: '旧题', after: '新题' }] })
  expect(inWords(difference.body)).toEqual([
    [{ kind: 'kept', text: '第一段。' }],
    [
      { kind: 'removed', text: '周三' },
      { kind: 'added', text: '周四' },
      { kind: 'kept', text: '上午八点半开会。' },
    ],
  ])
  const raw = await compareInHistory(room.content, history, young, damaged, id)
  expect(raw.isRaw).toBe(true)
  expect(raw.body).toContainEqual({ kind: 'added', text: 'title: [' })
})

test('texts that have little in common stand one below the other', () => {
  const passages = [
    { kind: 'removed', text: '完全是另一回事' },
    { kind: 'added', text: '今天下雨了没有' },
    { kind: 'added', text: '又一段' },
  ] as const
  expect(inWords(passages)).toEqual(passages.map(passage => [passage]))
  expect(compareWords('', '新')).toEqual([{ kind: 'added', text: '新' }])
})

test('an old version becomes a draft in the name of who restores it, and goes through the reviews again', async () => {
  const room = await newsroom()
  const people = await staff(room)
  await room.publish({ [path]: aNotice({ title: '旧版' }) })
  await room.publish({ [path]: aNotice({ title: '新版' }) })
  const [, old] = (await findHistory(room.db, room.content, people.other, 'notices', 'new'))!.versions
  expect(await restore(room, people.other, old!)).toEqual({ restored: true })
  const draft = (await room.content.drafts.find('notices', 'new'))!
  expect([draft.title, draft.status, draft.lastAuthor.id]).toEqual(['旧版', 'draft', people.other.id])
  expect(room.content.editionAt(new Date()).find('notices', 'new')?.data.title).toBe('新版')
  expect((await room.events()).at(-1)).toMatchObject({ action: 'draft.restored', actor_id: people.other.id })
  // The draft is somebody's: another contributor does not write over it, nor does who saw an older state.
  expect(await restore(room, people.author, old!)).toMatchObject({ reason: 'forbidden' })
  expect(await restore(room, people.first, old!, '0'.repeat(40))).toMatchObject({ reason: 'stale' })
  await room.review(path, people.other, people.first, people.second)
  expect(await room.move(people.publisher, path, 'publication')).toHaveProperty('published')
  expect(room.content.editionAt(new Date()).find('notices', 'new')?.data.title).toBe('旧版')
})

test('a deleted entry comes back with the pictures that only it showed', async () => {
  const room = await newsroom()
  const people = await staff(room)
  const picture = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#4f8f7f' } })
    .webp()
    .toBuffer()
  const media = 'content/media/notices/one.webp'
  await room.publish({ [path]: aNotice({ body: '![图](/media/notices/one.webp)' }), [media]: picture })
  await room.publish({ [path]: undefined, [media]: undefined })
  const history = (await findHistory(room.db, room.content, people.author, 'notices', 'new'))!
  expect(history.versions.map(({ kind }) => kind)).toEqual(['removed', 'published'])
  const refused = await restore(room, people.first, history.versions[1]!)
  expect(refused).toMatchObject({ reason: 'forbidden', error: gatewayWords.mayNotBegin })
  expect(await restore(room, people.author, history.versions[0]!)).toMatchObject({ reason: 'not-found' })
  expect(await restore(room, people.author, history.versions[1]!)).toEqual({ restored: true })
  const draft = (await room.content.drafts.find('notices', 'new'))!
  expect(draft.text).toMatch(/!\[图\]\(\/media\/notices\/one-[0-9a-f]{12}\.webp\)/)
  await room.review(path, people.author, people.first, people.second)
  expect(await room.move(people.publisher, path, 'publication')).toHaveProperty('published')
  expect(room.content.editionAt(new Date()).find('notices', 'new')).toBeDefined()
})

test('an entry that moved to another year keeps its history, and what never was has none', async () => {
  const room = await newsroom()
  const person = await room.person('甲', 'contributor')
  await room.publish({ 'content/exposures/2025/one.md': anExposure() })
  await room.publish({ 'content/exposures/2025/one.md': undefined, 'content/exposures/2026/one.md': anExposure({}) })
  const history = await findHistory(room.db, room.content, person, 'exposures', 'one')
  expect(history?.versions.map(({ file }) => file?.path)).toEqual([
    'content/exposures/2026/one.md',
    'content/exposures/2025/one.md',
  ])
  for (const [collection, name] of [
    ['notices', 'one'],
    ['exposures', '../one'],
    ['nothing', 'one'],
    ['exposures', 'one.md'],
  ] as const)
    expect(await findHistory(room.db, room.content, person, collection, name)).toBeUndefined()
  expect((await findHistory(room.db, room.content, person, 'settings', 'site'))?.versions).toHaveLength(1)
})

test('versions of a draft stand in the history of those alone who may see the draft', async () => {
  const room = await newsroom()
  const people = await staff(room)
  await room.publish({ [path]: aNotice() })
  await room.save(people.author, path, aNotice({ title: '草稿一' }))
  await room.save(people.author, path, aNotice({ title: '草稿二' }))
  const kinds = async (person: SignedInPerson) =>
    (await findHistory(room.db, room.content, person, 'notices', 'new'))!.versions.map(({ kind }) => kind)
  expect(await kinds(people.author)).toEqual(['draft', 'draft', 'published'])
  expect(await kinds(people.first)).toEqual(['draft', 'draft', 'published'])
  expect(await kinds(people.other)).toEqual(['published'])
})

test('what was put back says so and by whom, and is signed by nobody; a removal says who wrote and passed it', async () => {
  const room = await newsroom()
  const people = await staff(room)
  await publish(room, people, aNotice({ title: '审定的' }))
  await room.content.repository.commitFiles('main', undefined, [{ path, bytes: undefined }], {
    author: { name: '外部编辑', email: 'outside@example.cn' },
    message: '推送',
  })
  await room.content.refresh()
  expect(await makeDraftOf(room.db, room.content, people.first, path, new Date())).toEqual({ putBack: path })
  const visit = {
    db: room.db,
    content: room.content,
    person: people.author,
    now: new Date(),
    suggestionFacts: async () => undefined,
  }
  const { oid } = room.content.everything().published.entries.get(path)!
  await beginRemoval(visit, path, { oid, reason: '已经过期的通知' })
  await room.review(path, people.author, people.first, people.second)
  expect(await room.move(people.publisher, path, 'publication')).toHaveProperty('published')
  const history = (await findHistory(room.db, room.content, people.first, 'notices', 'new'))!
  const signed = await readSigned(room.db, room.content, history, history.versions)
  expect(history.versions.map(({ commit, kind }) => [kind, signed.get(commit)?.act, signed.get(commit)?.by])).toEqual([
    ['removed', 'published', '签发人'],
    ['published', 'put-back', '初审人'],
    ['removed', undefined, '外部编辑'],
    ['published', 'published', '签发人'],
  ])
  expect(signed.get(history.versions[0]!.commit)).toMatchObject({ writers: ['撰稿人'], reviews: [{}, {}] })
})
