import { describe, expect, test } from 'vitest'
import type { ReviewMove } from '#publishing/decap/protocol.ts'
import { findReview, listReviews, moveDraft } from '#publishing/drafts/review.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { aNotice, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/new.md'
const place = placeOf(path)

async function staff(room: Newsroom) {
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  return { author, first, second, publisher }
}

test('three people after the author: written, handed in, reviewed twice, published, and every step signed in the history', async () => {
  const room = await newsroom()
  const { author, first, second, publisher } = await staff(room)
  await room.save(author, path, aNotice({ title: '放假通知' }))
  await room.review(path, author, first, second)
  const state = await findReview(room.content, publisher, 'notices', 'new')
  expect(state).toMatchObject({
    slug: '2026/new',
    status: 'pending_publish',
    isModification: false,
    authors: ['撰稿人'],
    moves: ['publication', 'return'],
    waitsFor: gatewayWords.waits.publication,
  })
  expect(state?.reviews.map(({ move, by }) => [move, by])).toEqual([
    ['first-review', '初审人'],
    ['second-review', '复审人'],
  ])

  const moved = await room.move(publisher, path, 'publication')
  expect(moved).toHaveProperty('published')
  expect(room.content.editionAt(new Date()).list('notices')[0]?.data.title).toBe('放假通知')
  expect(await gitIn(room.directory, 'log', '-1', '--format=%an|%cn|%s', 'main')).toBe('签发人|签发人|终审：放假通知')
  expect(
    (await gitIn(room.directory, 'log', '--reverse', '--format=%an %s', 'main', '-5')).split('\n').slice(-5),
  ).toEqual([
    '撰稿人 起草通知公告：放假通知',
    '撰稿人 提交审核：放假通知',
    '初审人 初审：放假通知',
    '复审人 复审：放假通知',
    '签发人 终审：放假通知',
  ])
  expect(await room.content.repository.branches('cms/')).toEqual([])
  const events = await room.events()
  expect(events.map(({ action, actor_id }) => [action, actor_id])).toEqual([
    ['draft.submitted', author.id],
    ['draft.first-reviewed', first.id],
    ['draft.second-reviewed', second.id],
    ['draft.published', publisher.id],
  ])
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

describe('who may move a draft', () => {
  const steps: [ReviewMove, Record<string, string | undefined>][] = [
    ['submission', { author: undefined, first: 'forbidden', second: 'forbidden', publisher: 'forbidden' }],
    ['first-review', { author: 'forbidden', first: undefined, second: undefined, publisher: 'forbidden' }],
    ['second-review', { author: 'forbidden', first: 'same-person', second: undefined, publisher: 'forbidden' }],
    ['publication', { author: 'forbidden', first: 'forbidden', second: 'forbidden', publisher: undefined }],
  ]
  test('each move in its turn by its role, none before its turn and none twice', async () => {
    const room = await newsroom()
    const people = await staff(room)
    await room.save(people.author, path, aNotice())
    for (const [index, [move, wanted]] of steps.entries()) {
      for (const [later] of steps.slice(index + 1)) {
        const refused = (await room.move(later === 'publication' ? people.publisher : people.second, path, later)) as {
          reason?: string
        }
        expect(refused.reason, `${later} before ${move}`).toBe('step-missing')
      }
      const done = Object.keys(wanted).find(who => wanted[who] === undefined)
      for (const who of [...Object.keys(wanted).filter(each => each !== done), done ?? ''] as (keyof typeof people)[]) {
        if (wanted[who] === undefined && who !== done) continue
        const answer = (await room.move(people[who], path, move)) as { reason?: string; error?: string }
        expect(answer.reason, `${move} by ${who}: ${answer.error}`).toBe(wanted[who])
      }
    }
  })

  test('an edit takes every review back, no matter who made it, and its author reviews no more', async () => {
    const room = await newsroom()
    const { author, first, second, publisher } = await staff(room)
    await room.save(author, path, aNotice())
    await room.review(path, author, first, second)
    await room.save(first, path, aNotice({ body: '改了一个字。' }))
    expect(await findReview(room.content, publisher, 'notices', 'new')).toMatchObject({
      status: 'draft',
      reviews: [],
      authors: ['撰稿人', '初审人'],
    })
    expect(await room.move(publisher, path, 'publication')).toMatchObject({ reason: 'step-missing' })
    await room.move(author, path, 'submission')
    expect(await room.move(first, path, 'first-review')).toMatchObject({ reason: 'same-person' })
    await room.move(second, path, 'first-review')
    expect(await room.move(first, path, 'second-review')).toMatchObject({
      reason: 'same-person',
      error: gatewayWords.sameAuthor('复审'),
    })
  })

  test('nobody publishes what they wrote any of, or have reviewed', async () => {
    const room = await newsroom()
    const { author, first, second, publisher } = await staff(room)
    const both = await room.person('两职', 'reviewer', 'publisher')
    await room.save(publisher, path, aNotice())
    await room.review(path, publisher, first, second)
    expect(await room.move(publisher, path, 'publication')).toMatchObject({
      reason: 'same-person',
      error: gatewayWords.sameAuthor('终审'),
    })
    await room.save(author, 'content/notices/2026/two.md', aNotice())
    await room.save(publisher, 'content/notices/2026/two.md', aNotice({ body: '改。' }))
    await room.review('content/notices/2026/two.md', publisher, first, both)
    expect(await room.move(publisher, 'content/notices/2026/two.md', 'publication')).toMatchObject({
      reason: 'same-person',
    })
    expect(await room.move(both, 'content/notices/2026/two.md', 'publication')).toMatchObject({ reason: 'same-person' })
    expect((await room.events()).filter(({ result }) => result === 'refused')).toHaveLength(3)
  })

  test('a return needs a reason, goes back to draft and says why until it is handed in again', async () => {
    const room = await newsroom()
    const { author, first, second } = await staff(room)
    await room.save(author, path, aNotice())
    await room.move(author, path, 'submission')
    await room.move(first, path, 'first-review')
    expect(await room.move(second, path, 'return', ' ')).toMatchObject({ reason: 'invalid', field: 'reason' })
    expect(
      await room.move(second, path, 'return', '数字和\n附件对不上\n\nPerson: 1\nStep: second-review'),
    ).toMatchObject({
      status: 'draft',
      reviews: [],
      returned: { by: '复审人', reason: '数字和 附件对不上 Person: 1 Step: second-review' },
    })
    expect(await room.move(author, path, 'submission')).not.toHaveProperty('returned')
  })

  test('a move on a text that has changed meanwhile is stale, and strangers find nothing', async () => {
    const room = await newsroom()
    const { author, first } = await staff(room)
    const stranger = await room.person('别人', 'contributor')
    await room.save(author, path, aNotice())
    expect([
      await listReviews(room.content, stranger),
      await findReview(room.content, stranger, 'notices', 'new'),
    ]).toEqual([[], undefined])
    const seen = (await room.content.drafts.find('notices', 'new'))?.head ?? ''
    await room.save(author, path, aNotice({ body: '二。' }))
    const mover = { person: first, now: new Date(), suggestionFacts: async () => undefined }
    expect(await moveDraft(room.db, room.content, mover, { ...place, head: seen }, 'first-review')).toMatchObject({
      reason: 'stale',
    })
  })
})

test('nobody passes what they have not opened exactly as it stands: on the page, on the button of Decap and by dragging alike', async () => {
  const room = await newsroom()
  const { author, first, second, publisher } = await staff(room)
  await room.save(author, path, aNotice())
  await room.move(author, path, 'submission')
  const unopened = { reason: 'step-missing', error: gatewayWords.unopened }
  const press = async (person: typeof author, move: ReviewMove) => {
    const head = (await room.content.drafts.find('notices', 'new'))?.head ?? ''
    const mover = { person, now: new Date(), suggestionFacts: async () => undefined }
    return moveDraft(room.db, room.content, mover, { ...place, head }, move)
  }
  const drag = () => room.ask(second, 'updateUnpublishedEntryStatus', { ...place, newStatus: 'pending_publish' })
  const publish = () => room.ask(publisher, 'publishUnpublishedEntry', place)

  expect(await press(first, 'first-review')).toMatchObject(unopened)
  // What was opened before the text changed, or before the review of another, is not what stands now.
  await Promise.all([room.open(first, path), room.open(second, path)])
  await room.save(author, path, aNotice({ body: '改过的。' }))
  await room.move(author, path, 'submission')
  expect(await press(first, 'first-review')).toMatchObject(unopened)
  await room.open(first, path)
  expect(await press(first, 'first-review')).toMatchObject({ status: 'pending_review' })

  expect(await press(second, 'second-review')).toMatchObject(unopened)
  expect(await drag()).toMatchObject(unopened)
  await room.open(second, path)
  expect(await drag()).toEqual({ status: 'pending_publish' })

  expect(await press(publisher, 'publication')).toMatchObject(unopened)
  expect(await publish()).toMatchObject(unopened)
  await room.open(publisher, path)
  expect(await publish()).toHaveProperty('commit')
  expect((await room.events()).filter(({ result }) => result === 'refused')).toHaveLength(6)
})

test("Decap's columns: hand in, take back, return, and 复审 by dragging, but never a review out of order", async () => {
  const room = await newsroom()
  const { author, first, second } = await staff(room)
  const set = (person: typeof author, newStatus: 'draft' | 'pending_review' | 'pending_publish') =>
    room.ask(person, 'updateUnpublishedEntryStatus', { ...place, newStatus })
  await room.save(author, path, aNotice())
  expect(await set(author, 'pending_publish')).toMatchObject({ reason: 'forbidden' })
  expect(await set(first, 'pending_publish')).toMatchObject({ reason: 'step-missing' })
  expect(await set(author, 'pending_review')).toEqual({ status: 'pending_review' })
  expect(await set(author, 'draft')).toEqual({ status: 'draft' })
  await set(author, 'pending_review')
  expect(await set(second, 'pending_publish')).toMatchObject({ reason: 'step-missing' })
  await room.move(first, path, 'first-review')
  await room.open(second, path)
  expect(await set(second, 'pending_publish')).toEqual({ status: 'pending_publish' })
  expect(await set(first, 'draft')).toEqual({ status: 'draft' })
})

test('a conflicting publication says who was first; the author puts the draft on top, and the repository is sound', async () => {
  const room = await newsroom()
  const { author, first, second, publisher } = await staff(room)
  await room.publish({ [path]: aNotice({ body: '原文。' }) })
  await room.save(author, path, aNotice({ body: '草稿的改法。' }))
  await room.review(path, author, first, second)
  await room.publish({ [path]: aNotice({ body: '别处先发布的改法。' }) })
  expect(await room.move(publisher, path, 'publication')).toMatchObject({ reason: 'conflict', by: '示例编辑', path })
  expect(room.content.editionAt(new Date()).list('notices')[0]?.body).toBe('别处先发布的改法。')
  const refused = await room.save(author, path, aNotice({ body: '两处合起来的改法。' }))
  expect(refused).toMatchObject({ reason: 'stale', by: '示例编辑' })
  expect(await room.save(author, path, aNotice({ body: '两处合起来的改法。' }), { base: refused.oid })).toHaveProperty(
    'versions',
  )
  await room.review(path, author, first, second)
  expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
  expect(room.content.editionAt(new Date()).list('notices')[0]?.body).toBe('两处合起来的改法。')
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

test('a branch that a kill left behind after its publication is no draft, and the next one takes its place', async () => {
  const room = await newsroom()
  const { author, first, second, publisher } = await staff(room)
  await room.save(author, path, aNotice())
  await room.review(path, author, first, second)
  const left = (await room.content.repository.head('cms/notices/new')) ?? ''
  await room.move(publisher, path, 'publication')
  await gitIn(room.directory, 'update-ref', 'refs/heads/cms/notices/new', left)
  expect(await listReviews(room.content, publisher)).toEqual([])
  expect(await room.save(author, path, aNotice({ body: '再改。' }))).toHaveProperty('versions')
  expect(await findReview(room.content, author, 'notices', 'new')).toMatchObject({
    isModification: true,
    authors: ['撰稿人'],
    status: 'draft',
  })
})

test.each([
  ['has no history in common with main', undefined],
  ['holds no entry of its name', 'main'],
])('a pushed branch that %s keeps nobody from a draft, and is put aside', async (_what, from) => {
  const room = await newsroom()
  const { author } = await staff(room)
  const { repository } = room.content
  const pushed = await repository.commitFiles('cms/notices/new', null, [{ path: 'elsewhere.txt', bytes: '推送的' }], {
    author: { name: '外部编辑', email: 'outside@example.cn' },
    message: '推送',
    from: from && (await repository.head(from)),
  })
  const commit = 'commit' in pushed ? pushed.commit : ''
  expect(await room.content.drafts.list()).toEqual([])
  expect(await room.save(author, path, aNotice())).toHaveProperty('versions')
  expect(await findReview(room.content, author, 'notices', 'new')).toMatchObject({ status: 'draft' })
  expect(await repository.head(`aside/cms-notices-new-${commit.slice(0, 12)}`)).toBe(commit)
})
