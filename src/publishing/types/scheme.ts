import type * as z from 'zod'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, entryId, filledList, group, pattern } from '#forms/entry-fields.ts'
import { choice, line, optional, wholeNumber } from '#forms/fields.ts'

/** What a criterion is counted from; of those that are `better low` a small share is good. */
export const measures = {
  'answered-in-time': '建言按时答复',
  returned: '退单（少为好）',
  reopened: '重新办理（少为好）',
  satisfied: '市民满意',
  'exposures-rectified': '曝光整改到位',
  'reports-filed': '工作报告按时交',
  'tasks-done': '任务清单完成',
  judged: '两人打分',
} as const
export type Measure = keyof typeof measures

const criterion = group('一项', {
  code: pattern('代码', entryId, '小写字母、数字和连字符，用过就不再改'),
  name: line('名称', { max: 30 }),
  weight: wholeNumber('权重', { min: 1, max: 100, hint: '各项加起来是 100' }),
  source: choice('怎么来的', measures, { hint: '由系统统计，或者由两个人分别打分取平均' }),
  minimum: optional(
    wholeNumber('至少几件才算', {
      min: 1,
      max: 10_000,
      hint: '统计的项用，不填为 1；不够的单位这一项不算，权重摊给别的项',
    }),
  ),
  meaning: line('怎么算', { max: 120, hint: '读者看得懂的一句话' }),
})

const fields = entryFields({
  title: title(),
  year: wholeNumber('年度', { min: 2019, max: 2099 }),
  criteria: filledList('考评内容', criterion, { itemLabel: '一项' }),
  ...publication,
})
export type Scheme = z.output<typeof fields>

const twice = <Value>(values: Value[]) => values.find((value, at) => values.indexOf(value) !== at)

/** By what the units are assessed in a year (clause 5). An assessment keeps the version that it began with. */
export const schemes = contentType({
  name: 'schemes',
  label: '考评方案',
  one: '考评方案',
  body: '说明',
  fields,
  rules({ criteria }, fault) {
    const sum = criteria.reduce((total, { weight }) => total + weight, 0)
    if (sum !== 100) fault('criteria', `各项权重加起来是 ${sum}，须是 100`)
    const code = twice(criteria.map(each => each.code))
    if (code) fault('criteria', `代码 ${code} 写了两次`)
    const source = twice(criteria.map(each => each.source).filter(each => each !== 'judged'))
    if (source) fault('criteria', `“${measures[source]}”写了两次，一个数只能算一项`)
  },
  unique: [{ keys: ({ year }) => [String(year)], field: 'year', says: '这一年的考评方案已经有了，一年只有一份' }],
  order: (a, b) => b.year - a.year,
  editors: { sort: ['year', 'title'] },
  column: {
    href: '/creation/schemes',
    title: '按什么考评',
    lead: '每年怎么考评各单位：哪几项，各占多少，数从哪里来。结果由人定、由人公布。',
    all: '全部方案',
    within: '/creation',
  },
  address: '/creation/schemes/',
  register: { facts: ['year'], filters: [] },
})
