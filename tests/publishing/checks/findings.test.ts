import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { type Checked, findingsIn } from '#publishing/checks/findings.ts'
import { findWording } from '#publishing/checks/wording.ts'
import { fieldsOf, innerOf, metaOf } from '#forms/meta.ts'
import { contentTypes, typeNamed } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import type { WordingEntry } from '#publishing/types/wording.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const values = {
  name: ['当事人欧阳建军在场', '柯某'],
  plate: ['浙K-D1234', '浙Ｋ·Ｄ１２３４Ｆ'],
  identity: ['3325 0119 9003 0765 17'],
  mobile: ['138-0000-0000', '１３８００００００００'],
} as const
const planted = Object.entries(values).flatMap(([kind, texts]) => texts.map(text => [kind, text] as const))
const innocent = '张家界、王府井、李树、高速公路'

/** Every path of a text field, with an entry that has a text there and nowhere else. */
function placesOf(fields: z.ZodObject): [string, (text: string) => Record<string, unknown>][] {
  return fieldsOf(fields).flatMap(([name, field]) =>
    pathsOf(field).map(([path, wrap]): [string, (text: string) => Record<string, unknown>] => [
      `${name}${path}`,
      text => ({ [name]: wrap(text) }),
    ]),
  )
}

function pathsOf(field: z.ZodType): [string, (text: string) => unknown][] {
  const { kind, type } = metaOf(field)
  const plain = innerOf(field)
  if (type === 'tel') return []
  if (kind === 'line' || kind === 'words') return [['', text => text]]
  if (plain.def.type === 'array')
    return pathsOf((plain as z.ZodArray).element as z.ZodType).map(([path, wrap]) => [
      `.0${path}`,
      text => [wrap(text)],
    ])
  if (plain.def.type !== 'object') return []
  return placesOf(plain as z.ZodObject).map(([path, wrap]) => [`.${path}`, wrap])
}

const checked: Checked[] = [...contentTypes, settingsFile]

describe.each(checked)('an entry of $name', type => {
  const exempt = type.personalData?.exempt ?? []
  const own = type.personalData?.own
  const places = placesOf(type.fields).filter(([path]) => !exempt.includes(path))
  const found = (data: Record<string, unknown>, body = '') =>
    findingsIn(type, { path: `content/${type.name}/a.md`, data, body }, [], now).filter(({ kind }) => kind !== 'date')

  test('has its personal data found in every text that readers see, with the path of the field', () => {
    expect(places.length).toBeGreaterThan(0)
    for (const [path, entryWith] of places)
      for (const [kind, text] of planted) {
        if (kind === 'name' && path === own) continue
        expect(found(entryWith(text)), `${path}: ${text}`).toMatchObject([{ kind, field: path }])
      }
  })

  test('has it found in its Markdown, at its place', () => {
    for (const [kind, text] of planted) {
      const [finding, ...more] = found({}, `第一段。\n\n前文${text}后文。`)
      expect(finding, text).toMatchObject({ kind, field: 'body', before: expect.stringContaining('前文') as string })
      expect(more).toEqual([])
    }
  })

  test('is not asked about what only looks like somebody', () => {
    for (const [, entryWith] of places) expect(found(entryWith(innocent), innocent)).toEqual([])
  })
})

test('the number of a desk is no personal data', () => {
  const departments = typeNamed('departments')!
  const entry = { path: 'content/departments/a.md', data: { phone: '13800000000', name: '示例单位' }, body: '' }
  expect(findingsIn(departments, entry, [], now)).toEqual([])
})

test('the address of a picture is not read, its words are', () => {
  expect(
    findingsIn(
      typeNamed('articles')!,
      { path: 'a', data: {}, body: '![柯某](/media/articles/13800000000.webp)' },
      [],
      now,
    ),
  ).toMatchObject([{ kind: 'name', found: '柯某' }])
})

test('the names of attachments and downloads are read as readers get them', () => {
  const stored = '/files/0123456789abcdef/a.pdf'
  const data = {
    attachments: [
      { label: '名单', file: '/media/notices/柯某检讨书-0123456789ab.pdf' },
      { label: '决定', file: stored },
    ],
  }
  const body = `[表](/files/fedcba9876543210/138-0000-0000.xlsx)，[名单](${stored})，![图](/media/notices/13800000000.webp)`
  const names = new Map([[stored, '当事人张建国.pdf']])
  const findings = findingsIn(typeNamed('notices')!, { path: 'a', data, body }, [], now, names)
  expect(findings.map(({ field, found }) => [field, found])).toEqual([
    ['attachments.0.file', '柯某'],
    ['attachments.1.file', '张建国'],
    ['body', '138-0000-0000'],
    ['body', '张建国'],
  ])
  const download = { downloads: [{ label: '海报', use: 'a3', file: '/media/psa/浙K12345.pdf' }] }
  expect(findingsIn(typeNamed('public-service-ads')!, { path: 'a', data: download, body: '' }, [], now)).toMatchObject([
    { field: 'downloads.0.file', kind: 'plate' },
  ])
})

