import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Edition } from '#publishing/edition/edition.ts'
import { aNotice, anExposure, bareRepository, gitIn, temporaryDirectory, testContent } from '../support/content.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const faultsOf = (edition: Edition) =>
  edition.faults.map(({ path, field, message }) =>
    [path.split('/').slice(2).join('/'), field, message].filter(Boolean).join(' | '),
  )
const ids = (entries: readonly { id: string }[]) => entries.map(entry => entry.id)

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
      'content/media/notices/a b.svg': '<svg/>',
      'content/notices/2026/.gitkeep': '',
      'README.md': '仓库说明',
    })
    const edition = content.editionAt(now)
    expect(ids(edition.list('notices'))).toEqual(['bom', 'good'])
    expect(faultsOf(edition)).toEqual([
      '2026/a.md | 这里不放内容文件：条目应在 content/〈类型〉/〈年份〉/〈编号〉.md，单位不分年份',
      'notices/a b.svg | 不发布这种文件，或文件名不合要求：只用文字、数字、点、下划线和连字符，类型为图片、PDF、Word、Excel、ZIP',
      'notices/program.exe | 不发布这种文件，或文件名不合要求：只用文字、数字、点、下划线和连字符，类型为图片、PDF、Word、Excel、ZIP',
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
