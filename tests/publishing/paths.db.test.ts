import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { isRefusal } from '#publishing/drafts/refusals.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { listUncleared, makeDraftOf } from '#publishing/drafts/uncleared.ts'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { importEntries } from '#publishing/import/write-drafts.ts'
import { aNotice, bareRepository, editor, gitIn, temporaryDirectory } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/exposures/2026/new.md'
const picture = 'content/media/exposures/new.svg'
const drawing = (colour: string) => `<svg xmlns="http://www.w3.org/2000/svg"><path fill="${colour}" d="M0 0"/></svg>\n`

/** What passes no gate: a person named in a phenomenon, a unit that nobody asked, a person without a decision. */
const ungated = {
  phenomenon: 'matter: 张某多次在此乱停车。\n',
  unit: 'unit: department-1\nmatter: 占道。\n',
  person:
    'matter: 乱扔垃圾。\npenalty:\n  decision_number: 示例〔2026〕1号\n  authority: 示例局\n  legal_basis: 示例条\n',
} as const
type Kind = keyof typeof ungated

const exposure = (kind: Kind, more: string = ungated[kind], body = '说明。') =>
  `---\ntitle: 示例曝光\nkind: ${kind}\ncounty: "331102"\nplace: 示例路\nsummary: 一句话。\nfound_on: 2026-10-08\nstate: rectifying\nexpose_until: 2099-12-31\n${more}---\n${body}\n`

const allowPersons = async (room: Newsroom, allowed: boolean) => {
  const { repository } = room.content
  const file = (await repository.file((await repository.head('main'))!, 'content/settings/site.yml'))!
  const text = (await repository.blobs([file.oid], 100_000)).get(file.oid)!.bytes!.toString()
  const without = text.replace(/^allow_person_exposure: .*\n/m, '')
  await room.publish({ 'content/settings/site.yml': `${without}allow_person_exposure: ${allowed}\n` })
}

const shown = ({ editionAt }: Pick<Content, 'editionAt'>) => editionAt(new Date()).find('exposures', 'new')
const until = async (room: Newsroom, isSo: () => boolean) =>
  expect.poll(async () => (await room.content.refresh(), isSo()), { timeout: 10_000 }).toBe(true)

