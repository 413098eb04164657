import { expect, test } from 'vitest'
import { gatewayWords } from '#publishing/decap/words.ts'
import {
  type DeletedDraft,
  keptForDays,
  listDeleted,
  removeExpired,
  restoreDeleted,
} from '#publishing/drafts/deleted.ts'
import type { SignedInPerson } from '#people/session.ts'
import { aNotice, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

// The database is that of all tests of the file, and remembers what became of a path.
let count = 0
let path: string
let place: ReturnType<typeof placeOf>
const dayMs = 24 * 3_600_000

/** A draft that its author has deleted, after it came through both reviews. */
async function withDeleted() {
  path = `content/notices/2026/thrown-away-${(count += 1)}.md`
  place = placeOf(path)
  const clock = { now: new Date() }
  const room = await newsroom({ now: () => clock.now })
  const [author, other, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('别的撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  await room.save(author, path, aNotice({ body: '第一稿。' }))
  await room.save(author, path, aNotice({ body: '第二稿。' }))
  await room.review(path, author, first, second)
  clock.now = new Date(clock.now.getTime() + 60_000)
  const { head, branch } = (await room.content.drafts.find(place.collection, place.slug))!
  expect(await room.ask(author, 'deleteUnpublishedEntry', place)).toEqual({})
  const list = (person: SignedInPerson) => listOf(room, person, clock.now)
  const restore = (person: SignedInPerson, id: number) =>
    restoreDeleted(
      { db: room.db, content: room.content, person, now: clock.now, suggestionFacts: async () => undefined },
      id,
    )
  return { room, clock, author, other, first, publisher, head, branch, list, restore }
}

/** Of this room alone: the database is that of all. */
async function listOf({ db, content }: Newsroom, person: SignedInPerson, now: Date): Promise<DeletedDraft[]> {
  return (await listDeleted(db, content, person, now)).filter(({ draft }) => draft.path === path)
}

test('a deleted draft is gone from the drafts, kept by git, and restored by who could see it, with every save and no review', async () => {
  const { room, author, other, first, publisher, head, branch, list, restore } = await withDeleted()
  expect(await room.content.drafts.find(place.collection, place.slug)).toBeUndefined()
  await gitIn(room.directory, 'reflog', 'expire', '--expire=now', '--all')
  await gitIn(room.directory, 'gc', '--quiet', '--prune=now')
  for (const person of [author, first, publisher])
    expect(await list(person)).toMatchObject([{ draft: { head }, by: author.name }])
  expect(await list(other)).toEqual([])
  const [{ id } = { id: 0 }] = await list(author)
  expect(await restore(other, id)).toMatchObject({ reason: 'not-found', error: gatewayWords.deletedGone })

  expect(await restore(author, id)).toEqual(place)
  const draft = (await room.content.drafts.find(place.collection, place.slug))!
  expect(draft).toMatchObject({ branch, status: 'draft', reviews: [], authors: [{ id: author.id }] })
  expect(draft.text).toContain('第二稿。')
  expect((await room.content.repository.log(draft.head, (await room.content.repository.head('main'))!)).length).toBe(6)
  expect(await room.content.repository.kept()).toEqual(new Set())
  expect(await list(author)).toEqual([])
  expect(await restore(author, id)).toMatchObject({ reason: 'not-found' })
  expect((await room.events()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['draft.deleted', 'draft.undeleted']),
  )
  // Its branch set back to before, the reviews of then do not count either.
  await gitIn(room.directory, 'update-ref', `refs/heads/${branch}`, head)
  expect(await room.content.drafts.find(place.collection, place.slug)).toMatchObject({ status: 'draft', reviews: [] })
})

test('while the entry has another draft, or its id another place, it is not restored over it', async () => {
  const { room, author, list, restore } = await withDeleted()
  const [{ id } = { id: 0 }] = await list(author)
  await room.save(author, path, aNotice({ body: '另起一稿。' }))
  expect(await restore(author, id)).toMatchObject({ reason: 'taken', error: gatewayWords.hasDraft })
  await room.ask(author, 'deleteUnpublishedEntry', place)
  expect(await list(author)).toHaveLength(2)
  await room.publish({ [path.replace('/2026/', '/2025/')]: aNotice() })
  expect(await restore(author, id)).toMatchObject({ reason: 'taken' })
})

test('who is overtaken by a save deletes nothing and leaves nothing behind', async () => {
  const { room, author, list, restore } = await withDeleted()
  const [{ id } = { id: 0 }] = await list(author)
  await restore(author, id)
  const before = (await room.content.drafts.find(place.collection, place.slug))!
  const { putAway } = await import('#publishing/drafts/deleted.ts')
  await room.save(author, path, aNotice({ body: '第三稿。' }))
  const visit = {
    db: room.db,
    content: room.content,
    person: author,
    now: new Date(),
    suggestionFacts: async () => undefined,
  }
  expect(await putAway(visit, before)).toMatchObject({ reason: 'stale' })
  expect(await list(author)).toEqual([])
  expect(await room.content.repository.kept()).toEqual(new Set())
  expect(await room.content.drafts.find(place.collection, place.slug)).toMatchObject({ status: 'draft' })
})

test('of two who delete at once it is deleted once, and kept', async () => {
  const { room, author, publisher, list, restore } = await withDeleted()
  await restore(author, (await list(author))[0]!.id)
  await Promise.all([author, publisher].map(person => room.ask(person, 'deleteUnpublishedEntry', place)))
  expect(await list(author)).toHaveLength(1)
  expect(await restore(author, (await list(author))[0]!.id)).toEqual(place)
})

test('after thirty days it is offered no more, and the clock lets git forget it', async () => {
  const { room, clock, author, head, list, restore } = await withDeleted()
  const [{ id, until } = { id: 0, until: new Date(0) }] = await list(author)
  expect(until.getTime() - clock.now.getTime()).toBe(keptForDays * dayMs)
  clock.now = new Date(clock.now.getTime() + keptForDays * dayMs - 1)
  expect(await list(author)).toHaveLength(1)
  await removeExpired(room.db, room.content, clock.now)
  expect(await room.content.repository.kept()).toEqual(new Set([head]))
  clock.now = new Date(clock.now.getTime() + 1)
  expect(await list(author)).toEqual([])
  expect(await restore(author, id)).toMatchObject({ reason: 'not-found' })
  await removeExpired(room.db, room.content, clock.now)
  expect(await room.content.repository.kept()).toEqual(new Set())
  expect((await room.events()).map(({ action }) => action)).toContain('draft.expired')
})
