import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayRefusal, ReviewMove } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { readShown } from '#publishing/drafts/shown.ts'
import { compareFields, readChanges } from '#publishing/git/changes.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { findMisshapen } from '#publishing/types/shape.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { filterRows, readEntryFilter } from '#publishing/newsroom/entry-filter.ts'
import { listRows } from '#publishing/newsroom/rows.ts'
import { aNotice, anExposure, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/new.md'
const begun = '---\ntitle: 示例写了一半\ncategory: notice\nattachments:\n  - label: 附件一\n---\n正文才开头。\n'

async function people(room: Newsroom) {
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审', 'reviewer'),
    room.person('复审', 'reviewer'),
    room.person('签发', 'publisher'),
  ])
  return { author, first, second, publisher }
}

describe('a draft that is not whole', () => {
  test('is saved, found again with its words, and handed in only when nothing is missing: all is said at once', async () => {
    const room = await newsroom()
    const { author } = await people(room)
    expect(await room.save(author, path, begun)).toHaveProperty('versions')
    expect((await room.ask(author, 'unpublishedEntries', {}))[0]).toMatchObject({ data: begun })

    const refused = (await room.ask(author, 'updateUnpublishedEntryStatus', {
      ...placeOf(path),
      newStatus: 'pending_review',
    })) as unknown as GatewayRefusal
    expect(refused).toMatchObject({ reason: 'invalid', path, field: refused.unfinished![0]!.field })
    expect(refused.unfinished!.map(({ field }) => field).sort()).toEqual([
      'attachments.0.file',
      'issued_on',
      'issuer',
      'summary',
    ])
    for (const { where, message } of refused.unfinished!) {
      expect(where).toMatch(/^“.+”/)
      expect(refused.error).toContain(`${where}：${message}`)
    }
    expect(await room.content.drafts.find('notices', 'new')).toMatchObject({ status: 'draft', title: '示例写了一半' })

    await room.save(author, path, aNotice())
    expect(await room.move(author, path, 'submission')).toMatchObject({ status: 'pending_review', unfinished: [] })
  })

  test('is called so in the list and on its page, which shows what there is of it', async () => {
    const room = await newsroom()
    const { author } = await people(room)
    const picture = 'content/media/articles/a.svg'
    const article = 'content/articles/2026/new.md'
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect/></svg>'
    const saved = await room.save(
      author,
      article,
      '---\ntitle: 示例半篇\ncover:\n  src: /media/articles/a.svg\n---\n',
      { assets: [{ path: picture, content: Buffer.from(svg).toString('base64'), encoding: 'base64' }] },
    )
    expect(saved).toHaveProperty('versions')
    const state = (await findReview(room.content, author, 'articles', 'new'))!
    expect(state).toMatchObject({ moves: [], waitsFor: gatewayWords.waitsForRest, foreign: [] })
    expect(state.unfinished.map(({ field }) => field)).toContain('cover.alt')
    const { shown } = (await readShown(room.db, room.content, state))!
    expect(shown).toMatchObject([
      { isPicture: true, isChanged: true, address: expect.stringContaining('/media/') as string },
    ])

    const rows = await listRows(room.content, author)
    const filter = readEntryFilter(new URLSearchParams('state=unfinished'))
    expect(filterRows(rows, filter, new Date()).found.map(row => row.path)).toEqual([article])
  })

  test('lacks a code that the settings no longer offer', async () => {
    const room = await newsroom()
    const { author } = await people(room)
    const exposure = 'content/exposures/2026/new.md'
    await room.save(author, exposure, anExposure().replace('"331102"', '"999999"'))
    expect(await room.move(author, exposure, 'submission')).toMatchObject({
      reason: 'invalid',
      unfinished: [{ field: 'county' }],
    })
  })
})

describe('no path leads an unfinished draft to readers', () => {
  const onward: [ReviewMove, keyof Awaited<ReturnType<typeof people>>][] = [
    ['submission', 'author'],
    ['first-review', 'first'],
    ['second-review', 'second'],
    ['publication', 'publisher'],
  ]

  /** Pushes a half-written text onto a draft that has come so far. */
  async function pushed(room: Newsroom, text: string): Promise<void> {
    const work = `${room.directory}-work`
    await gitIn('/', 'clone', '--quiet', '--branch', 'cms/notices/new', room.directory, work)
    await writeFile(`${work}/${path}`, text)
    await gitIn(work, 'commit', '--quiet', '--all', '--message', '推送')
    await gitIn(work, 'push', '--quiet', 'origin', 'HEAD:cms/notices/new')
  }

  test('neither the review page, nor the buttons of the editor, nor a push in between', async () => {
    const room = await newsroom()
    const staff = await people(room)
    await room.save(staff.author, path, aNotice())
    await room.review(path, staff.author, staff.first, staff.second)
    await pushed(room, begun)
    const all: SignedInPerson[] = Object.values(staff)
    for (const person of all) {
      for (const [move] of onward) expect(await room.move(person, path, move)).toHaveProperty('reason')
      for (const newStatus of ['pending_review', 'pending_publish'] as const)
        expect(await room.ask(person, 'updateUnpublishedEntryStatus', { ...placeOf(path), newStatus })).toHaveProperty(
          'reason',
        )
      expect(await room.ask(person, 'publishUnpublishedEntry', placeOf(path))).toHaveProperty('reason')
    }
    expect(room.content.everything().published.entries.has(path)).toBe(false)
  })

  test('nor a step that somebody signs in the database past the pages: each asks again', async () => {
    const room = await newsroom()
    const staff = await people(room)
    await room.save(staff.author, path, begun)
    for (const [move, who] of onward) {
      expect(await room.move(staff[who], path, move)).toMatchObject({
        reason: expect.stringMatching(/invalid|step-missing/) as string,
      })
      // As if the check had been passed: the next one stands by itself.
      const draft = (await room.content.drafts.find('notices', 'new'))!
      if (move === 'publication') continue
      const step = await room.content.repository.commitFiles(draft.branch, draft.head, [], {
        author: { name: staff[who].name, email: 'x@localhost' },
        message: `步骤\n\nStep: ${move}\nEntry: ${path}`,
        evenIfSame: true,
        sign: async commit =>
          void (await room.db
            .insertInto('signed_commit')
            .values({ commit, person_id: staff[who].id, step: move as never, at: new Date() })
            .execute()),
      })
      expect(step).toHaveProperty('commit')
    }
    expect(await room.content.drafts.find('notices', 'new')).toMatchObject({ status: 'pending_publish' })
    expect(await room.move(staff.publisher, path, 'publication')).toMatchObject({ reason: 'invalid' })
    expect(room.content.everything().published.entries.has(path)).toBe(false)
  })

  test('and a scheduled one is as little published as any other', async () => {
    const room = await newsroom()
    const { author } = await people(room)
    const scheduled = begun.replace('---\n正文', 'publish_at: 2099-01-01T00:00:00+08:00\n---\n正文')
    await room.save(author, path, scheduled)
    expect(await room.move(author, path, 'submission')).toMatchObject({ reason: 'invalid' })
  })
})

