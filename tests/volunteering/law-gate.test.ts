import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreementCasesOf, isHazardous, largeFrom, type Tasked } from '#volunteering/activities/agreements.ts'
import { type Around, type Gated, listMissing, type Missing } from '#volunteering/activities/law-gate.ts'
import { isNoName, isNonAnswer, isNonNumber, nonAnswerWords } from '#forms/typed/non-answers.ts'
import { activityForm } from '#volunteering/activities/form.ts'

const start = new Date('2026-11-25T01:00:00Z')
const shift = (days = 0, capacity = 5) => {
  const starts_at = new Date(start.getTime() + days * 86_400_000)
  return { starts_at, ends_at: new Date(starts_at.getTime() + 7_200_000), capacity }
}
const complete: Gated = {
  what_to_do: '在路口提醒行人和车辆',
  place: '丽青路口',
  risk_text: '路口车多',
  protection_text: '发反光背心，讲安全',
  insurer: '示例保险公司',
  insurance_reference: '20261101',
  insured_from: '2026-11-25',
  insured_until: '2026-11-25',
  contact_name: '雷春茶',
  contact_phone: '13800000000',
  minimum_age: 14,
  guardian_rule: 'consent',
  kind: 'traffic',
  county: '331102',
  latitude: null,
  longitude: null,
  hazardous: false,
  task_risks: [],
  agreement_cases: [],
}
const around: Around = { organisationApproved: true, organisers: 1, comingShifts: [shift()] }

const nonAnswers = [
  '无',
  '没有',
  '暂无。',
  '略',
  '（略）',
  '同上',
  '见上',
  'x',
  'XX',
  '...',
  '-',
  '１１１',
  '哈哈哈',
  '待定',
  'N/A',
  'none',
  '测试',
  '　',
  '？？',
  'ｘ',
  '无风险',
]

describe('the law’s gate', () => {
  test('lets a complete activity through', () => {
    expect(listMissing(complete, around)).toEqual([])
  })

  describe.each([
    ['what_to_do', 'what-to-do'],
    ['place', 'place'],
    ['risk_text', 'risk-text'],
    ['protection_text', 'protection-text'],
    ['insurer', 'insurer'],
    ['insurance_reference', 'insurance-reference'],
    ['contact_name', 'contact'],
    ['contact_phone', 'contact'],
  ] as [keyof Gated, Missing][])('takes for %s', (field, missing) => {
    test.each(nonAnswers)('no %j', text => {
      expect(listMissing({ ...complete, [field]: text }, around)).toEqual([missing])
    })
  })

  test.each([
    ['a period that ends the day before', { insured_until: '2026-11-24' }, ['insurance-period']],
    [
      'a period that begins the day after',
      { insured_from: '2026-11-26', insured_until: '2026-12-26' },
      ['insurance-period'],
    ],
    ['no period', { insured_from: null, insured_until: null }, ['insurance-period']],
    ['a phone that nobody can ring', { contact_phone: '12345' }, ['contact']],
    ['an erased contact', { contact_phone: '（已删除）' }, ['contact']],
    ['minors at what a task makes dangerous', { task_risks: ['height'] }, ['hazardous-adults-only']],
    ['minors in an emergency', { kind: 'emergency' }, ['hazardous-adults-only']],
    ['children under 14 with one organiser', { minimum_age: 13 }, ['two-organisers']],
    ['an activity about minors with one organiser', { kind: 'minors' }, ['two-organisers']],
  ] as [string, Partial<Gated>, Missing[]][])('stops %s', (_what, changes, missing) => {
    expect(listMissing({ ...complete, ...changes }, around)).toEqual(missing)
  })

  test('covers every shift to come, the second too', () => {
    const two = { ...around, comingShifts: [shift(), shift(1)] }
    expect(listMissing(complete, two)).toEqual(['insurance-period'])
    expect(listMissing({ ...complete, insured_until: '2026-11-26' }, two)).toEqual([])
  })

  test('lets children come where two organise', () => {
    expect(listMissing({ ...complete, minimum_age: 6 }, { ...around, organisers: 2 })).toEqual([])
  })
})

