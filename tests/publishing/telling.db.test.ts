import { expect, test } from 'vitest'
import { reviewAddress, sayMessage } from '#messages/words.ts'
import type { SignedInPerson } from '#people/session.ts'
import { beginRemoval } from '#publishing/decap/removals.ts'
import { moveWords } from '#publishing/decap/words.ts'
import { markOf } from '#publishing/drafts/marks.ts'
import { remindOfDrafts } from '#publishing/drafts/telling.ts'
import { findMarked } from '#publishing/newsroom/marked.ts'
import { aNotice } from '../support/content.ts'
import { newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/zhang-sanfeng.md'
const place = placeOf(path)
const title = '示例张三丰的事迹'
const hour = 3_600_000

async function room() {
  const clock = { now: new Date() }
  const opened = await newsroom({ now: () => clock.now })
  // Staff of other tests hold the same roles.
  await opened.db.updateTable('person').set({ disabled_at: clock.now }).execute()
  // One after the other: they are told in the order of their ids.
  const author = await opened.person('撰稿人', 'contributor')
  const first = await opened.person('初审人', 'reviewer')
  const second = await opened.person('复审人', 'reviewer')
  const publisher = await opened.person('签发人', 'publisher')
  const gone = await opened.person('离开的人', 'reviewer', 'publisher')
  await opened.db.updateTable('person').set({ disabled_at: clock.now }).where('id', '=', gone.id).execute()
  const { last = 0 } = await opened.db
    .selectFrom('message')
    .select(eb => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  /** Who was told what since the room was opened, and has not read it. */
  async function told(): Promise<string[]> {
    const rows = await opened.db
      .selectFrom('message')
      .innerJoin('person', 'person.id', 'to_person_id')
      .select(['template', 'person.name', 'facts'])
      .where('message.id', '>', last ?? 0)
      .where('read_at', 'is', null)
      .orderBy('message.id')
      .execute()
    return rows.map(({ name, template, facts }) =>
      `${name} ${template} ${(facts as { step?: string }).step ?? ''}`.trim(),
    )
  }
  return { ...opened, clock, author, first, second, publisher, told }
}

test('each step tells those who can do the next one, and the authors what became of it; what is done with leaves the desks', async () => {
  const { save, move, told, author, first, second, publisher } = await room()
  await save(author, path, aNotice({ title }))
  expect(await told()).toEqual([])
  await move(author, path, 'submission')
  const waits = ({ name }: SignedInPerson, step: keyof typeof moveWords) => `${name} draft-waits ${moveWords[step]}`
  expect(await told()).toEqual([waits(first, 'first-review'), waits(second, 'first-review')])
  await move(first, path, 'first-review')
  expect(await told()).toEqual([waits(second, 'second-review')])
  await move(second, path, 'return', '改日期')
  expect(await told()).toEqual([`${author.name} draft-returned`])
  await move(author, path, 'submission')
  await move(first, path, 'first-review')
  await move(second, path, 'second-review')
  expect(await told()).toEqual([waits(publisher, 'publication')])
  await move(publisher, path, 'publication')
  expect(await told()).toEqual([`${author.name} draft-published`])
})

test('a refused move tells nobody, and taken back nothing waits any more', async () => {
  const { save, move, told, ask, author, publisher } = await room()
  await save(author, path, aNotice({ title }))
  await move(author, path, 'submission')
  expect(await told()).toHaveLength(2)
  await move(publisher, path, 'publication')
  expect(await told()).toHaveLength(2)
  await ask(author, 'updateUnpublishedEntryStatus', { ...place, newStatus: 'draft' })
  expect(await told()).toEqual([])
})

test('a message names the column and the step, never the title, the id or a person', async () => {
  const { db, save, move, author } = await room()
  await save(author, path, aNotice({ title }))
  await move(author, path, 'submission')
  const rows = await db.selectFrom('message').select(['template', 'facts']).orderBy('id', 'desc').limit(2).execute()
  for (const { template, facts } of rows) {
    const said = sayMessage(template, facts as never, { name: '示例文明网', origin: 'https://example.cn' })
    expect(said).toContain(moveWords['first-review'])
    expect(said).not.toMatch(/张三丰|zhang-sanfeng|撰稿人/)
  }
})

test('what has waited for a day is told once a day, all of it in one message, also a draft that came back', async () => {
  const { db, content, clock, save, move, told, author, first, second } = await room()
  await save(author, path, aNotice({ title }))
  await move(author, path, 'submission')
  const other = path.replace('zhang', 'li')
  await save(author, other, aNotice({ title: '示例另一篇' }))
  await move(author, other, 'submission')
  const before = (await told()).length
  clock.now = new Date(clock.now.getTime() + 20 * hour)
  expect(await remindOfDrafts(db, content, clock.now)).toBe(0)
  clock.now = new Date(clock.now.getTime() + 10 * hour)
  expect(await remindOfDrafts(db, content, clock.now)).toBe(2)
  expect(await remindOfDrafts(db, content, clock.now)).toBe(0)
  expect((await told()).slice(before)).toEqual([`${first.name} drafts-wait`, `${second.name} drafts-wait`])
  const { facts } = await db
    .selectFrom('message')
    .select('facts')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  expect(facts).toMatchObject({ count: 2, days: 1 })
  await move(first, path, 'return', '改日期')
  await move(first, other, 'return', '改日期')
  clock.now = new Date(clock.now.getTime() + 25 * hour)
  expect(await remindOfDrafts(db, content, clock.now)).toBe(1)
  expect((await told()).at(-1)).toBe(`${author.name} drafts-wait`)
})

test('every letter leads to the very page by a mark, which is that of whoever may see it', async () => {
  const { db, content, clock, save, move, author, first, publisher } = await room()
  await save(author, path, aNotice({ title }))
  await move(author, path, 'submission')
  const address = reviewAddress(markOf(path))
  const letters = async () =>
    (await db.selectFrom('message').select(['template', 'facts']).orderBy('id', 'desc').limit(2).execute()).map(
      ({ template, facts }) => sayMessage(template, facts as never, { name: '示例', origin: 'https://example.cn' }),
    )
  for (const letter of await letters()) expect(letter).toContain(`https://example.cn${address}`)
  clock.now = new Date(clock.now.getTime() + 30 * hour)
  expect(await remindOfDrafts(db, content, clock.now)).toBe(2)
  for (const letter of await letters()) expect(letter).toContain(`https://example.cn${address}`)
  expect(await findMarked(content, first, markOf(path))).toBe('/admin/reviews/notices/zhang-sanfeng')
  const stranger = { ...publisher, id: 0, roles: ['contributor' as const] }
  expect(await findMarked(content, stranger, markOf(path))).toBeUndefined()
  expect(await findMarked(content, first, 'no-such-mark')).toBeUndefined()
})

test('who asked that an entry goes is told that it has gone, not that it was published', async () => {
  // Events of another test are later than these: the clock is moved on there.
  const gone = 'content/notices/2026/going-away.md'
  const { db, content, clock, publish, move, review, told, author, first, second, publisher } = await room()
  await publish({ [gone]: aNotice({ title }) })
  const { oid } = content.everything().published.entries.get(gone)!
  const visit = { db, content, person: author, now: clock.now, suggestionFacts: async () => undefined }
  await beginRemoval(visit, gone, { oid, reason: '已经过期的通知' })
  await review(gone, author, first, second)
  expect(await move(publisher, gone, 'publication')).toHaveProperty('published')
  expect((await told()).at(-1)).toBe(`${author.name} draft-removed`)
  expect(await findMarked(content, first, markOf(gone))).toBe('/admin/history/notices/going-away')
})
