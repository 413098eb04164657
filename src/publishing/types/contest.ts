import type * as z from 'zod'
import { publication, summary, title } from './entry.ts'
import { contentType } from './type.ts'
import { codeOf, entryFields, entryId, filledList, group, instant, list, pattern } from '#forms/entry-fields.ts'
import { line, wholeNumber, words } from '#forms/fields.ts'

const criterion = group('一项', {
  code: pattern('代码', entryId, '小写字母、数字和连字符，用过就不再改'),
  name: line('名称', { max: 30 }),
  weight: wholeNumber('权重', { min: 1, max: 100, hint: '各项加起来是 100' }),
  meaning: line('看什么', { max: 120, hint: '评委和参加的人都看得懂的一句话' }),
})

const fields = entryFields({
  title: title(),
  summary: summary(),
  opens_at: instant('从什么时候起收'),
  closes_at: instant('收到什么时候', { hint: '过了这一刻就不能再参加' }),
  who: words('谁可以参加', { max: 200, rows: 2 }),
  categories: list('只收这些类别', codeOf('categories', '类别'), { itemLabel: '类别', hint: '不填为各类' }),
  criteria: filledList('怎么评', criterion, { itemLabel: '一项', hint: '评委每一项打 0 到 100 分，按权重算' }),
  least_judges: wholeNumber('每件至少几位评委打分', { min: 1, max: 50, hint: '回避的不算' }),
  short_list: wholeNumber('入围几件', { min: 1, max: 100 }),
  notice_days: wholeNumber('公示几个工作日', { min: 5, max: 30 }),
  grades: filledList('奖项', line('一个奖项', { max: 20 }), { itemLabel: '一个奖项', hint: '从高到低' }),
  ...publication,
})
export type Contest = z.output<typeof fields>

const twice = <Value>(values: Value[]) => values.find((value, at) => values.indexOf(value) !== at)

/** A call for ideas (clause 17). Its entries are suggestions; a contest keeps the criteria that its judges began with. */
export const contests = contentType({
  name: 'contests',
  label: '金点子征集',
  one: '征集',
  body: '征集令',
  fields,
  rules({ opens_at, closes_at, criteria, grades }, fault) {
    if (Date.parse(closes_at) <= Date.parse(opens_at)) fault('closes_at', '截止须晚于开始')
    const sum = criteria.reduce((total, { weight }) => total + weight, 0)
    if (sum !== 100) fault('criteria', `各项权重加起来是 ${sum}，须是 100`)
    const code = twice(criteria.map(each => each.code))
    if (code) fault('criteria', `代码 ${code} 写了两次`)
    const grade = twice(grades)
    if (grade) fault('grades', `奖项“${grade}”写了两次`)
  },
  order: (a, b) => Date.parse(b.closes_at) - Date.parse(a.closes_at),
  editors: { sort: ['closes_at', 'title'] },
  column: {
    href: '/participate/contests',
    title: '金点子征集',
    lead: '城市出题，你来出主意。怎么评、评了谁、后来办成没有，都写在这里。',
    all: '全部征集',
  },
  address: '/participate/contests/',
})
