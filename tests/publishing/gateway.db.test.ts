import { describe, expect, test } from 'vitest'
import type { Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayAction, GatewayActions } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import type { TypeName } from '#publishing/types/index.ts'
import { aNotice, anExposure, gitIn } from '../support/content.ts'
import { entries, textOf } from '../support/new-entries.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const types = Object.keys(entries) as TypeName[]
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect/></svg>'

async function everybody(room: Newsroom) {
  const roles: Role[] = ['contributor', 'reviewer', 'publisher', 'clerk', 'admin', 'volunteer']
  const people = await Promise.all(roles.map(async role => [role, await room.person(`示例${role}`, role)] as const))
  return Object.fromEntries(people) as Record<Role, SignedInPerson>
}

describe('who may do what', () => {
  test.each(types)('%s: every action by every role', async type => {
    const room = await newsroom()
    const people = await everybody(room)
    const author = await room.person('撰稿人', 'contributor')
    const { path, text } = entries[type]
    const { collection, slug } = placeOf(path)
    const main = (await room.content.repository.head('main')) ?? ''
    const settled = await room.content.repository.file(main, 'content/departments/department-1.md')
    const params: { [Action in GatewayAction]: GatewayActions[Action]['params'] } = {
      info: {},
      entriesByFolder: { folder: `content/${type}`, extension: 'md', depth: 2 },
      entriesByFiles: { files: [{ path }] },
      getEntry: { path: 'content/departments/department-1.md' },
      unpublishedEntries: {},
      unpublishedEntry: { collection, slug },
      unpublishedEntryDataFile: { collection, slug, path, id: '' },
      persistEntry: {
        dataFiles: [{ slug, path, raw: text }],
        assets: [],
        options: { collectionName: collection, newEntry: false },
        base: { [path]: null },
      },
      updateUnpublishedEntryStatus: { collection, slug, newStatus: 'draft' },
      publishUnpublishedEntry: { collection, slug },
      deleteUnpublishedEntry: { collection, slug },
      deleteFiles: { paths: [path] },
      getMedia: { mediaFolder: 'content/media/uploads' },
      getMediaFile: { path: 'content/media/many/picture.svg' },
      persistMedia: {
        asset: {
          path: 'content/media/uploads/a.svg',
          content: Buffer.from(svg).toString('base64'),
          encoding: 'base64',
        },
      },
      entryAside: { collection, slug },
      endNote: { collection, slug, id: 1 },
    }
    expect(settled).toBeDefined()
    const open: GatewayAction[] = [
      'info',
      'entriesByFolder',
      'entriesByFiles',
      'getEntry',
      'unpublishedEntries',
      'getMedia',
      'getMediaFile',
    ]
    const ofDrafts: GatewayAction[] = ['unpublishedEntry', 'unpublishedEntryDataFile']
    const expected: Record<string, Partial<Record<GatewayAction, string>>> = {
      contributor: {
        unpublishedEntry: 'forbidden',
        unpublishedEntryDataFile: 'forbidden',
        persistEntry: 'forbidden',
        updateUnpublishedEntryStatus: 'forbidden',
        publishUnpublishedEntry: 'forbidden',
        deleteUnpublishedEntry: 'forbidden',
        deleteFiles: 'forbidden',
        persistMedia: 'forbidden',
        entryAside: 'forbidden',
        endNote: 'forbidden',
      },
      reviewer: {
        persistEntry: 'stale',
        publishUnpublishedEntry: 'forbidden',
        deleteUnpublishedEntry: 'forbidden',
        deleteFiles: 'forbidden',
        persistMedia: 'forbidden',
        endNote: 'not-found',
      },
      publisher: {
        persistEntry: 'stale',
        endNote: 'not-found',
        publishUnpublishedEntry: 'step-missing',
        deleteFiles: 'forbidden',
      },
    }
    for (const [role, person] of Object.entries(people)) {
      for (const action of Object.keys(params) as GatewayAction[]) {
        if (!(await room.content.drafts.find(collection, slug)))
          expect(await room.save(author, path, text), JSON.stringify(type)).toHaveProperty('versions')
        const answer = await room.ask(person, action, params[action] as never)
        const isEditor = role in expected
        const wanted = isEditor ? expected[role]?.[action] : 'forbidden'
        expect(answer.reason, `${type}: ${action} by ${role}: ${answer.error}`).toBe(wanted)
        if (wanted === undefined && open.concat(ofDrafts).includes(action)) expect(answer).not.toHaveProperty('error')
        if (answer.error) expect(answer.error).toMatch(/[\u4e00-\u9fff]/)
      }
    }
  })

  test('settings: only a publisher saves them, and nobody deletes them', async () => {
    const room = await newsroom()
    const people = await everybody(room)
    const path = 'content/settings/site.yml'
    const stored = (await room.ask(people.reviewer, 'entriesByFiles', { files: [{ path }] }))[0]
    const raw = (stored?.data ?? '').replace('示例文明网', '示例文明')
    expect(
      [await room.save(people.contributor, path, raw), await room.save(people.reviewer, path, raw)].map(
        answer => answer.reason,
      ),
    ).toEqual(['forbidden', 'forbidden'])
    expect(await room.save(people.publisher, path, raw)).toHaveProperty('versions')
    expect(await room.ask(people.publisher, 'deleteFiles', { paths: [path] })).toMatchObject({ reason: 'forbidden' })
    const [first, second, other] = await Promise.all([
      room.person('甲', 'reviewer'),
      room.person('乙', 'reviewer'),
      room.person('丙', 'publisher'),
    ])
    await room.review(path, people.publisher, first, second)
    expect(await room.move(people.publisher, path, 'publication')).toMatchObject({ reason: 'same-person' })
    expect(await room.move(other, path, 'publication')).toHaveProperty('published')
    expect(room.content.editionAt(new Date()).settings.site_name).toBe('示例文明')
  })

  test('a contributor sees and lists their own drafts, reviewers and publishers all', async () => {
    const room = await newsroom()
    const people = await everybody(room)
    const other = await room.person('别人', 'contributor')
    await room.save(people.contributor, entries.notices.path, aNotice())
    await room.save(other, entries.articles.path, entries.articles.text)
    const listed = async (person: SignedInPerson) =>
      (await room.ask(person, 'unpublishedEntries', {})).map(draft => draft.id).sort()
    expect(await listed(people.contributor)).toEqual(['notices/2026/new'])
    expect(await listed(other)).toEqual(['articles/2026/new'])
    expect(await listed(people.reviewer)).toEqual(['articles/2026/new', 'notices/2026/new'])
    expect(await listed(people.publisher)).toHaveLength(2)
  })
})

