import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listUncleared } from '#publishing/drafts/uncleared.ts'
import { openContent } from '#publishing/edition/content.ts'
import { importEntries } from '#publishing/import/write-drafts.ts'
import { gitIn, temporaryDirectory } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'
import { exposure, type Kind, path, pushTo, shown, staff, ungated } from '../support/exposing.ts'

const allowPersons = async (room: Newsroom, allowed: boolean) => {
  const { repository } = room.content
  const file = (await repository.file((await repository.head('main'))!, 'content/settings/site.yml'))!
  const text = (await repository.blobs([file.oid], 100_000)).get(file.oid)!.bytes!.toString()
  const without = text.replace(/^allow_person_exposure: .*\n/m, '')
  await room.publish({ 'content/settings/site.yml': `${without}allow_person_exposure: ${allowed}\n` })
}

const until = async (room: Newsroom, isSo: () => boolean) =>
  expect.poll(async () => (await room.content.refresh(), isSo())).toBe(true)

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

describe.each(Object.keys(ungated) as Kind[])('an exposure of kind %s that passes no gate', kind => {
  test.each(Object.keys(paths))('is shown to nobody by %s', async way => {
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

  test('is shown to nobody by a shared repository', async () => {
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
