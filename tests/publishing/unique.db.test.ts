import { describe, expect, test } from 'vitest'
import { checkFiles } from '#publishing/carry.ts'
import { writeEntryFile } from '#publishing/edition/entry-file.ts'
import { contentTypes, type TypeName, typeNamed } from '#publishing/types/index.ts'
import { honourWords } from '#publishing/types/honour.ts'
import { newsroom } from '../support/newsroom.ts'

const unit = 'city-management'
const weights = { publicity: 25, environment: 25, manners: 25, citizens: 25 }
const scores = [{ county: '331102', publicity: 90, environment: 90, manners: 90, citizens: 90, places: 10 }]
const criterion = { code: 'a', name: '按时', weight: 100, source: 'answered-in-time', meaning: '按时答复的占多少' }
const item = { purpose: '宣传', amount: '100', spent: '50' }
const period = { opens_on: '2026-06-01', closes_on: '2026-06-30' }
const award = { batch: '2026 年第一批', awarded_by: '示例办', awarded_on: '2026-05-01' }
const revoked = { on: '2026-06-01', reason: '不再符合条件' }

/** Of each rule an entry, what else an entry of the same may say, and what makes it another. */
const cases: { type: TypeName; field: string; one: object; other: object; apart: object }[] = [
  {
    type: 'indicators',
    field: 'number',
    one: { title: '示例指标', system: 'national', number: '3.2', standard: '看得见', lead: unit, order: 1 },
    other: { title: '另一个写法', number: '３.２ ', lead: 'water-bureau' },
    apart: { title: '另一个写法', number: '3.3' },
  },
  {
    type: 'indicators',
    field: 'title',
    one: { title: '示例指标', system: 'national', standard: '看得见', lead: unit, order: 1 },
    other: { title: '示例 指标', lead: 'water-bureau' },
    apart: { system: 'provincial' },
  },
  {
    type: 'budgets',
    field: 'unit',
    one: {
      title: '示例经费',
      year: 2026,
      level: 'city',
      unit,
      amount: '100',
      spent: '50',
      counted_until: '12 月底',
      items: [item],
    },
    other: { title: '又一份', level: 'department' },
    apart: { year: 2025 },
  },
  {
    type: 'index-scores',
    field: 'scores',
    one: { title: '示例指数', year: 2026, half: 'first', measured_on: '2026-06-30', weights, method: '实地看', scores },
    other: { title: '补测', scores: [{ ...scores[0], county: '331121' }, ...scores] },
    apart: { half: 'second' },
  },
  {
    type: 'schemes',
    field: 'year',
    one: { title: '示例方案', year: 2026, criteria: [criterion] },
    other: { title: '示例方案（二）' },
    apart: { year: 2027 },
  },
  {
    type: 'surveys',
    field: 'opens_on',
    one: { title: '示例问卷', ...period, questions: [{ code: 'a', text: '满意吗' }] },
    other: { title: '又一份', opens_on: '2026-06-30', closes_on: '2026-07-30' },
    apart: { title: '又一份', opens_on: '2026-07-01', closes_on: '2026-07-30' },
  },
  {
    type: 'tasks',
    field: 'number',
    one: {
      title: '示例任务',
      year: 2026,
      number: 7,
      standard: '做到',
      lead: unit,
      due: '2026-12-31',
      state: 'planned',
    },
    other: { title: '另一件' },
    apart: { number: 8 },
  },
  {
    type: 'honours',
    field: 'title',
    one: { title: '示例小区', kind: 'residence', level: 'city', county: '331102', management: 'none', ...award },
    other: { title: '示例 小区', batch: '2026 年第二批' },
    apart: { revoked },
  },
]

const pathOf = (type: TypeName, id: string) => `content/${type}/${id}.md`
const textOf = (type: TypeName, data: object) =>
  writeEntryFile(data as Record<string, unknown>, '', typeNamed(type)!.fields)

