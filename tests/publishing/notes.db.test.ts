import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { gatewayWords } from '#publishing/decap/words.ts'
import { endNote, listNotes, noteField } from '#publishing/drafts/notes.ts'
import { forgetOpenEntries } from '#publishing/drafts/presence.ts'
import type { SignedInPerson } from '#people/session.ts'
import { aNotice, gitIn } from '../support/content.ts'
import { newsroom, placeOf } from '../support/newsroom.ts'

const place = placeOf('content/notices/2026/noted.md')
const path = 'content/notices/2026/noted.md'
const minute = 60_000

/** A draft that is handed in, and people around it. */
async function handedIn() {
  const clock = { now: new Date() }
  const room = await newsroom({ now: () => clock.now })
  const [author, other, reviewer, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('别的撰稿人', 'contributor'),
    room.person('审核人', 'reviewer'),
    room.person('另一审核人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  // Of one path there may be notes from another test: the database is that of all.
  await room.db
    .updateTable('field_note')
    .set({ ended_by: author.id, ended_at: clock.now, ending: 'done' })
    .where('ended_at', 'is', null)
    .execute()
  await room.save(author, path, aNotice())
  await room.move(author, path, 'submission')
  const find = async () => (await room.content.drafts.find(place.collection, place.slug))!
  const note = async (person: SignedInPerson, field: string, body = '写得更清楚些', request_key = randomUUID()) =>
    noteField(room.db, room.content, person, await find(), { field, body, request_key }, clock.now)
  const open = async () => (await listNotes(room.db, await find())).map(({ field }) => field)
  const aside = (person: SignedInPerson) => room.ask(person, 'entryAside', place)
  return { room, clock, author, other, reviewer, second, publisher, find, note, open, aside }
}

test('a reviewer notes at fields and sends the draft back; its author reads both beside the form', async () => {
  const { room, author, reviewer, note, aside } = await handedIn()
  expect(await note(reviewer, 'summary', '写上日期')).toEqual({ noted: 'summary' })
  expect(await note(reviewer, 'body')).toEqual({ noted: 'body' })
  await room.move(reviewer, path, 'return', '再改一改')
  expect(await aside(author)).toMatchObject({
    notes: [{ field: 'summary', where: '“摘要”', body: '写上日期', by: reviewer.name }, { field: 'body' }],
    returned: { by: reviewer.name, reason: '再改一改' },
  })
  expect((await room.events()).filter(({ action }) => action === 'draft.noted')).toHaveLength(2)
})

test('a note ends when its field says something else, and only then: other fields, order and blanks change nothing', async () => {
  const { room, author, reviewer, note, open } = await handedIn()
  await note(reviewer, 'summary')
  await note(reviewer, 'body')
  await note(reviewer, 'attachments')
  await room.save(author, path, aNotice({ title: '示例换了标题', more: 'attachments: []\n' }))
  expect(await open()).toEqual(['summary', 'body', 'attachments'])
  await room.save(author, path, aNotice({ body: '换了正文。' }))
  expect(await open()).toEqual(['summary', 'attachments'])
  // A push ends it without anybody's click; a save of the old words does not bring it back.
  await room.save(author, path, aNotice())
  expect(await open()).toEqual(['summary', 'attachments'])
  expect((await room.events()).filter(({ action }) => action === 'draft.note-ended')).toHaveLength(1)
})

test('its author says that a note is done, whoever wrote it takes it back, nobody else, and nobody twice', async () => {
  const { room, clock, author, other, reviewer, second, note, open, find, aside } = await handedIn()
  await note(reviewer, 'summary')
  await note(reviewer, 'title')
  const [one, two] = (await listNotes(room.db, await find())).map(({ id }) => id) as [number, number]
  const end = (person: SignedInPerson, id: number) =>
    endNote(room.db, room.content, person, { ...place, id }, clock.now)
  expect(await end(second, one)).toMatchObject({ reason: 'forbidden' })
  expect(await room.ask(other, 'endNote', { ...place, id: one })).toMatchObject({ reason: 'forbidden' })
  expect(await room.ask(author, 'endNote', { ...place, id: one })).toEqual({ ended: 'summary' })
  expect(await end(author, one)).toMatchObject({ reason: 'not-found', error: gatewayWords.noteGone })
  expect(await end(reviewer, two)).toEqual({ ended: 'title' })
  expect(await open()).toEqual([])
  expect(await aside(other)).toMatchObject({ reason: 'forbidden' })
})

test('who wrote, who only writes, a field that is none and a draft that has moved on take no note', async () => {
  const { room, clock, author, other, reviewer, note, find } = await handedIn()
  expect(await note(author, 'title')).toMatchObject({ reason: 'forbidden' })
  expect(await note(other, 'title')).toMatchObject({ reason: 'forbidden' })
  expect(await note(reviewer, 'nothing')).toMatchObject({ reason: 'invalid', field: 'field' })
  const before = await find()
  await room.save(author, path, aNotice({ title: '示例又改了' }))
  expect(
    await noteField(
      room.db,
      room.content,
      reviewer,
      before,
      { field: 'title', body: '改', request_key: randomUUID() },
      clock.now,
    ),
  ).toMatchObject({
    reason: 'stale',
  })
  await room.save(reviewer, path, aNotice({ title: '示例审核人也改了' }))
  expect(await note(reviewer, 'title')).toMatchObject({ reason: 'same-person' })
})

test('published, a draft has no open notes', async () => {
  const { room, reviewer, second, publisher, author, note } = await handedIn()
  await note(reviewer, 'summary')
  await room.move(reviewer, path, 'first-review')
  await room.move(second, path, 'second-review')
  expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
  const left = await room.db
    .selectFrom('field_note')
    .select('id')
    .where('path', '=', path)
    .where('ended_at', 'is', null)
    .execute()
  expect(left).toEqual([])
  expect(await room.ask(author, 'entryAside', place)).toMatchObject({ notes: [] })
})

test('who has an entry open is told of the others for ten minutes, and what tells of it ends by itself', async () => {
  const { room, clock, author, reviewer, aside } = await handedIn()
  await room.db.deleteFrom('entry_opened').execute()
  expect(await aside(author)).toMatchObject({ others: [] })
  clock.now = new Date(clock.now.getTime() + 3 * minute)
  expect(await aside(reviewer)).toMatchObject({ others: [{ name: author.name, minutes: 3 }] })
  expect(await aside(author)).toMatchObject({ others: [{ name: reviewer.name, minutes: 0 }] })
  clock.now = new Date(clock.now.getTime() + 10 * minute)
  expect(await aside(reviewer)).toMatchObject({ others: [] })
  await forgetOpenEntries(room.db, clock.now)
  expect(await room.db.selectFrom('entry_opened').select('person_id').execute()).toEqual([{ person_id: reviewer.id }])
  expect(await room.ask(author, 'entryAside', { collection: 'notices', slug: '2026/never-was' })).toMatchObject({
    reason: 'not-found',
  })
  for (const slug of ['../../main', 'a..b', ''])
    expect(await room.ask(author, 'entryAside', { collection: 'notices', slug })).toMatchObject({ reason: 'not-found' })
})

test('a push that changes the field leaves no note at words that are gone', async () => {
  const { room, reviewer, note, open } = await handedIn()
  await note(reviewer, 'title')
  const work = `${room.directory}-work`
  await gitIn('/', 'clone', '--quiet', '--branch', `cms/notices/noted`, room.directory, work)
  await gitIn(work, 'rm', '--quiet', '--cached', path)
  const { writeFile } = await import('node:fs/promises')
  await writeFile(`${work}/${path}`, aNotice({ title: '示例推送的标题' }))
  await gitIn(work, 'add', path)
  await gitIn(work, 'commit', '--quiet', '--message', '推送')
  await gitIn(work, 'push', '--quiet', 'origin', 'HEAD:cms/notices/noted')
  expect(await open()).toEqual([])
})

test('deleting a draft ends its notes: who begins another under its name is shown none', async () => {
  const { room, other, publisher, reviewer, note, open, aside } = await handedIn()
  await note(reviewer, 'attachments', '附件请补上')
  await note(reviewer, 'body')
  expect(await room.ask(publisher, 'deleteUnpublishedEntry', place)).toEqual({})
  await room.save(other, path, aNotice())
  expect(await open()).toEqual([])
  expect(await aside(other)).toMatchObject({ notes: [] })
  const endings = await room.db
    .selectFrom('field_note')
    .select('ending')
    .where('written_by', '=', reviewer.id)
    .execute()
  expect(endings).toEqual([{ ending: 'deleted' }, { ending: 'deleted' }])
  expect((await room.events()).filter(({ action }) => action === 'draft.note-ended')).toHaveLength(2)
})

test('a note that is sent twice stands once, with one event', async () => {
  const { room, reviewer, note, open } = await handedIn()
  const key = randomUUID()
  expect(await note(reviewer, 'summary', '写上日期', key)).toEqual({ noted: 'summary' })
  expect(await note(reviewer, 'summary', '写上日期', key)).toEqual({ noted: 'summary' })
  expect(await open()).toEqual(['summary'])
  expect((await room.events()).filter(({ action }) => action === 'draft.noted')).toHaveLength(1)
})