describe('saving', () => {
  test('a draft is a branch; author and committer are the signed-in person, the subject says what', async () => {
    const room = await newsroom()
    const author = await room.person('梅一舟', 'contributor')
    const saved = await room.save(author, entries.notices.path, aNotice({ title: '放假通知' }))
    const [oid] = Object.values(saved.versions)
    expect(await gitIn(room.directory, 'log', '-1', '--format=%an <%ae>|%cn|%s', 'cms/notices/new')).toBe(
      `梅一舟 <${author.login}@localhost>|梅一舟|起草通知公告：放假通知`,
    )
    const draft = await room.ask(author, 'unpublishedEntry', placeOf(entries.notices.path))
    expect(draft).toMatchObject({
      id: 'notices/2026/new',
      status: 'draft',
      pullRequestAuthor: '梅一舟',
      diffs: [{ id: oid, path: entries.notices.path, newFile: true }],
    })
    expect(room.content.editionAt(new Date()).list('notices')).toEqual([])
  })

  test('a stale editor is told who changed it and when, and nothing is lost', async () => {
    const room = await newsroom()
    const [one, two] = await Promise.all([room.person('甲', 'contributor'), room.person('乙', 'reviewer')])
    const { path } = entries.notices
    const first = await room.save(one, path, aNotice({ body: '一。' }))
    const base = first.versions[path]
    expect(await room.save(two, path, aNotice({ body: '二。' }), { base })).toHaveProperty('versions')
    const refused = await room.save(one, path, aNotice({ body: '三。' }), { base })
    expect(refused).toMatchObject({ reason: 'stale', by: '乙', path })
    expect(refused.error).toContain('乙')
    expect(Date.parse(refused.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
    expect((await room.ask(one, 'unpublishedEntryDataFile', { ...placeOf(path), path, id: '' })).data).toContain('二。')
    expect(await room.save(one, path, aNotice({ body: '三。' }), { base: refused.oid })).toHaveProperty('versions')
  })

  test('a fault is told in Chinese with the labels of the form, and its field', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    const unknown = aNotice({ more: 'attachments:\n  - file: /files/a.pdf\n    unknown: 1\n' })
    expect(await room.save(author, entries.notices.path, unknown)).toMatchObject({
      reason: 'invalid',
      field: 'attachments.0',
      error: expect.stringContaining('“附件”第 1 项：') as string,
    })
    expect(await room.save(author, entries.notices.path, aNotice({ title: '' }))).toMatchObject({
      reason: 'invalid',
      field: 'title',
    })
    expect(await room.content.repository.branches('cms/')).toEqual([])
  })

  test('an id that exists in its type is taken, in whatever year and whether published or a draft', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    await room.publish({ 'content/notices/2025/known.md': aNotice() })
    expect(await room.save(author, 'content/notices/2026/known.md', aNotice())).toMatchObject({ reason: 'taken' })
    expect(
      await room.save(author, 'content/notices/2025/known.md', aNotice(), { base: null, isNew: true }),
    ).toMatchObject({ reason: 'taken' })
    await room.save(author, entries.notices.path, aNotice())
    expect(await room.save(author, entries.notices.path, aNotice(), { base: null, isNew: true })).toMatchObject({
      reason: 'taken',
    })
  })

  test('saving what is published anyway makes no draft', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    await room.publish({ [entries.notices.path]: aNotice() })
    expect(await room.save(author, entries.notices.path, aNotice())).toHaveProperty('versions')
    expect(await room.content.repository.branches('cms/')).toEqual([])
  })

  test('taken down, an entry can be saved as a draft again', async () => {
    const room = await newsroom()
    const publisher = await room.person('叶', 'publisher')
    await room.publish({ [entries.notices.path]: aNotice() })
    await room.publish({ [entries.notices.path]: undefined })
    expect(room.content.editionAt(new Date()).list('notices')).toEqual([])
    expect(await room.save(publisher, entries.notices.path, aNotice(), { base: null, isNew: false })).toHaveProperty(
      'versions',
    )
  })
})

test('what an entry still shows is not taken down, and no entry is', async () => {
  const room = await newsroom()
  const publisher = await room.person('叶', 'publisher')
  await room.publish({
    [entries['role-models'].path]: textOf(4),
    'content/exposures/2026/unit.md': anExposure({ more: 'unit: department-1\n' }),
  })
  expect(await room.ask(publisher, 'deleteFiles', { paths: ['content/media/many/picture.svg'] })).toMatchObject({
    reason: 'gate',
  })
  for (const path of ['content/departments/department-1.md', 'content/exposures/2026/unit.md'])
    expect(await room.ask(publisher, 'deleteFiles', { paths: [path] })).toMatchObject({
      reason: 'forbidden',
      error: gatewayWords.removalByReviews,
    })
})