describe('what stands once among the entries of a type', () => {
  test('has a case here for every rule', () => {
    const rules = contentTypes.flatMap(({ name, unique = [] }) => unique.map(({ field }) => `${name}.${field}`))
    expect(cases.map(({ type, field }) => `${type}.${field}`).toSorted()).toEqual(rules.toSorted())
  })

  test.each(cases)(
    '$type by $field: is found in a folder, at the second entry alone',
    ({ type, field, one, other, apart }) => {
      const faultsWith = (more: object) =>
        checkFiles([
          { path: pathOf(type, 'one'), bytes: Buffer.from(textOf(type, one)) },
          { path: pathOf(type, 'two'), bytes: Buffer.from(textOf(type, { ...one, ...more })) },
        ]).faults
      const { says } = typeNamed(type)!.unique!.find(rule => rule.field === field)!
      expect(faultsWith(apart)).toEqual([])
      expect(faultsWith(other)).toMatchObject([
        { path: pathOf(type, 'two'), field, message: expect.stringContaining(says) as string },
      ])
      // What comes down before the other appears stands in nobody's way.
      const later = { ...other, publish_at: '2027-01-01T00:00:00+08:00' }
      const gone = { ...one, expires_at: '2027-01-01T00:00:00+08:00' }
      const { faults } = checkFiles([
        { path: pathOf(type, 'one'), bytes: Buffer.from(textOf(type, gone)) },
        { path: pathOf(type, 'two'), bytes: Buffer.from(textOf(type, { ...one, ...later })) },
      ])
      expect(faults).toEqual([])
    },
  )

  test('is refused where it is saved, handed in and published, and told of what was pushed', async () => {
    const room = await newsroom()
    const author = await room.person('撰稿人', 'contributor')
    const [first, second, publisher] = [
      await room.person('初审', 'reviewer'),
      await room.person('复审', 'reviewer'),
      await room.person('签发', 'publisher'),
    ]
    const scheme = (title: string, year = 2026) => textOf('schemes', { title, year, criteria: [criterion] })
    const [one, two] = [pathOf('schemes', 'one'), pathOf('schemes', 'two')]
    const { says } = typeNamed('schemes')!.unique![0]!
    const refused = { reason: 'invalid', field: 'year', error: expect.stringContaining(says) as string }
    // Both are drafts: the second is whole until the first is published.
    expect(await room.save(author, two, scheme('第二份'), { isNew: true })).toHaveProperty('versions')
    await room.review(two, author, first, second)
    await room.publish({ [one]: scheme('第一份') })
    expect(await room.move(publisher, two, 'publication')).toMatchObject(refused)
    expect(await room.save(author, two, scheme('第二份改'))).toMatchObject(refused)
    expect(await room.save(author, two, scheme('第二份改', 2027))).toHaveProperty('versions')
    // An entry is not in its own way.
    expect(await room.save(author, one, scheme('第一份改'))).toHaveProperty('versions')
    await room.publish({ [two]: scheme('第二份') })
    expect(room.content.everything().faults).toMatchObject([{ path: two, field: 'year' }])
  })

  test('an honour is revoked once: again is refused where it is saved', async () => {
    const room = await newsroom()
    const author = await room.person('撰稿人', 'contributor')
    const path = pathOf('honours', 'one')
    const honour = (more: object) => textOf('honours', { ...cases.at(-1)!.one, ...more })
    await room.publish({ [path]: honour({ revoked }) })
    const again = await room.save(author, path, honour({ revoked: { ...revoked, on: '2026-07-01' } }))
    expect(again).toMatchObject({
      reason: 'invalid',
      field: 'revoked',
      error: expect.stringContaining(honourWords.revokedAlready(revoked.on)) as string,
    })
    expect(await room.save(author, path, honour({ revoked, batch: '第一批' }))).toHaveProperty('versions')
  })

  test('an indicator is supported by others than its lead', () => {
    const { one } = cases[0]!
    const result = typeNamed('indicators')!.schema.safeParse({ ...one, supporting: [unit] })
    expect(result.error?.issues.map(({ path }) => path[0])).toEqual(['supporting'])
  })
})
