import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { dayOf } from '#calendar/lishui.ts'
import type { SignedInPerson } from '#people/session.ts'
import { beginRemoval } from '#publishing/decap/removals.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { removalForm } from '#publishing/drafts/review-forms.ts'
import { listUncleared, makeDraftOf } from '#publishing/drafts/uncleared.ts'
import type { Content } from '#publishing/edition/content.ts'
import { aNotice, anExposure, editor } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf, reopened } from '../support/newsroom.ts'

const notice = 'content/notices/2026/going.md'
const exposure = 'content/exposures/2026/going.md'
const reason = '登错了栏目，另行发布'

async function opened(files: Record<string, string>) {
  const room = await newsroom()
  await room.publish(files)
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  const oidOf = (path: string) => room.content.everything().published.entries.get(path)?.oid ?? ''
  const begin = (person: SignedInPerson, path: string, oid = oidOf(path)) =>
    beginRemoval(
      { db: room.db, content: room.content, person, now: new Date(), suggestionFacts: async () => undefined },
      path,
      { oid, reason },
    )
  return { room, author: author!, first: first!, second: second!, publisher: publisher!, begin }
}

const idsOf = ({ editionAt }: Content, type: 'notices' | 'exposures') =>
  editionAt(new Date())
    .list(type)
    .map(({ id }) => id)

const push = async ({ content }: Newsroom, files: Record<string, string | undefined>) => {
  const changes = Object.entries(files).map(([path, bytes]) => ({ path, bytes }))
  await content.repository.commitFiles('main', undefined, changes, { author: editor, message: '推送' })
  await content.refresh()
}

describe('a published entry goes', () => {
  test('only through its reviews, by as many persons as a change, and stays until then', async () => {
    const { room, author, first, second, publisher, begin } = await opened({ [notice]: aNotice() })
    expect(await begin(author, notice)).toEqual({ collection: 'notices', id: 'going' })
    const { collection, slug } = placeOf(notice)
    expect(await findReview(room.content, first, collection, slug)).toMatchObject({
      title: '示例通知',
      removal: { reason, leavesNote: false },
      foreign: [],
    })
    expect(await room.move(publisher, notice, 'publication')).toMatchObject({ reason: 'step-missing' })
    await room.review(notice, author, first, second)
    expect(await room.move(second, notice, 'publication')).toMatchObject({ reason: 'forbidden' })
    expect(idsOf(room.content, 'notices')).toEqual(['going'])
    expect(await room.move(publisher, notice, 'publication')).toHaveProperty('published')
    for (const content of [room.content, await reopened(room)]) {
      expect(idsOf(content, 'notices')).toEqual([])
      expect(await listUncleared(content)).toEqual([])
    }
    expect(await room.content.drafts.list()).toEqual([])
  })

  test('and does not come back by a push of what had passed before', async () => {
    const { room, author, first, second, publisher, begin } = await opened({ [notice]: aNotice() })
    await begin(author, notice)
    await room.review(notice, author, first, second)
    await room.move(publisher, notice, 'publication')
    await push(room, { [notice]: aNotice() })
    for (const content of [room.content, await reopened(room)]) {
      expect(idsOf(content, 'notices')).toEqual([])
      expect(await listUncleared(content)).toMatchObject([{ path: notice, isChange: false }])
    }
  })

  test('by nobody’s single click: neither the editor’s button nor its author alone takes it down', async () => {
    const { room, author, publisher, begin } = await opened({ [notice]: aNotice() })
    expect(await room.ask(publisher, 'deleteFiles', { paths: [notice] })).toMatchObject({
      reason: 'forbidden',
      error: gatewayWords.removalByReviews,
    })
    await begin(publisher, notice)
    expect(await room.move(publisher, notice, 'first-review')).toHaveProperty('reason')
    expect(await room.save(author, notice, aNotice({ title: '改' }))).toMatchObject({ reason: 'forbidden' })
    expect(idsOf(room.content, 'notices')).toEqual(['going'])
  })

  test('on the version that was looked at, once, and with its reason', async () => {
    const { room, author, publisher, begin } = await opened({ [notice]: aNotice() })
    expect(await begin(author, notice, '0'.repeat(40))).toMatchObject({ reason: 'stale' })
    expect(await begin(author, 'content/notices/2026/none.md')).toMatchObject({ reason: 'not-found' })
    await begin(author, notice)
    expect(await begin(publisher, notice)).toMatchObject({ reason: 'taken', error: gatewayWords.hasDraft })
    expect(await room.save(author, notice, aNotice({ title: '改' }), { base: null })).toMatchObject({
      reason: 'taken',
      error: gatewayWords.removalUnderWay,
    })
    const other = 'content/notices/2026/pushed.md'
    await room.publish({ [other]: aNotice() })
    await room.content.repository.commitFiles('cms/notices/pushed', null, [{ path: other }], {
      author: editor,
      message: '推送',
      from: await room.content.repository.head('main'),
    })
    expect(await room.move(publisher, other, 'submission')).toMatchObject({
      reason: 'gate',
      error: gatewayWords.removalWithoutReason,
    })
  })

  test('not while a field of another names it, nor where the site needs it', async () => {
    const unit = 'content/departments/department-1.md'
    const { room, author, begin } = await opened({
      [exposure]: anExposure({ more: 'unit: department-1\n' }).replace('phenomenon', 'unit'),
    })
    expect(await begin(author, unit)).toMatchObject({ reason: 'gate', error: gatewayWords.stillUsed(unit, exposure) })
    expect(await begin(author, 'content/settings/site.yml')).toHaveProperty('reason')
    expect(await room.content.drafts.list()).toEqual([])
  })
})

