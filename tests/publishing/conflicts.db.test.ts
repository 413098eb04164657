import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepository } from '#publishing/git/repository.ts'
import { findConflicts, settleConflicts } from '#publishing/newsroom/conflicts.ts'
import { conflictWords } from '#publishing/newsroom/words.ts'
import type { SignedInPerson } from '#people/session.ts'
import { aNotice, editor, gitIn, temporaryDirectory } from '../support/content.ts'
import { type Newsroom, newsroom } from '../support/newsroom.ts'

const at = (name: string) => `content/notices/2026/${name}.md`
const asId = (_: string, id: string) => id

/** A newsroom whose remote changed the same entry, and another one that nobody here touched. */
async function inConflict(theirs: string | null = aNotice({ title: '他们的' })) {
  const room = await newsroom()
  const remote = join(await temporaryDirectory(), 'remote.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  const { repository } = room.content
  await room.publish({ [at('same')]: aNotice() })
  await repository.exchange(remote)
  await room.publish({ [at('same')]: aNotice({ title: '我们的' }) })
  const there = await openRepository(remote)
  await there.commitFiles(
    'main',
    undefined,
    [
      { path: at('same'), bytes: theirs ?? undefined },
      { path: at('more'), bytes: aNotice({ title: '他们新写的' }) },
    ],
    {
      author: editor,
      message: '别人的提交',
    },
  )
  await there.close()
  expect(await repository.exchange(remote)).toEqual({ conflict: [at('same')] })
  return { room, remote, repository, publisher: await room.person('签发人', 'publisher') }
}

const visitOf = (room: Newsroom, person: SignedInPerson) => ({
  db: room.db,
  content: room.content,
  person,
  now: new Date(),
  suggestionFacts: async () => undefined,
})

test('a conflict shows both versions, and settled with theirs as a draft both sides are one again', async () => {
  const { room, remote, repository, publisher } = await inConflict()
  const { conflict, files } = (await findConflicts(room.content, asId))!
  expect(files).toMatchObject([
    { path: at('same'), isEntry: true, difference: { fields: [{ before: '我们的', after: '他们的' }] } },
  ])
  expect(await settleConflicts(visitOf(room, publisher), conflict, new Set([at('same')]))).toHaveProperty('commit')
  expect(await findConflicts(room.content, asId)).toBeUndefined()
  expect(await repository.exchange(remote)).toEqual({ received: false, sent: true })
  expect(await gitIn(remote, 'rev-parse', 'main')).toBe(await repository.head('main'))
  const titles = room.content
    .editionAt(new Date())
    .list('notices')
    .map(({ data }) => data.title)
  // What only they have written has passed no reviews here.
  expect(titles).toEqual(['我们的'])
  const draft = await room.content.drafts.find('notices', 'same')
  expect([draft?.title, draft?.status, draft?.lastAuthor.id]).toEqual(['他们的', 'draft', publisher.id])
  expect((await room.events()).at(-1)).toMatchObject({ action: 'conflict.settled', actor_id: publisher.id })
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

test('settled with ours nothing of theirs is kept where both changed, also when they removed it', async () => {
  const { room, publisher } = await inConflict(null)
  const { conflict, files } = (await findConflicts(room.content, asId))!
  expect(files).toMatchObject([{ isEntry: false, theirsIsGone: true }])
  expect(await settleConflicts(visitOf(room, publisher), conflict, new Set())).toHaveProperty('commit')
  expect(room.content.editionAt(new Date()).find('notices', 'same')?.data.title).toBe('我们的')
  expect(await room.content.drafts.list()).toEqual([])
})

test('who is no publisher settles nothing, nor who saw another conflict, nor over another draft, nor a damaged text as a draft', async () => {
  const { room, publisher, repository } = await inConflict()
  const conflict = (await repository.conflict())!
  const reviewer = await room.person('审核员', 'reviewer')
  const settle = (person: SignedInPerson, seen = conflict) =>
    settleConflicts(visitOf(room, person), seen, new Set([at('same')]))
  expect(await settle(reviewer)).toMatchObject({ reason: 'forbidden' })
  expect(await settle(publisher, { ...conflict, ours: conflict.theirs })).toMatchObject({ reason: 'stale' })
  await room.save(publisher, at('same'), aNotice({ title: '另一份草稿' }))
  expect(await settle(publisher)).toMatchObject({
    reason: 'taken',
    error: conflictWords.notDrafted(at('same'), conflictWords.draftThere),
  })
  expect(await repository.head('main')).toBe(conflict.ours)

  const damaged = await inConflict('---\ntitle: [\n---\n')
  const seen = (await damaged.repository.conflict())!
  expect(await settleConflicts(visitOf(damaged.room, damaged.publisher), seen, new Set([at('same')]))).toMatchObject({
    reason: 'invalid',
  })
  expect(await damaged.repository.head('main')).toBe(seen.ours)
})
