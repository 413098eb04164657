import { expect, onTestFinished, test } from 'vitest'
import { recordEvent } from '#people/events.ts'
import { stepMessage } from '#publishing/drafts/drafts.ts'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { aNotice, anExposure, bareRepository, temporaryDirectory } from '../support/content.ts'
import { reopened } from '../support/newsroom.ts'
import { testDatabase } from '../support/database.ts'

const path = 'content/exposures/2026/old.md'
const branch = 'cms/notices/new'
const entry = 'content/notices/2026/new.md'

test('what stands on main when a database first meets it is taken as it is, once and with an event', async () => {
  const { db } = await testDatabase()
  const directory = await bareRepository()
  const repository = await openRepository(directory)
  const put = (title: string) =>
    repository.commitFiles('main', undefined, [{ path, bytes: anExposure({ title }) }], {
      author: { name: '示例', email: 'sample@example.cn' },
      message: '放入',
    })
  await put('从前发布的')
  const titles = (content: Content) =>
    content
      .editionAt(new Date())
      .list('exposures')
      .map(({ data }) => data.title)
  // Two processes that start at once.
  const both = await Promise.all([reopened({ directory, db }), reopened({ directory, db })])
  for (const content of both) expect(titles(content)).toEqual(['从前发布的'])
  await put('后来推送的')
  expect(titles(await reopened({ directory, db }))).toEqual(['从前发布的'])
  await repository.close()
  const events = await db.selectFrom('event').select('action').where('action', '=', 'content.adopted').execute()
  expect(events).toHaveLength(1)
})

test('a folder of content that went before anything was published is made once more, and readers see it', async () => {
  const { db } = await testDatabase()
  const begin = async () => {
    const dataDir = await temporaryDirectory()
    const content = await openContent({ dataDir, starterDirectory: 'content', db, log: () => {} })
    onTestFinished(() => content.close())
    return content.editionAt(new Date())
  }
  const first = await begin()
  const again = await begin()
  expect(again.list('role-models').length).toBeGreaterThan(0)
  expect(again.list('role-models').map(({ id }) => id)).toEqual(first.list('role-models').map(({ id }) => id))
})

test('drafts of an earlier version keep their authors, and those reviews that an event bears out', async () => {
  const { db } = await testDatabase()
  const directory = await bareRepository()
  const repository = await openRepository(directory)
  const people = await Promise.all(
    ['撰稿人', '初审人', '复审人'].map(async name => ({
      name,
      ...(await db
        .insertInto('person')
        .values({ login: `login-${crypto.randomUUID().slice(0, 8)}`, name, password_hash: 'none' })
        .returning('id')
        .executeTakeFirstOrThrow()),
    })),
  )
  const [author, first, second] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
  const commit = async (step: Parameters<typeof stepMessage>[1], by: (typeof people)[0]) => {
    const done = await repository.commitFiles(
      branch,
      undefined,
      step === 'save' ? [{ path: entry, bytes: aNotice() }] : [],
      {
        author: { name: by.name, email: 'x@localhost' },
        message: stepMessage(step, step, entry, by),
        from: await repository.head('main'),
        evenIfSame: true,
      },
    )
    return 'commit' in done ? done.commit : ''
  }
  await commit('save', author)
  await commit('submission', author)
  const reviewed = await commit('first-review', first)
  await recordEvent(db, {
    actor: { kind: 'person', id: first.id },
    action: 'draft.first-reviewed',
    object: { kind: 'entry', id: entry },
    detail: { commit: reviewed.slice(0, 12) },
  })
  // Nobody gave this one.
  const content = await reopened({ directory, db })
  expect(await content.drafts.find('notices', 'new')).toMatchObject({
    status: 'pending_review',
    authors: [{ id: author.id, name: '撰稿人' }],
    reviews: [{ move: 'first-review', by: { id: first.id } }],
  })
  await commit('second-review', second)
  expect(await content.drafts.find('notices', 'new')).toMatchObject({ status: 'draft', reviews: [] })
  await repository.close()
})
