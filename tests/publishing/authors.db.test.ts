import { describe, expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import type { ReviewMove } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { stepMessage } from '#publishing/drafts/drafts.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { aNotice } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/new.md'
const place = placeOf(path)
const branch = 'cms/notices/new'

/** People who may do everything: what keeps them apart is what they have done. */
const people = (room: Newsroom, ...names: string[]): Promise<SignedInPerson[]> =>
  Promise.all(names.map(name => room.person(name, 'contributor', 'reviewer', 'publisher')))

/** A commit on a draft's branch as `git push` brings it: it may say anything, and nobody has signed it. */
async function push(
  { content: { repository } }: Newsroom,
  files: Record<string, string | undefined>,
  { name = '外部编辑', email = 'outside@example.cn', message = '推送' } = {},
): Promise<void> {
  const done = await repository.commitFiles(
    branch,
    undefined,
    Object.entries(files).map(([path, bytes]) => ({ path, bytes })),
    { author: { name, email }, message, from: await repository.head('main'), evenIfSame: true },
  )
  if ('refused' in done) throw new Error(done.refused)
}

const tried = async (room: Newsroom, person: SignedInPerson | undefined, move: ReviewMove): Promise<string> => {
  const answer = (await room.move(person!, path, move)) as { reason?: string }
  return answer.reason ?? 'done'
}

describe('nobody passes what they wrote any of', () => {
  /** Who saves, one after the other; the last hands in. */
  const authorSets = [['甲'], ['甲', '乙'], ['乙', '甲'], ['甲', '乙', '甲'], ['甲', '乙', '丙']]
  const moves: ReviewMove[] = ['first-review', 'second-review', 'publication']

  test.each(authorSets)('written by %s, then %s and %s', async (...names) => {
    const written = names.filter(name => name !== undefined)
    const room = await newsroom()
    const all = await people(room, '甲', '乙', '丙', '丁', '戊', '己')
    const called = (name: string) => all.find(person => person.name === name)!
    for (const [at, name] of written.entries()) await room.save(called(name), path, aNotice({ body: `第 ${at} 稿。` }))
    expect(await tried(room, called(written.at(-1)!), 'submission')).toBe('done')
    const others = all.filter(({ name }) => !written.includes(name))
    for (const [at, move] of moves.entries()) {
      for (const name of new Set(written)) {
        expect(await room.move(called(name), path, move), `${move} by ${name}`).toMatchObject({
          reason: 'same-person',
          error: gatewayWords.sameAuthor(
            { 'first-review': '初审', 'second-review': '复审', publication: '终审' }[move as 'publication'],
          ),
        })
        // By Decap's own buttons too.
        const byButton =
          move === 'publication'
            ? await room.ask(called(name), 'publishUnpublishedEntry', place)
            : await room.ask(called(name), 'updateUnpublishedEntryStatus', { ...place, newStatus: 'pending_publish' })
        expect(byButton.reason, `${move} by ${name} in Decap`).toBe(
          move === 'first-review' ? 'step-missing' : 'same-person',
        )
      }
      if (at > 0) expect(await tried(room, others[at - 1], move), `${move} by the one before`).toBe('same-person')
      expect(await tried(room, others[at], move), `${move} by somebody else`).toBe('done')
    }
    expect(room.content.editionAt(new Date()).find('notices', 'new')?.body).toBe(`第 ${written.length - 1} 稿。`)
  })

  test('a reviewer whose text a contributor changed by one character is still its author', async () => {
    const room = await newsroom()
    const [writer, reviewer, other] = await people(room, '撰稿人', '审核员', '别的审核员')
    await room.save(writer!, path, aNotice({ body: '原来的。' }))
    await room.save(reviewer!, path, aNotice({ body: '审核员整篇重写的。' }))
    await room.save(writer!, path, aNotice({ body: '审核员整篇重写的！' }))
    await room.move(writer!, path, 'submission')
    expect(await tried(room, reviewer, 'first-review')).toBe('same-person')
    expect(await tried(room, other, 'first-review')).toBe('done')
    expect(await tried(room, reviewer, 'second-review')).toBe('same-person')
  })
})

describe('what is pushed', () => {
  test('forges neither a submission nor a review, whatever its trailers say', async () => {
    const room = await newsroom()
    const [writer, first, second, publisher] = await people(room, '撰稿人', '初审人', '复审人', '签发人')
    await room.save(writer!, path, aNotice())
    for (const [step, by] of [
      ['submission', writer],
      ['first-review', first],
      ['second-review', second],
    ] as const)
      await push(
        room,
        {},
        {
          name: by!.name,
          email: `${by!.login}@localhost`,
          message: stepMessage(`${step}：示例通知`, step, path, by!),
        },
      )
    expect(await findReview(room.content, publisher!, 'notices', 'new')).toMatchObject({
      status: 'draft',
      reviews: [],
    })
    expect(await tried(room, publisher, 'publication')).toBe('step-missing')
  })

  test('takes back the reviews of a draft, and puts no words into the mouth of who wrote it', async () => {
    const room = await newsroom()
    const [writer, first, second, publisher] = await people(room, '撰稿人', '初审人', '复审人', '签发人')
    await room.save(writer!, path, aNotice())
    await room.review(path, writer!, first!, second!)
    await push(room, { [path]: aNotice({ body: '推送的字。' }) }, { message: stepMessage('改', 'save', path, writer!) })
    expect(await findReview(room.content, publisher!, 'notices', 'new')).toMatchObject({
      status: 'draft',
      reviews: [],
      authors: ['撰稿人', '外部编辑'],
      pushedBy: ['外部编辑'],
    })
  })

  test('bars whom it names by name or by login, and gives them no rights', async () => {
    const room = await newsroom()
    const [byName, byLogin, reviewer] = await people(room, '同名的人', '别的名字', '审核员')
    const contributor = await room.person('只写稿的人', 'contributor')
    await push(room, { [path]: aNotice() }, { name: byName!.name })
    await push(room, { [path]: aNotice({ body: '二。' }) }, { email: `${byLogin!.login}@localhost` })
    await push(room, { [path]: aNotice({ body: '三。' }) }, { name: contributor.name })
    expect(await findReview(room.content, contributor, 'notices', 'new')).toBeUndefined()
    expect(await tried(room, reviewer, 'submission')).toBe('done')
    for (const named of [byName, byLogin])
      expect(await room.move(named!, path, 'first-review')).toMatchObject({
        reason: 'same-person',
        error: gatewayWords.namedByPush('初审'),
      })
    expect(await tried(room, reviewer, 'first-review')).toBe('done')
  })
})

describe('a draft that changes more than its entry', () => {
  const foreign: [string, Record<string, string | undefined>][] = [
    ['a second entry', { 'content/notices/2026/second.md': aNotice({ title: '夹带的一篇' }) }],
    ['the settings', { 'content/settings/site.yml': 'site_name: 夹带\n' }],
    ['a picture that is published', { 'content/media/many/picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
    ['a picture that is published, away', { 'content/media/many/picture.svg': undefined }],
    ['a file outside the content', { 'hooks/post-receive': '#!/bin/sh' }],
  ]

  test.each(foreign)(
    '%s: is not handed in, not reviewed and not published, and says which file',
    async (_what, files) => {
      const room = await newsroom()
      const [writer, first, second, publisher] = await people(room, '撰稿人', '初审人', '复审人', '签发人')
      const file = Object.keys(files)[0]!
      await room.save(writer!, path, aNotice())
      await push(room, files)
      expect(await room.move(writer!, path, 'submission')).toMatchObject({
        reason: 'gate',
        error: gatewayWords.foreignFiles([file]),
        path: file,
      })
      expect(await findReview(room.content, first!, 'notices', 'new')).toMatchObject({ foreign: [file] })
      for (const [person, move] of [
        [first, 'first-review'],
        [second, 'second-review'],
        [publisher, 'publication'],
      ] as const)
        expect(await tried(room, person, move)).toBe('step-missing')
    },
  )

  test('a new picture that the entry does not show is left behind at its publication', async () => {
    const room = await newsroom()
    const [writer, first, second, publisher] = await people(room, '撰稿人', '初审人', '复审人', '签发人')
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    const shown = 'content/media/notices/shown.svg'
    await push(room, {
      [path]: aNotice({ body: '![图](/media/notices/shown.svg)' }),
      [shown]: drawing,
      'content/media/notices/not-shown.svg': drawing,
    })
    await room.review(path, writer!, first!, second!)
    expect(await tried(room, publisher, 'publication')).toBe('done')
    expect(
      [...room.content.everything().published.media.keys()].filter(src => src.startsWith('/media/notices/')),
    ).toEqual(['/media/notices/shown.svg'])
    expect(await room.content.repository.branches('cms/')).toEqual([])
  })
})