describe('what answers nothing', () => {
  test.each([
    '发反光背心',
    '示例',
    '丽青路与花园路路口',
    'PICC 丽水分公司',
    '12 号楼',
    '无障碍通道引导',
    '没有栏杆，离水近',
    '见到老人先问好',
    '不大，台阶两级',
    '无明火，不登高，夏天晒',
    'PICC',
  ])('is not %j', text => expect(isNonAnswer(text)).toBe(false))

  test.each(
    '暂无风险 没什么 没啥 不存在 无任何风险 同上所述 同上。同上 无、略 xx略 xy asdf abc 见活动方案 如题 詳見附件 没有什么风险 无特殊 没有保险 未投保 没买 无保险'.split(
      ' ',
    ),
  )('is %j', text => expect(isNonAnswer(text)).toBe(true))

  test.each('无保单 暂无保单 办理中 后补 1234 0000 12'.split(' '))('of a number is %j', text =>
    expect(isNonNumber(text)).toBe(true),
  )

  test('of a name is who has none', () => {
    expect('无 x 先生 暂无 12'.split(' ').filter(name => !isNoName(name))).toEqual([])
    expect('丽丽 牛牛 王芳 买买提'.split(' ').filter(isNoName)).toEqual([])
  })

  test('is told at each field of the form at once', () => {
    const typed = { ...Object.fromEntries(Object.keys(complete).map(name => [name, '无'])), title: '示例' }
    const { error } = activityForm.safeParse(typed)
    const told = error!.issues.filter(issue => issue.message === nonAnswerWords).map(issue => issue.path[0])
    expect(told).toEqual(
      expect.arrayContaining([
        'what_to_do',
        'place',
        'risk_text',
        'protection_text',
        'insurer',
        'insurance_reference',
        'contact_name',
      ]),
    )
  })

  test('stays nothing with blanks and marks around it', () => {
    const marks = fc.string({ unit: fc.constantFrom(' ', '。', '，', '（', '）', '-', '　', '\n', '!') })
    fc.assert(
      fc.property(marks, fc.constantFrom('无', '同上', '略', 'x'), marks, (before, word, after) => {
        expect(isNonAnswer(before + word + after)).toBe(true)
      }),
    )
  })
})

describe('an agreement is written', () => {
  const cases = (changes: Partial<Tasked>, shifts = [shift()]) => agreementCasesOf({ ...complete, ...changes }, shifts)

  test.each([
    ['for nothing of it', {}, [shift()], []],
    ['for what its organiser calls dangerous', { hazardous: true }, [shift()], ['danger']],
    ['for a dangerous task', { task_risks: ['water'] }, [shift()], ['danger']],
    ['for an emergency', { kind: 'emergency' }, [shift()], ['danger']],
    ['not for 29 days', {}, [shift(), shift(29)], []],
    ['for 30 days', {}, [shift(), shift(30)], ['month-or-longer']],
    ['not for a crowd on two days', {}, [shift(0, largeFrom - 1), shift(1, largeFrom - 1)], []],
    ['for a crowd on one day', {}, [shift(0, largeFrom - 1), shift(0.1, 1)], ['large-event']],
    ['for a large event by its kind', { kind: 'event' }, [shift()], ['large-event']],
    ['for a place in another province', { place: '福建省浦城县九牧镇' }, [shift()], ['outside-province']],
    ['for a point in another province', { latitude: 39.9, longitude: 116.4 }, [shift()], ['outside-province']],
    ['for a city of another province', { place: '南京市玄武区中山陵' }, [shift()], ['outside-province']],
    ['for one that names the country first', { place: '中国上海市黄浦区' }, [shift()], ['outside-province']],
    ['not for a city of its own', { place: '龙泉市剑池街道' }, [shift()], []],
    ['not for a market', { place: '老菜市场门口' }, [shift()], []],
    ['not for a market at night', { place: '江滨夜市' }, [shift()], []],
    ['not for a square', { place: '城东市民广场' }, [shift()], []],
    ['not for a street of that name', { place: '上海路 12 号' }, [shift()], []],
    ['not for its own province', { place: '浙江省丽水市' }, [shift()], []],
    [
      'for what its organiser declares',
      { agreement_cases: ['on-request', 'foreign-related'] },
      [shift()],
      ['foreign-related', 'on-request'],
    ],
    ['not for a case that holds no more', { agreement_cases: ['month-or-longer'] }, [shift()], []],
  ] as [string, Partial<Tasked>, ReturnType<typeof shift>[], string[]][])('%s', (_what, changes, shifts, expected) => {
    expect(cases(changes, shifts)).toEqual(expected)
  })

  test('wherever the law calls it hazardous', () => {
    const tasked = fc.record({
      hazardous: fc.boolean(),
      kind: fc.constantFrom('traffic', 'emergency'),
      task_risks: fc.subarray(['water', 'wild'] as Tasked['task_risks']),
    })
    fc.assert(
      fc.property(tasked, one => {
        expect(cases(one).includes('danger')).toBe(isHazardous({ ...complete, ...one }))
      }),
    )
  })
})
