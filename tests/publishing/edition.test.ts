import { describe, expect, test } from 'vitest'
import type { Edition } from '#publishing/edition/edition.ts'
import { aNotice, anExposure, bareRepository, testContent } from '../support/content.ts'
import { manyEntry } from '../support/many-entries.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const ids = (entries: readonly { id: string }[]) => entries.map(entry => entry.id)

describe('an edition', () => {
  test('holds every type at one commit, with settings', async () => {
    const { content } = await testContent(await bareRepository(8))
    const edition = content.editionAt(now)
    expect(edition.commit).toBe(await content.repository.head('main'))
    expect(edition.settings).toMatchObject({ site_name: '示例文明网', allow_person_exposure: false })
    expect(
      [
        edition.list('role-models'),
        edition.list('exposures'),
        edition.list('notices'),
        edition.list('articles'),
        edition.list('departments'),
      ].map(list => list.length),
    ).toEqual([2, 2, 2, 2, 1])
    expect(edition.faults).toEqual([])
    expect(edition.find('role-models', 'entry-4')).toBe(
      edition.list('role-models').find(entry => entry.id === 'entry-4'),
    )
    expect(edition.list('notices')).toBe(edition.list('notices'))
    expect(edition.find('notices', 'none')).toBeUndefined()
  })

  test('lists the newest publication first, then the newest date of its own, then by id', async () => {
    const { content, publish } = await testContent()
    await publish(
      {
        'content/notices/2026/b-late.md': aNotice({ issued: '2026-10-01' }),
        'content/notices/2026/c-early.md': aNotice({ issued: '2026-09-01' }),
        'content/notices/2026/a-early.md': aNotice({ issued: '2026-09-01' }),
      },
      new Date('2026-11-21T08:00:00+08:00'),
    )
    await publish(
      { 'content/notices/2020/published-last.md': aNotice({ issued: '2020-01-01' }) },
      new Date('2026-11-21T09:00:00+08:00'),
    )
    const notices = content.editionAt(now).list('notices')
    expect(ids(notices)).toEqual(['published-last', 'b-late', 'a-early', 'c-early'])
    expect(notices[0]!.publishedAt).toEqual(new Date('2026-11-21T09:00:00+08:00'))
  })

  test('keeps the date of publication when an entry is corrected, and dates the correction', async () => {
    const { content, publish } = await testContent()
    await publish({ 'content/notices/2026/a.md': aNotice() }, new Date('2026-11-21T08:00:00+08:00'))
    await publish({ 'content/notices/2026/a.md': aNotice({ title: '更正后' }) }, new Date('2026-11-21T18:00:00+08:00'))
    expect(content.editionAt(now).list('notices')[0]).toMatchObject({
      data: { title: '更正后' },
      publishedAt: new Date('2026-11-21T08:00:00+08:00'),
      updatedAt: new Date('2026-11-21T18:00:00+08:00'),
    })
  })

  test('is exchanged whole: who holds the old one sees nothing of the new', async () => {
    const { content, publish } = await testContent()
    await publish(
      {
        'content/notices/2026/a.md': aNotice({ title: '旧一' }),
        'content/notices/2026/b.md': aNotice({ title: '旧二' }),
      },
      now,
    )
    const before = content.editionAt(now)
    await publish(
      {
        'content/notices/2026/a.md': aNotice({ title: '新一' }),
        'content/notices/2026/b.md': undefined,
        'content/notices/2026/c.md': aNotice({ title: '新三' }),
      },
      now,
    )
    expect(before.list('notices').map(({ data }) => data.title)).toEqual(['旧一', '旧二'])
    expect(
      content
        .editionAt(now)
        .list('notices')
        .map(({ data }) => data.title),
    ).toEqual(['新一', '新三'])
  })

  test('never shows half of a push, however often it is asked meanwhile', async () => {
    const { content, publish } = await testContent()
    const round = (at: number) =>
      Object.fromEntries(
        Array.from({ length: 30 }, (_, number) => [
          `content/notices/2026/n-${number}.md`,
          aNotice({ title: `第${at}轮` }),
        ]),
      )
    await publish(round(0))
    let mixed = 0
    let running = true
    const reader = (async () => {
      while (running) {
        const titles = new Set(
          content
            .editionAt(now)
            .list('notices')
            .map(({ data }) => data.title),
        )
        if (titles.size !== 1) mixed += 1
        await new Promise(resolve => setImmediate(resolve))
      }
    })()
    for (let at = 1; at <= 4; at += 1) await publish(round(at))
    running = false
    await reader
    expect(mixed).toBe(0)
  })

  test('is the same object until something in it changes, and unchanged entries keep the HTML they made', async () => {
    const { content, publish } = await testContent(await bareRepository(4))
    const before = content.editionAt(now)
    expect(content.editionAt(new Date(now.getTime() + 1000))).toBe(before)
    const story = before.list('role-models')[0]!
    const html = story.html()
    expect(html).toContain('<h2>从一只编织袋开始</h2>')
    await publish({ 'content/notices/2026/a.md': aNotice() })
    expect(content.editionAt(now)).not.toBe(before)
    expect(content.editionAt(now).list('role-models')[0]).toBe(story)
  })

  test('refreshed step by step equals one built from the beginning', async () => {
    const { content, publish, directory } = await testContent(await bareRepository(12))
    await publish({
      [manyEntry(1).path]: undefined,
      [manyEntry(2).path]: '坏了',
      'content/notices/2026/a.md': aNotice(),
      'content/media/many/picture.svg': undefined,
    })
    await publish({
      [manyEntry(2).path]: manyEntry(2).text,
      'content/departments/department-1.md': undefined,
      'content/media/many/new.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    })
    const { content: fresh } = await testContent(directory)
    const facts = (edition: Edition) => ({
      commit: edition.commit,
      faults: edition.faults,
      settings: edition.settings,
      lists: [
        edition.list('role-models'),
        edition.list('exposures'),
        edition.list('notices'),
        edition.list('articles'),
        edition.list('departments'),
      ].map(list => list.map(entry => ({ ...entry, html: entry.html() }))),
    })
    expect(facts(content.editionAt(now))).toEqual(facts(fresh.editionAt(now)))
  })
})

describe('time', () => {
  test('brings entries and takes them away at their minute, without a refresh', async () => {
    const { content, publish } = await testContent()
    await publish(
      {
        'content/notices/2026/from.md': aNotice({ more: 'publish_at: 2027-01-01T09:00:00+08:00\n' }),
        'content/notices/2026/until.md': aNotice({ more: 'expires_at: 2027-01-01T09:30:00+08:00\n' }),
        'content/notices/2026/always.md': aNotice(),
      },
      new Date('2026-11-21T08:00:00+08:00'),
    )
    const at = (time: string) => ids(content.editionAt(new Date(`2027-01-01T${time}+08:00`)).list('notices'))
    expect(at('08:59:59')).toEqual(['always', 'until'])
    expect(at('09:00:00')).toEqual(['from', 'always', 'until'])
    expect(at('09:29:59')).toEqual(['from', 'always', 'until'])
    expect(at('09:30:00')).toEqual(['from', 'always'])
    expect(at('08:00:00')).toEqual(['always', 'until'])
    expect(content.editionAt(new Date('2027-01-02T00:00:00Z')).list('notices')[0]!.publishedAt).toEqual(
      new Date('2027-01-01T09:00:00+08:00'),
    )
  })

  test('takes an exposure down when its day ends in Lishui', async () => {
    const { content, publish } = await testContent()
    await publish({ 'content/exposures/2026/a.md': anExposure({ until: '2026-12-31' }) })
    expect(content.editionAt(new Date('2026-12-31T23:59:59.999+08:00')).list('exposures')).toHaveLength(1)
    expect(content.editionAt(new Date('2026-12-31T16:00:00Z')).list('exposures')).toHaveLength(0)
  })
})

test('of a withdrawn exposure only a dated note is left: no matter, place, unit, text or picture', async () => {
  const { content, publish } = await testContent()
  const picture = 'before:\n  - src: /media/exposures/before.svg\n    alt: 示例路\n'
  await publish({
    'content/exposures/2026/a.md': anExposure({ title: '张三占道', more: `${picture}unit: department-1\n` }),
    'content/media/exposures/before.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  })
  const address = content.editionAt(now).mediaUrl('/media/exposures/before.svg')
  expect(await content.readMedia(address, now)).toBeDefined()
  await publish({
    'content/exposures/2026/a.md': anExposure({
      title: '张三占道',
      state: 'withdrawn',
      more: `${picture}unit: department-1\nwithdrawal:\n  on: 2026-11-21\n  reason: 事实有误\n`,
    }),
  })
  const [note] = content.editionAt(now).list('exposures')
  expect(note).toMatchObject({
    id: 'a',
    body: '',
    data: { state: 'withdrawn', title: '本条曝光已撤回', withdrawal: { on: '2026-11-21', reason: '事实有误' } },
  })
  expect(JSON.stringify(note)).not.toMatch(/张三|示例路|示例问题|department-1|before\.svg/)
  expect(note!.html()).toBe('')
  expect(await content.readMedia(address, now)).toBeUndefined()
})

test('persons are shown only where the settings allow it: not their pictures either, and the desk is told why', async () => {
  const { content, publish } = await testContent()
  const now = new Date()
  const person = anExposure({
    more: 'before:\n  - src: /media/exposures/face.svg\n    alt: 图\npenalty: {decision_number: 示例 1 号, authority: 示例机关, legal_basis: 示例条款}\n',
  }).replace('kind: phenomenon', 'kind: person')
  await publish({
    'content/exposures/2026/person.md': person,
    'content/media/exposures/face.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  })
  const before = content.editionAt(now)
  expect([before.list('exposures'), before.media('/media/exposures/face.svg')]).toEqual([[], undefined])
  expect(before.faults.map(({ path, field }) => [path, field])).toEqual([['content/exposures/2026/person.md', 'kind']])
  const settings = await content.repository.file(before.commit, 'content/settings/site.yml')
  const text =
    (await content.repository.blobs([settings?.oid ?? ''], 100_000)).get(settings?.oid ?? '')?.bytes?.toString() ?? ''
  await publish({ 'content/settings/site.yml': `${text}allow_person_exposure: true\n` })
  const after = content.editionAt(now)
  expect([after.list('exposures').length, after.faults]).toEqual([1, []])
  expect(after.media('/media/exposures/face.svg')).toBeDefined()
})
