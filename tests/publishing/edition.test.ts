import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Edition } from '#publishing/edition/edition.ts'
import { aNotice, anExposure, bareRepository, gitIn, temporaryDirectory, testContent } from '../support/content.ts'
import { manyEntry } from '../support/many-entries.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const faultsOf = (edition: Edition) =>
  edition.faults.map(({ path, field, message }) =>
    [path.split('/').slice(2).join('/'), field, message].filter(Boolean).join(' | '),
  )
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
      'content/media/many/new.svg': '<svg/>',
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

describe('a bad file', () => {
  test('is left out with its fault, everything else stays up, and mended it is back', async () => {
    const { content, publish, logged } = await testContent()
    await publish({
      'content/notices/2026/good.md': aNotice(),
      'content/notices/2026/schema.md': aNotice({ issued: '昨天' }),
      'content/notices/2026/yaml.md': '---\ntitle: [\n---\n',
      'content/notices/2026/binary.md': Buffer.from([0, 1, 2, 255, 254]),
      'content/notices/2026/nul.md': aNotice({ title: '甲\0乙' }),
      'content/notices/2026/huge.md': aNotice({ body: '字\n\n'.repeat(100_000) }),
      'content/notices/2026/bom.md': `\ufeff${aNotice()}`,
      'content/notices/2026/Bad_Name.md': aNotice(),
      'content/notices/no-year.md': aNotice(),
      'content/elsewhere/2026/a.md': aNotice(),
      'content/media/notices/program.exe': 'MZ',
      'content/media/notices/图.svg': '<svg/>',
      'content/notices/2026/.gitkeep': '',
      'README.md': '仓库说明',
    })
    const edition = content.editionAt(now)
    expect(ids(edition.list('notices'))).toEqual(['bom', 'good'])
    expect(faultsOf(edition)).toEqual([
      '2026/a.md | 这里不放内容文件：条目应在 content/〈类型〉/〈年份〉/〈编号〉.md，单位不分年份',
      'notices/program.exe | 不发布这种文件，或文件名不合要求：只用字母、数字、点、下划线和连字符，类型为图片、PDF、Word、Excel、ZIP',
      'notices/图.svg | 不发布这种文件，或文件名不合要求：只用字母、数字、点、下划线和连字符，类型为图片、PDF、Word、Excel、ZIP',
      '2026/Bad_Name.md | 文件名只用小写字母、数字和连字符，如 first-place.md',
      '2026/binary.md | 文件不是 UTF-8 编码的文本',
      '2026/huge.md | 文件超过 256 KB',
      '2026/nul.md | 文件里有控制字符（如 NUL），不是文本文件',
      '2026/schema.md | issued_on | 成文日期须为真实的日期，写作 2026-11-20',
      '2026/yaml.md | 字段部分不是有效的 YAML（字段部分第 1 行）',
      'no-year.md | 这里不放内容文件：条目应在 content/〈类型〉/〈年份〉/〈编号〉.md，单位不分年份',
    ])
    expect(logged.filter(line => line.startsWith('warn'))).toContain(
      'warn content fault content/notices/2026/schema.md issued_on 成文日期须为真实的日期，写作 2026-11-20',
    )
    expect(logged.filter(line => line.includes('schema.md'))).toHaveLength(1)

    await publish({ 'content/notices/2026/schema.md': aNotice(), 'content/notices/2026/good.md': '从此坏了' })
    expect(ids(content.editionAt(now).list('notices'))).toEqual(['bom', 'schema'])
    expect(logged.filter(line => line.includes('2026/yaml.md'))).toHaveLength(1)
  })

  test('that is a symbolic link or a submodule is not followed', async () => {
    const directory = await bareRepository()
    const clone = join(await temporaryDirectory(), 'clone')
    await gitIn(directory, 'clone', '--quiet', directory, clone)
    await rm(join(clone, 'content/departments'), { recursive: true })
    await symlink('/etc/passwd', join(clone, 'content/departments.md'))
    await symlink('../../settings', join(clone, 'content/media/linked'))
    await symlink('/etc/hostname', join(clone, 'content/media/many/host.svg'))
    await writeFile(join(clone, 'content/media/many/real.svg'), '<svg/>')
    await gitIn(clone, 'add', '--all')
    await gitIn(
      clone,
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${await gitIn(clone, 'rev-parse', 'HEAD')},content/notices`,
    )
    await gitIn(clone, 'commit', '--quiet', '--message', '链接')
    await gitIn(clone, 'push', '--quiet', 'origin', 'HEAD:main')
    const { content } = await testContent(directory)
    const edition = content.editionAt(now)
    expect(edition.faults.map(({ path }) => path)).toEqual([
      'content/departments.md',
      'content/media/linked',
      'content/media/many/host.svg',
      'content/notices',
    ])
    expect(new Set(edition.faults.map(({ message }) => message))).toEqual(
      new Set(['符号链接和子模块不会被读取，请放入文件本身']),
    )
    expect(edition.mediaUrl('/media/many/host.svg')).toBe('/media/many/host.svg')
  })

  test('with an id that another entry of its type has keeps the older one', async () => {
    const { content, publish } = await testContent()
    await publish({ 'content/notices/2026/same.md': aNotice({ title: '先来' }) }, new Date('2026-11-20T08:00:00+08:00'))
    await publish({ 'content/notices/2025/same.md': aNotice({ title: '后到' }) }, new Date('2026-11-21T08:00:00+08:00'))
    expect(
      content
        .editionAt(now)
        .list('notices')
        .map(({ data }) => data.title),
    ).toEqual(['先来'])
    expect(faultsOf(content.editionAt(now))).toEqual([
      '2025/same.md | 编号与 content/notices/2026/same.md 重复，请改文件名',
    ])
  })

  test('of settings falls back to their last readable version, also after a restart', async () => {
    const { content, publish, directory } = await testContent()
    await publish({ 'content/settings/site.yml': 'site_name: [', 'content/notices/2026/a.md': aNotice() })
    for (const opened of [content, (await testContent(directory)).content]) {
      expect(opened.editionAt(now).settings.site_name).toBe('示例文明网')
      expect(faultsOf(opened.editionAt(now))).toEqual(['site.yml | 字段部分不是有效的 YAML（字段部分第 1 行）'])
      expect(ids(opened.editionAt(now).list('notices'))).toEqual(['a'])
    }
  })

  test.each([
    ['no counties', 'counties', '[]', '请填写县（市、区）'],
    [
      'a code twice',
      'counties',
      '[{ code: "331102", name: 甲 }, { code: "331102", name: 乙 }]',
      '代码 331102 写了两次',
    ],
    ['a city that lies nowhere', 'city_county', '"331199"', '“县（市、区）”里没有代码 331199'],
    [
      'a code that is none',
      'categories',
      '[{ code: 噪音, name: 噪音 }]',
      '代码须为小写字母、数字和连字符，用过就不再改',
    ],
  ])('of settings with %s is told, and the last readable version stays', async (_what, key, value, words) => {
    const { content, publish } = await testContent()
    const path = 'content/settings/site.yml'
    const { repository } = content
    const file = (await repository.file((await repository.head('main')) ?? '', path))!
    const text = (await repository.blobs([file.oid], 100_000)).get(file.oid)!.bytes!.toString()
    await publish({ [path]: text.replace(new RegExp(`^${key}:.*\\n(?: .*\\n)*`, 'm'), `${key}: ${value}\n`) })
    const edition = content.editionAt(now)
    expect(faultsOf(edition)).toEqual([expect.stringMatching(new RegExp(`^site\\.yml \\| ${key}.* \\| ${words}$`))])
    expect([...edition.choices.counties.values()]).toEqual(['莲都区', '青田县'])
  })

  test('of an entry that names a county the settings do not know leaves it out until they do', async () => {
    const { content, publish } = await testContent()
    const elsewhere = anExposure().replace('331102', '990102')
    await publish({ 'content/exposures/2026/a.md': elsewhere, 'content/exposures/2026/b.md': anExposure() })
    const before = content.editionAt(now)
    expect(ids(before.list('exposures'))).toEqual(['b'])
    expect(faultsOf(before)).toEqual(['2026/a.md | county | 网站设置的“县（市、区）”里没有代码 990102'])

    const path = 'content/settings/site.yml'
    const file = (await content.repository.file(before.commit, path))!
    const text = (await content.repository.blobs([file.oid], 100_000)).get(file.oid)!.bytes!.toString()
    await publish({ [path]: text.replace('counties:\n', 'counties:\n  - { code: "990102", name: 江东区 }\n') })
    const after = content.editionAt(now)
    expect([ids(after.list('exposures')).toSorted(), faultsOf(after)]).toEqual([['a', 'b'], []])
    // In the city's order, not in that of the codes.
    expect([...after.choices.counties.keys()]).toEqual(['990102', '331102', '331121'])
  })

  test('of references to files and entries that do not exist is listed, and its entry stays', async () => {
    const { content, publish } = await testContent()
    await publish({
      'content/exposures/2026/lost.md': anExposure({
        more: 'unit: nobody\nbefore:\n  - src: /media/lost/a.webp\n    alt: 图\n',
      }),
      'content/notices/2026/a.md': aNotice({ body: '见 [附件](/media/lost/b.pdf)。' }),
    })
    const edition = content.editionAt(now)
    expect([ids(edition.list('exposures')), ids(edition.list('notices'))]).toEqual([['lost'], ['a']])
    expect(faultsOf(edition)).toEqual([
      '2026/lost.md | before.0.src | 找不到文件 /media/lost/a.webp',
      '2026/lost.md | unit | 找不到编号为 nobody 的条目',
      '2026/a.md | body | 找不到文件 /media/lost/b.pdf',
    ])
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
    'content/media/exposures/before.svg': '<svg/>',
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
  await publish({ 'content/exposures/2026/person.md': person, 'content/media/exposures/face.svg': '<svg/>' })
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
