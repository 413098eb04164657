import type * as z from 'zod'
import { county } from './choices.ts'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { decimal, entryFields, filledList, group } from '#forms/entry-fields.ts'
import { choice, day, optional, wholeNumber, words } from '#forms/fields.ts'

/** What is measured (clause 13), in the order of the table. */
export const dimensions = {
  publicity: '公益宣传',
  environment: '公共环境与秩序',
  manners: '文明素质',
  citizens: '市民评价',
} as const
export type Dimension = keyof typeof dimensions
export const dimensionNames = Object.keys(dimensions) as Dimension[]

export const halves = { first: '上半年', second: '下半年' } as const

const ofEach = <Field extends z.ZodType>(field: (label: string) => Field) =>
  Object.fromEntries(dimensionNames.map(name => [name, field(dimensions[name])])) as Record<Dimension, Field>

const fields = entryFields({
  title: title('名称'),
  year: wholeNumber('年度', { min: 2000, max: 2100 }),
  half: choice('半年', halves),
  measured_on: day('测评完成日期'),
  weights: group(
    '权重（%）',
    ofEach(label => wholeNumber(label, { min: 0, max: 100 })),
    { hint: '四项加起来是 100' },
  ),
  method: words('怎么测的', { max: 500, hint: '谁去看、看了哪些地方、怎么打分、市民怎么问' }),
  scores: filledList(
    '各地得分',
    group('一地', {
      county: county(),
      ...ofEach(label => decimal(label, { min: 0, max: 100 })),
      places: wholeNumber('实地点位', { min: 1, max: 100_000 }),
      answers: optional(wholeNumber('市民问卷', { min: 1, max: 1_000_000, hint: '有效答卷的份数' })),
    }),
    { itemLabel: '一地' },
  ),
  ...publication,
})

export type IndexRound = z.output<typeof fields>
export type IndexScore = IndexRound['scores'][number]

/** The index of a county in tenths: the four, weighed. Counted in whole numbers, so that it is rounded once and the same everywhere. */
export function indexOf(score: IndexScore, weights: IndexRound['weights']): number {
  const thousandths = dimensionNames.reduce((sum, name) => sum + Math.round(score[name] * 10) * weights[name], 0)
  return Math.round(thousandths / 100) / 10
}

/** One measurement of 文明程度指数: every county in one half-year, with its method (clause 13). */
export const indexScores = contentType({
  name: 'index-scores',
  label: '文明程度指数',
  one: '一次测评',
  body: '补充说明',
  fields,
  rules({ weights, scores }, fault) {
    const sum = dimensionNames.reduce((sum, name) => sum + weights[name], 0)
    if (sum !== 100) fault('weights', `四项权重加起来是 ${sum}，须为 100`)
    const counties = scores.map(({ county }) => county)
    const twice = counties.findIndex((county, at) => counties.indexOf(county) !== at)
    if (twice >= 0) fault('scores', `第 ${twice + 1} 条的地方前面已经有了，一地只填一条`)
  },
  unique: [
    {
      keys: ({ year, half, scores }) => scores.map(({ county }) => `${year} ${half} ${county}`),
      field: 'scores',
      says: '有的地方这半年的得分已经有了，一地半年只登记一次',
    },
  ],
  order: (a, b) => b.year - a.year || (a.half === b.half ? 0 : a.half === 'second' ? -1 : 1),
  editors: { sort: ['measured_on', 'title'], filter: 'half', group: 'year' },
  days: { past: ['measured_on'] },
  column: {
    href: '/creation/index',
    title: '文明程度指数',
    lead: '每半年测一次：公益宣传、公共环境与秩序、文明素质、市民评价，各地做得怎么样，和上次比是升是降。',
    all: '全部测评',
    within: '/creation',
  },
  address: '/creation/index/',
  takenIds: ['survey'],
  register: {
    facts: ['year', 'half', 'measured_on'],
    filters: ['half'],
    lines: 'scores',
    counted: { label: '指数', of: ({ weights }, line) => indexOf(line as IndexScore, weights) },
  },
  freshDays: 220,
})