test('the name of a role model is theirs to be told, another name and a number are not', () => {
  const entry = {
    path: 'content/role-models/2026/a.md',
    data: { title: '雷长青（示例）' },
    body: '护林员雷长青，上山。柯某，电话13800000000。',
  }
  const findings = findingsIn(typeNamed('role-models')!, entry, [], now)
  expect(findings.map(({ found, weight }) => [found, weight])).toEqual([
    ['柯某', 'warns'],
    ['13800000000', 'confirm'],
  ])
})

describe('how much a finding weighs', () => {
  const weigh = (type: string, data: Record<string, unknown>, text: string) =>
    findingsIn(typeNamed(type)!, { path: 'content/x/a.md', data, body: text }, [], now).map(
      ({ weight, reasons }) => `${weight} ${reasons.length}`,
    )
  test.each([
    ['exposures', { kind: 'phenomenon' }, '柯某', ['confirm 1']],
    ['exposures', { kind: 'unit' }, '柯某', ['confirm 5']],
    ['exposures', { kind: 'person' }, '柯某', ['confirm 5']],
    ['notices', { category: 'criticism' }, '柯某', ['confirm 5']],
    ['notices', { category: 'notice' }, '柯某', ['warns 0']],
    ['notices', { category: 'notice' }, '13800000000', ['confirm 5']],
    ['articles', {}, '332501199001011234', ['confirm 1']],
    ['articles', {}, '浙K12345', ['warns 0']],
  ])('%s %j “%s”: %j', (type, data, text, expected) => {
    expect(weigh(type, data, text)).toEqual(expected)
  })
})

test('of a withdrawn exposure only what is left is read', () => {
  const data = {
    kind: 'phenomenon',
    state: 'withdrawn',
    matter: '柯某占道',
    withdrawal: { on: '2026-11-21', reason: '应叶女士要求撤回' },
    corrections: [],
    found_on: '2026-11-01',
  }
  const findings = findingsIn(
    typeNamed('exposures')!,
    { path: 'content/exposures/2026/a.md', data, body: '柯某' },
    [],
    now,
  )
  expect(findings).toMatchObject([{ field: 'withdrawal.reason', found: '叶女士' }])
})

describe('the list of wording', () => {
  const entry = (more: Partial<WordingEntry>): WordingEntry => ({
    expression: '哑巴',
    severity: 'forbidden',
    wrong: '不尊重。',
    right: '言语残疾人',
    rule: '示例依据',
    except: ['哑巴亏'],
    sample: true,
    ...more,
  })

  test('finds an expression however it hides, and not where it is right', () => {
    const text = '吃了哑巴亏。一个 哑\u200b巴 说。'
    expect(findWording(text, [entry({})]).map(({ start, end }) => text.slice(start, end))).toEqual(['哑\u200b巴'])
  })

  test('finds it once where marks stand in it or beside it', () => {
    const text = '<b>哑</b>&#24052;，\\哑巴，<i title="哑巴">。'
    const found = findWording(text, [entry({})]).map(({ start, end }) => text.slice(start, end))
    expect(found).toEqual(['哑</b>&#24052;', '哑巴', '哑巴'])
  })

  test.each(checked.filter(({ name }) => name !== 'wording'))('is looked up in every text of $name', type => {
    for (const [path, entryWith] of placesOf(type.fields)) {
      const findings = findingsIn(type, { path: 'content/x/a.md', data: entryWith('哑巴'), body: '' }, [entry({})], now)
      expect(findings, path).toMatchObject([{ field: path, kind: 'forbidden', weight: 'stops' }])
      expect(findings[0]?.says).toContain('应写作“言语残疾人”')
      expect(findings[0]?.says).toContain('示例依据')
    }
  })

  test('only points at what is often mistaken', () => {
    const list = [entry({ expression: '帐号', severity: 'mistaken' })]
    const found = findingsIn(typeNamed('articles')!, { path: 'a', data: {}, body: '登录帐号' }, list, now)
    expect(found).toMatchObject([{ kind: 'mistaken', weight: 'warns' }])
  })

  test('is not held against itself', () => {
    const data = { expression: '哑巴', wrong: '哑巴' }
    expect(findingsIn(typeNamed('wording')!, { path: 'a', data, body: '' }, [entry({})], now)).toEqual([])
  })
})
