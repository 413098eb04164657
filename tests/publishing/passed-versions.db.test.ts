import { describe, expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { isRefusal } from '#publishing/drafts/refusals.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { listUncleared, makeDraftOf } from '#publishing/drafts/uncleared.ts'
import { aNotice, bareRepository, editor, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom, reopened } from '../support/newsroom.ts'
import { exposure, path, pushTo, shown, staff } from '../support/exposing.ts'

const picture = 'content/media/exposures/new.svg'
const drawing = (colour: string) => `<svg xmlns="http://www.w3.org/2000/svg"><path fill="${colour}" d="M0 0"/></svg>\n`

describe('a version of an exposure that has passed', () => {
  const passed = exposure(
    'phenomenon',
    'matter: 乱停车。\nmask_check:\n  by: 初审人\n  on: 2026-11-02\nbefore:\n  - src: /media/exposures/new.svg\n    alt: 路口\n',
    '审定的。',
  )

  async function published(room: Newsroom): Promise<SignedInPerson[]> {
    const people = await staff(room)
    const [author, first, second, publisher] = people
    const { repository } = room.content
    await repository.commitFiles(
      'cms/exposures/new',
      null,
      [
        { path, bytes: passed },
        { path: picture, bytes: drawing('red') },
      ],
      { author: editor, message: '推送', from: await repository.head('main') },
    )
    await room.review(path, author, first, second)
    expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
    expect(shown(room.content)?.body).toBe('审定的。')
    return people
  }
  const pictureNow = async ({ content }: Newsroom) =>
    (
      await content.readMedia(content.editionAt(new Date()).mediaUrl('/media/exposures/new.svg'), new Date())
    )?.bytes.toString()

  test.each([
    ['text', { [path]: passed.replace('审定的。', '推送的。') }],
    ['picture', { [picture]: drawing('blue') }],
    ['text that cannot be read', { [path]: 'title: 坏的' }],
    ['kind', { [path]: exposure('person') }],
  ])('stays up when another %s is pushed, in this process, in another and after a restart', async (_what, files) => {
    const room = await newsroom()
    await published(room)
    await pushTo(room.directory, files)
    await room.content.refresh()
    const again = await reopened(room)
    for (const content of [room.content, again]) {
      expect(shown(content)?.body).toBe('审定的。')
      expect(await pictureNow({ ...room, content })).toContain('red')
      const [file = ''] = Object.keys(files)
      expect(
        content
          .editionAt(new Date())
          .faults.filter(({ uncleared }) => uncleared)
          .map(({ path }) => path),
      ).toEqual([file])
    }
  })

  test('counts only as the newest: an older one that is pushed again is held back', async () => {
    const room = await newsroom()
    const [author, first, second, publisher] = await published(room)
    const corrected = passed
      .replace('审定的。', '更正的。')
      .replace('mask_check', 'corrections:\n  - on: 2026-11-03\n    text: 改正说明。\nmask_check')
    await room.save(author!, path, corrected)
    await room.review(path, author!, first!, second!)
    expect(await room.move(publisher!, path, 'publication')).toHaveProperty('published')
    await pushTo(room.directory, { [path]: passed })
    await room.content.refresh()
    expect(shown(room.content)?.body).toBe('更正的。')
  })

  test('keeps its picture when a draft of another entry replaces it', async () => {
    const room = await newsroom()
    const [author] = await published(room)
    const other = 'content/notices/2026/other.md'
    await room.save(author!, other, aNotice({ body: '![图](/media/exposures/new.svg)' }))
    const blue = [{ path: picture, bytes: drawing('blue') }]
    await room.content.repository.commitFiles('cms/notices/other', undefined, blue, { author: editor, message: '推送' })
    expect(await room.move(author!, other, 'submission')).toMatchObject({
      error: gatewayWords.pictureOfOther('/media/exposures/new.svg', path),
    })
    expect(await pictureNow(room)).toContain('red')
  })

  test('is back on main once the pushed one is made a draft, which goes through the reviews as any other', async () => {
    const room = await newsroom()
    const [, first, second, publisher] = await published(room)
    await pushTo(room.directory, {
      [path]: passed
        .replace('审定的。', '推送的。')
        .replace('mask_check', 'corrections:\n  - on: 2026-11-03\n    text: 改正说明。\nmask_check'),
      [picture]: drawing('blue'),
    })
    await room.content.refresh()
    const made = await makeDraftOf(room.db, room.content, publisher!, path, new Date())
    if (isRefusal(made)) throw new Error(made.error)
    expect(made).toEqual({ collection: 'exposures', id: 'new' })
    expect(await listUncleared(room.content)).toEqual([])
    expect(await gitIn(room.directory, 'show', `main:${path}`)).toContain('审定的。')
    expect(await findReview(room.content, first!, 'exposures', 'new')).toMatchObject({
      status: 'draft',
      authors: ['外部编辑'],
      pushedBy: ['外部编辑'],
      foreign: [],
    })
    expect(await makeDraftOf(room.db, room.content, publisher!, path, new Date())).toMatchObject({
      reason: 'not-found',
    })
    const third = await room.person('第三人', 'reviewer')
    await room.review(path, third, first!, second!)
    expect(await room.move(publisher!, path, 'publication')).toHaveProperty('published')
    expect(shown(room.content)?.body).toBe('推送的。')
    expect(await pictureNow(room)).toContain('blue')
    expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
  })

  test('is seen by another process at once, which reads the database when main moves', async () => {
    const directory = await bareRepository()
    const room = await newsroom({ repository: directory })
    const other = await reopened(room)
    await published(room)
    await other.refresh()
    expect(shown(other)?.body).toBe('审定的。')
  })
})