describe('what the law asks a note of is withdrawn with day and reason, never gone', () => {
  test('an exposure', async () => {
    const { room, author, first, second, publisher, begin } = await opened({ [exposure]: anExposure() })
    expect(await begin(author, exposure)).toEqual({ collection: 'exposures', id: 'going' })
    const { collection, slug } = placeOf(exposure)
    expect(await findReview(room.content, first, collection, slug)).toMatchObject({
      removal: { reason, leavesNote: true },
    })
    await room.review(exposure, author, first, second)
    expect(await room.move(publisher, exposure, 'publication')).toHaveProperty('published')
    const entry = room.content.editionAt(new Date()).find('exposures', 'going')
    expect(entry).toMatchObject({ withdrawn: true, body: '', data: { withdrawal: { on: dayOf(new Date()), reason } } })
    expect(JSON.stringify(entry?.data)).not.toContain('示例问题')
    expect(await begin(author, exposure)).toMatchObject({ reason: 'gate', error: gatewayWords.noteStays })
  })

  test('a notice of criticism', async () => {
    const criticism = aNotice({ title: '批评某单位' }).replace('category: notice', 'category: criticism')
    const { room, author, first, second, publisher, begin } = await opened({ [notice]: criticism })
    await begin(author, notice)
    await room.review(notice, author, first, second)
    expect(await room.move(publisher, notice, 'publication')).toHaveProperty('published')
    const entry = room.content.editionAt(new Date()).find('notices', 'going')
    expect(entry).toMatchObject({ withdrawn: true, body: '', data: { withdrawal: { on: dayOf(new Date()), reason } } })
    expect(JSON.stringify(entry?.data)).not.toContain('批评某单位')
  })

  test('also when a branch is pushed that only deletes its file', async () => {
    const { room, author, first, second, publisher } = await opened({ [exposure]: anExposure() })
    await room.content.repository.commitFiles('cms/exposures/going', null, [{ path: exposure }], {
      author: editor,
      message: `删\n\nStep: save\nReason: ${reason}`,
      from: await room.content.repository.head('main'),
    })
    expect(author).toBeDefined()
    await room.review(exposure, publisher, first, second)
    const other = await room.person('另一位签发人', 'publisher')
    expect(await room.move(other, exposure, 'publication')).toMatchObject({
      reason: 'gate',
      error: gatewayWords.noteStays,
    })
    expect(idsOf(room.content, 'exposures')).toEqual(['going'])
  })
})

