import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import { isRefusal } from '#publishing/drafts/refusals.ts'
import { makeDraftOf } from '#publishing/drafts/uncleared.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { findConflicts, settleConflicts } from '#publishing/newsroom/conflicts.ts'
import { checkDue } from '#publishing/newsroom/due.ts'
import { findFaultyFile, mendFile } from '#publishing/newsroom/faulty-files.ts'
import { findHistory, restoreVersion } from '#publishing/newsroom/history.ts'
import { faultyFileWords } from '#publishing/newsroom/words.ts'
import { aNotice, gitIn, temporaryDirectory } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/whose.md'
const { collection, slug } = placeOf(path)

async function staff() {
  const room = await newsroom()
  const [contributor, writer, other, third, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('写稿的审核员', 'reviewer'),
    room.person('别的审核员', 'reviewer'),
    room.person('第三个审核员', 'reviewer'),
    room.person('签发人', 'contributor', 'publisher'),
  ])
  return { room, contributor, writer, other, third, publisher }
}
type Staff = Awaited<ReturnType<typeof staff>>

const visitOf = ({ db, content }: Newsroom, person: SignedInPerson) => ({
  db,
  content,
  person,
  now: new Date(),
  suggestionFacts: async () => undefined,
})

/** A commit on main, or on another branch, in the name of somebody, as `git push` brings it. */
async function push(
  { content, directory }: Newsroom,
  by: { name: string; login: string | null },
  text: string | undefined,
  { file = path, repository = content.repository } = {},
): Promise<void> {
  await repository.commitFiles('main', undefined, [{ path: file, bytes: text }], {
    author: { name: by.name, email: `${by.login}@localhost` },
    message: '推送',
  })
  if (repository.directory === directory) await content.refresh()
}

async function mend({ room, contributor }: Staff, text: string, to = '', file = path) {
  const faulty = (await findFaultyFile(room.content, file))!
  return mendFile(visitOf(room, contributor), faulty, { text, to, oid: faulty.oid })
}

async function publish({ room, contributor, other, third, publisher }: Staff, text: string): Promise<void> {
  await room.save(contributor, path, text)
  await room.review(path, contributor, other, third)
  expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
}

/** The ways in which a text that a reviewer wrote becomes a draft by somebody else's hand. */
const doors: Record<string, (all: Staff) => Promise<unknown>> = {
  转成草稿: async ({ room, writer, publisher }) => {
    await push(room, writer, aNotice({ body: '推送的。' }))
    await push(room, { name: '外人', login: 'nobody' }, aNotice({ body: '推送的！' }))
    return makeDraftOf(room.db, room.content, publisher, path, new Date())
  },
  'a mended file': async all => {
    await push(all.room, all.writer, aNotice({ body: '推送的。' }))
    return mend(all, aNotice({ body: '推送的！' }))
  },
  'a mended file that nobody has changed': async all => {
    await push(all.room, all.writer, aNotice({ body: '推送的。' }))
    return mend(all, aNotice({ body: '推送的。' }))
  },
  'a mended file that could not be read': async all => {
    await push(all.room, all.writer, '---\ntitle: [\n---\n推送的。\n')
    return mend(all, aNotice({ body: '推送的。' }))
  },
  'a mended file that lay where none may': async all => {
    const file = 'content/elsewhere/whose.md'
    await push(all.room, all.writer, aNotice({ body: '推送的。' }), { file })
    return mend(all, aNotice({ body: '推送的。' }), path, file)
  },
  'the editor, opened on what stands on main': async ({ room, contributor, writer }) => {
    await push(room, writer, aNotice({ body: '推送的。' }))
    return room.save(contributor, path, aNotice({ body: '推送的！' }))
  },
  'a draft that is put on top of it': async ({ room, contributor, writer }) => {
    await room.save(contributor, path, aNotice())
    await push(room, writer, aNotice({ body: '推送的。' }))
    const base = (await room.content.repository.file('main', path))!.oid
    return room.save(contributor, path, aNotice({ body: '推送的！' }), { base, isNew: false })
  },
  'the version of the history that stands on main': async ({ room, contributor, writer }) => {
    await push(room, writer, aNotice({ body: '推送的。' }))
    const history = (await findHistory(room.db, room.content, contributor, collection, 'whose'))!
    const [version] = history.versions
    return restoreVersion(visitOf(room, contributor), history, version!, version!.file!.oid)
  },
  'an older version of the history that has passed its reviews': async all => {
    const { room, writer, other, third, contributor, publisher } = all
    await room.save(contributor, path, aNotice())
    await room.save(writer, path, aNotice({ body: '审核员写的。' }))
    await room.review(path, contributor, other, third)
    expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
    await publish(all, aNotice({ body: '新的。' }))
    const history = (await findHistory(room.db, room.content, contributor, collection, 'whose'))!
    return restoreVersion(
      visitOf(room, contributor),
      history,
      history.versions[1]!,
      await room.content.repository.file('main', path).then(file => file!.oid),
    )
  },
  'the other side of a conflict': async all => {
    const { room, writer, publisher } = all
    const remote = join(await temporaryDirectory(), 'remote.git')
    await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', remote)
    const { repository } = room.content
    await publish(all, aNotice())
    await repository.exchange(remote)
    const there = await openRepository(remote)
    await push(room, writer, aNotice({ body: '推送的。' }), { repository: there })
    await there.close()
    await publish(all, aNotice({ body: '这里改的。' }))
    await repository.exchange(remote)
    const { conflict } = (await findConflicts(room.content, (_, id) => id))!
    return settleConflicts(visitOf(room, publisher), conflict, new Set([path]))
  },
  'a scheduled version that fails at its minute': async all => {
    const { room, writer, contributor, other, third, publisher } = all
    const due = new Date(Date.now() + 30 * 24 * 3_600_000)
    const when = `publish_at: "${due.toISOString().slice(0, 19)}+00:00"\n`
    await room.save(contributor, path, aNotice({ more: when }))
    await room.content.repository.commitFiles(
      'cms/notices/whose',
      undefined,
      [{ path, bytes: aNotice({ more: when, body: '这里有示例禁语。' }) }],
      { author: { name: writer.name, email: `${writer.login}@localhost` }, message: '推送' },
    )
    await room.review(path, contributor, other, third)
    expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
    await room.publish({
      'content/wording/example.md': `---\nexpression: 示例禁语\nseverity: forbidden\nwrong: 不尊重\nrule: 示例依据\n---\n`,
    })
    const done = await checkDue(room.db, room.content, async () => undefined, new Date(due.getTime() - 60_000))
    await room.publish({ 'content/wording/example.md': undefined })
    return done
  },
}