const staff = (room: Newsroom) =>
  Promise.all([
    room.person('撰稿人', 'contributor', 'reviewer'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])

/** Every way on which a text comes to main. */
const paths: Record<string, (room: Newsroom, text: string) => Promise<unknown>> = {
  async 'the editor and its buttons'(room, text) {
    const [author, first, second, publisher] = await staff(room)
    await room.save(author, path, text)
    await room.move(author, path, 'submission')
    await room.move(first, path, 'first-review')
    await room.open(second, path)
    await room.ask(second, 'updateUnpublishedEntryStatus', { ...placeOf(path), newStatus: 'pending_publish' })
    await room.open(publisher, path)
    await room.ask(publisher, 'publishUnpublishedEntry', placeOf(path))
  },
  async 'the page of the review'(room, text) {
    const [author, first, second, publisher] = await staff(room)
    await room.save(author, path, text)
    for (const [person, move] of [
      [author, 'submission'],
      [first, 'first-review'],
      [second, 'second-review'],
      [publisher, 'publication'],
    ] as const)
      await room.move(person, path, move)
  },
  async 'an import from the command line'(room, text) {
    const by = { id: undefined, name: '文明网门户', login: 'portal' }
    const entry = { source: path, path, text, notes: [], faults: [], media: [] }
    await importEntries({ repository: room.content.repository, db: undefined, by, now: new Date() }, [entry], false)
  },
  async 'git push'(room, text) {
    await pushTo(room.directory, { [path]: text })
  },
  async 'an exchange with CONTENT_REMOTE'(room, text) {
    const remote = join(await temporaryDirectory(), 'remote.git')
    await gitIn(tmpdir(), 'clone', '--quiet', '--bare', room.directory, remote)
    await pushTo(remote, { [path]: text })
    expect(await room.content.repository.exchange(remote)).toMatchObject({ received: true })
  },
}

async function pushTo(directory: string, files: Record<string, string | undefined>): Promise<void> {
  const there = await openRepository(directory)
  const done = await there.commitFiles(
    'main',
    undefined,
    Object.entries(files).map(([path, bytes]) => ({ path, bytes })),
    { author: { name: '外部编辑', email: 'outside@example.cn' }, message: '推送' },
  )
  await there.close()
  if ('refused' in done) throw new Error(done.refused)
}

describe.each(Object.keys(ungated) as Kind[])('an exposure of kind %s that passes no gate', kind => {
  test.each(Object.keys(paths))('is shown to nobody by %s', { timeout: 60_000 }, async way => {
    const room = await newsroom()
    await paths[way]!(room, exposure(kind))
    await room.content.refresh()
    expect(shown(room.content)).toBeUndefined()
    // Nor when the city allows later what it did not.
    await allowPersons(room, false)
    await allowPersons(room, true)
    expect(shown(room.content)).toBeUndefined()
    const onMain = (await room.content.repository.head('main'))!
    if (await room.content.repository.file(onMain, path))
      expect(await listUncleared(room.content)).toEqual([
        { path, title: '示例曝光', isChange: false, isEntry: true, isGone: false, remedy: 'draft' },
      ])
  })

  test('is shown to nobody by a shared repository', { timeout: 60_000 }, async () => {
    const room = await newsroom()
    const shared = join(await temporaryDirectory(), 'shared.git')
    await gitIn(tmpdir(), 'clone', '--quiet', '--bare', room.directory, shared)
    const machine = await openContent({
      dataDir: await temporaryDirectory(),
      shared: { address: shared },
      starterDirectory: '',
      db: room.db,
      log: () => {},
    })
    onTestFinished(() => machine.close())
    await pushTo(shared, { [path]: exposure(kind) })
    await machine.follow()
    expect(await machine.repository.file((await machine.repository.head('main'))!, path)).toBeDefined()
    expect(shown(machine)).toBeUndefined()
  })
})

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
  ])(
    'stays up when another %s is pushed, in this process, in another and after a restart',
    { timeout: 60_000 },
    async (_what, files) => {
      const room = await newsroom()
      await published(room)
      await pushTo(room.directory, files)
      await room.content.refresh()
      const again = await openContent({
        dataDir: '',
        contentRepository: room.directory,
        starterDirectory: '',
        db: room.db,
        log: () => {},
      })
      onTestFinished(() => again.close())
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
    },
  )

  test('counts only as the newest: an older one that is pushed again is held back', { timeout: 60_000 }, async () => {
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

  test('keeps its picture when a draft of another entry replaces it', { timeout: 60_000 }, async () => {
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

  test(
    'is back on main once the pushed one is made a draft, which goes through the reviews as any other',
    { timeout: 60_000 },
    async () => {
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
    },
  )

  test(
    'is seen by another process at once, which reads the database when main moves',
    { timeout: 60_000 },
    async () => {
      const directory = await bareRepository()
      const room = await newsroom({ repository: directory })
      const other = await openContent({
        dataDir: '',
        contentRepository: directory,
        starterDirectory: '',
        db: room.db,
        log: () => {},
      })
      onTestFinished(() => other.close())
      await published(room)
      await other.refresh()
      expect(shown(other)?.body).toBe('审定的。')
    },
  )
})

test('nothing of any type comes to readers by a push, nor do settings', async () => {
  const room = await newsroom()
  const settings = 'content/settings/site.yml'
  const name = room.content.editionAt(new Date()).settings.site_name
  const { repository } = room.content
  const file = (await repository.file((await repository.head('main'))!, settings))!
  const text = (await repository.blobs([file.oid], 100_000)).get(file.oid)!.bytes!.toString()
  const notice = 'content/notices/2026/plain.md'
  const unit = 'content/departments/department-1.md'
  await pushTo(room.directory, {
    [notice]: `---\ntitle: 示例\ncategory: notice\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\n---\n正文。\n`,
    [settings]: text.replace(/^site_name: .*/m, 'site_name: 推送的网站'),
    [unit]: undefined,
  })
  await until(room, () => room.content.everything().published.uncleared.size === 2)
  const edition = room.content.editionAt(new Date())
  expect(edition.find('notices', 'plain')).toBeUndefined()
  expect(edition.settings.site_name).toBe(name)
  // A sample may go by itself.
  expect(edition.find('departments', 'department-1')).toBeUndefined()
  expect(await listUncleared(room.content)).toMatchObject([
    { path: notice, isChange: false },
    { path: settings, isChange: true },
  ])
})

test('a second file of one id that is pushed is the fault, and the first one stays', async () => {
  const room = await newsroom()
  const notice = (title: string) =>
    `---\ntitle: ${title}\ncategory: notice\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\n---\n正文。\n`
  const [first, second] = ['content/notices/2026/same.md', 'content/notices/2025/same.md']
  await room.publish({ [first]: notice('先有的') })
  await pushTo(room.directory, { [second]: notice('后推的') })
  await until(room, () => room.content.everything().published.uncleared.size === 1)
  const edition = room.content.editionAt(new Date())
  expect(edition.find('notices', 'same')?.data.title).toBe('先有的')
  expect(edition.faults.map(({ path }) => path)).toEqual([second])
})