test.each([
  ['a file that is no form', 'nothing'],
  ['damaged fields', '---\ntitle: [\n---\n'],
  ['no title', '---\ncategory: notice\n---\n'],
  ['a field that no form has', '---\ntitle: 示例\nsecret: 1\n---\n'],
])('%s is not filed even as a draft', async (_, raw) => {
  const room = await newsroom()
  const { author } = await people(room)
  expect(await room.save(author, path, raw)).toMatchObject({ reason: 'invalid' })
  expect(await room.content.repository.branches('cms/')).toEqual([])
})

describe('a field of another shape than its form has', () => {
  const shapes = ['甲', 7, true, ['甲'], [1, null], [{ on: 1 }], { on: 1 }, [[1]], { on: { on: [1] } }]

  test.each([...contentTypes, settingsFile].map(type => [type.name, type] as const))(
    'is found in every field of %s, or shown in words',
    (_name, { fields }) => {
      for (const name of Object.keys(fields.shape))
        for (const value of shapes) {
          const [change] = compareFields(fields, {}, { [name]: value })
          expect(change?.after ?? '', `${name}: ${JSON.stringify(value)}`).not.toContain('[object')
          if (typeof value !== 'object') continue
          const kept = findMisshapen(fields, { [name]: value }) === undefined
          if (kept) expect(change?.after ?? '', `${name}: ${JSON.stringify(value)}`).not.toMatch(/[[{]/)
        }
    },
  )

  const wrong: [string, string, string][] = [
    ['notices', 'attachments: [1, null]', 'attachments.0'],
    ['notices', 'attachments: [null]', 'attachments.0'],
    ['notices', 'attachments: 甲', 'attachments'],
    ['notices', 'summary: [甲]', 'summary'],
    ['exposures', 'corrections: [1, null]', 'corrections.0'],
    ['exposures', 'before: abc', 'before'],
    ['exposures', 'steps: {on: 1}', 'steps'],
    ['exposures', 'mask_check: 甲', 'mask_check'],
  ]

  test.each(wrong)('%s with %s is no draft: the save says where', async (type, line, field) => {
    const room = await newsroom()
    const { author } = await people(room)
    const at = `content/${type}/2026/shape.md`
    const refused = await room.save(author, at, `---\ntitle: 示例写了一半\n${line}\n---\n正文。\n`)
    expect(refused).toMatchObject({ reason: 'invalid', field })
    expect(refused.error).toMatch(/^“.+”(第 1 项)?：/)
    expect(await room.content.drafts.list()).toEqual([])
    // An empty item, as the editor leaves it, is none.
    const empty = await room.save(
      author,
      'content/notices/2026/shape.md',
      '---\ntitle: 示例\nattachments:\n  - {}\n---\n',
    )
    expect(empty).toHaveProperty('versions')
  })

  test.each(wrong)(
    'that came by a push, as %s with %s, is seen by reviewers and named as wrong',
    async (type, line) => {
      const room = await newsroom()
      const { author, first } = await people(room)
      const at = `content/${type}/2026/shape.md`
      await room.save(author, at, '---\ntitle: 示例写了一半\n---\n')
      const work = `${room.directory}-work`
      await gitIn('/', 'clone', '--quiet', '--branch', `cms/${type}/shape`, room.directory, work)
      await writeFile(`${work}/${at}`, `---\ntitle: 示例写了一半\n${line}\n---\n`)
      await gitIn(work, 'commit', '--quiet', '--all', '--message', '推送')
      await gitIn(work, 'push', '--quiet', 'origin', `HEAD:cms/${type}/shape`)
      const state = (await findReview(room.content, first, type, 'shape'))!
      expect(state.unfinished.length).toBeGreaterThan(0)
      const changes = await readChanges(room.content, state)
      expect(changes?.fields.length).toBeGreaterThan(0)
      expect(JSON.stringify(changes)).not.toContain('[object')
      expect(await readShown(room.db, room.content, state)).toMatchObject({ shown: [] })
      const draft = (await room.content.drafts.find(type, 'shape'))!
      const id = draft.files[0]!.oid!
      expect(await room.ask(author, 'unpublishedEntryDataFile', { ...placeOf(at), path: at, id })).toMatchObject({
        reason: 'invalid',
        path: at,
      })
    },
  )
})