test('what a push has deleted or changed is told as that when it is to be taken down, and goes once it is put back', async () => {
  const { room, author, publisher, begin } = await opened({ [notice]: aNotice() })
  for (const bytes of [undefined, aNotice({ title: '推送的' })]) {
    await push(room, { [notice]: bytes })
    expect(await begin(author, notice)).toMatchObject({ reason: 'conflict', error: gatewayWords.heldOnMain })
  }
  await push(room, { [notice]: undefined })
  expect(await makeDraftOf(room.db, room.content, publisher, notice, new Date())).toEqual({ putBack: notice })
  expect(await begin(author, notice)).toEqual({ collection: 'notices', id: 'going' })
})

test('a reason that nobody can see is none: neither for a return nor for a removal', async () => {
  const { room, author, first } = await opened({ [notice]: aNotice() })
  await room.save(author, notice, aNotice({ title: '改' }))
  await room.move(author, notice, 'submission')
  for (const nothing of ['', '　', '\u200b\u200d', '\u3164\u2800'])
    expect(await room.move(first, notice, 'return', nothing)).toMatchObject({ error: gatewayWords.reasonMissing })
  for (const nothing of ['\u200b\u200b\u200b\u200b', '　　　　'])
    expect(removalForm.safeParse({ oid: '0', reason: nothing }).success).toBe(false)
})

describe('a publisher alone takes no picture down', () => {
  const picture = 'content/media/uploads/seen.webp'
  const width = 'content/media/uploads/seen.640.webp'

  test.each([
    [
      'that the settings show',
      'content/settings/site.yml',
      async (room: Newsroom) => {
        const { repository } = room.content
        const at = 'content/settings/site.yml'
        const { oid } = (await repository.file((await repository.head('main'))!, at))!
        const text = String((await repository.blobs([oid], 100_000)).get(oid)?.bytes)
        await room.publish({
          [at]: `${text.replace(/^share_picture: .*\n/m, '')}share_picture: /media/uploads/seen.webp\n`,
        })
      },
    ],
    [
      'that a page shows',
      'content/pages/about.md',
      async (room: Newsroom) => {
        await room.publish({
          'content/pages/about.md':
            '---\ntitle: 关于\nlead: 一句话。\nversion: 2026-11-22\n---\n![图](/media/uploads/seen.webp)\n',
        })
      },
    ],
    [
      'that a draft shows',
      notice,
      async (room: Newsroom) => {
        await room.save(
          await room.person('另一撰稿人', 'contributor'),
          notice,
          aNotice({ body: '![图](/media/uploads/seen.webp)' }),
        )
      },
    ],
  ])('%s', async (_what, user, show) => {
    const { room, publisher } = await opened({})
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .webp()
      .toBuffer()
    await room.publish({ [picture]: bytes, [width]: bytes })
    await show(room)
    for (const path of [picture, width])
      expect(await room.ask(publisher, 'deleteFiles', { paths: [path] })).toMatchObject({
        reason: 'gate',
        error: gatewayWords.stillUsed(path, user),
      })
  })
})

test('a draft that names a file of another kind than its name says is neither handed in nor published', async () => {
  const { room, author, publisher } = await opened({})
  await push(room, { 'content/media/notices/form.zip': 'not an archive' })
  await room.save(author, notice, aNotice({ body: '[表](/media/notices/form.zip)' }))
  const refused = { reason: 'bad-file', error: gatewayWords.notWhatItSays('form.zip') }
  expect(await room.move(author, notice, 'submission')).toMatchObject(refused)
  expect(publisher).toBeDefined()
})