test.each(Object.keys(doors))(
  'who wrote a text gives none of its reviews, though another makes a draft of it: by %s',
  async door => {
    const all = await staff()
    const { room, contributor, writer, other, publisher } = all
    const done = (await doors[door]!(all)) as object
    expect(isRefusal(done), JSON.stringify(done)).toBe(false)
    const draft = await room.content.drafts.find(collection, slug)
    expect(draft).toMatchObject({ status: 'draft' })
    expect(draft?.authors.map(({ name }) => name)).toContain(writer.name)
    const author = draft!.authors.some(({ id, pushed }) => id === contributor.id && !pushed) ? contributor : publisher
    const orphan = draft!.authors.every(({ pushed }) => pushed)
    expect(await room.move(orphan ? other : author, path, 'submission')).not.toHaveProperty('reason')
    expect(await room.move(writer, path, 'first-review')).toMatchObject({ reason: 'same-person' })
    expect(await room.move(other, path, 'first-review')).not.toHaveProperty('reason')
    expect(await room.move(writer, path, 'second-review')).toMatchObject({ reason: 'same-person' })
  },
)

test('who wrote what readers see already is no author of a change of it', async () => {
  const all = await staff()
  const { room, contributor, writer } = all
  await push(room, writer, aNotice({ body: '推送的。' }))
  await makeDraftOf(room.db, room.content, all.publisher, path, new Date())
  await room.review(path, all.third, all.other, all.third)
  expect(await room.move(all.publisher, path, 'publication')).toHaveProperty('published')
  await room.save(contributor, path, aNotice({ body: '推送的！' }))
  expect((await room.content.drafts.find(collection, slug))?.authors).toEqual([
    { id: contributor.id, name: contributor.name },
  ])
})

test('a text that came by a push and is mended without a change goes its way to readers', async () => {
  const all = await staff()
  const { room, contributor, other, third, publisher } = all
  await push(room, { name: '外人', login: 'nobody' }, aNotice({ title: '推送的' }))
  expect(await mend(all, aNotice({ title: '推送的' }))).toEqual({ collection, id: 'whose' })
  await room.review(path, contributor, other, third)
  expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
  expect(room.content.editionAt(new Date()).find('notices', 'whose')?.data.title).toBe('推送的')
})

test('a file that has passed its reviews and is at fault is no draft until somebody changes it', async () => {
  const all = await staff()
  const text = aNotice().replace(/summary: .*\n/, '')
  await all.room.publish({ [path]: text })
  expect(await mend(all, text)).toMatchObject({ reason: 'invalid', error: faultyFileWords.unchanged, field: 'text' })
  expect(await mend(all, aNotice())).toEqual({ collection, id: 'whose' })
})
