import type * as z from 'zod'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, entryId, filledList, group, pattern } from '#forms/entry-fields.ts'
import { day, line } from '#forms/fields.ts'

const question = group('一个问题', {
  code: pattern('代码', entryId, '小写字母、数字和连字符，用过就不再改'),
  text: line('问题', { max: 60, hint: '问满意不满意，如：你家附近的环境卫生' }),
})

const fields = entryFields({
  title: title(),
  opens_on: day('从哪天起可以答'),
  closes_on: day('到哪天为止', { hint: '这一天结束时关上，结果才公开' }),
  questions: filledList('问题', question, { itemLabel: '一个问题' }),
  ...publication,
})
export type Survey = z.output<typeof fields>

/** What citizens are asked about a half-year (clause 13): everybody once, with a phone that is theirs. */
export const surveys = contentType({
  name: 'surveys',
  label: '市民评价问卷',
  one: '问卷',
  body: '说明',
  fields,
  rules({ opens_on, closes_on, questions }, fault) {
    if (closes_on < opens_on) fault('closes_on', '结束的日期不能早于开始的日期')
    const codes = questions.map(({ code }) => code)
    const twice = codes.find((code, at) => codes.indexOf(code) !== at)
    if (twice) fault('questions', `代码 ${twice} 写了两次`)
    if (questions.length > 20) fault('questions', '最多 20 个问题')
  },
  unique: [
    {
      keys: () => ['all'],
      clash: (a, b) => a.opens_on <= b.closes_on && b.opens_on <= a.closes_on,
      field: 'opens_on',
      says: '这段时间已经有一份问卷，同一天只开一份',
    },
  ],
  order: (a, b) => b.opens_on.localeCompare(a.opens_on),
  editors: { sort: ['opens_on', 'title'] },
  column: {
    href: '/creation/index/survey',
    title: '市民评价',
    lead: '这半年文明创建做得怎么样，由你来评。一个手机号答一次，结果截止以后公开。',
    all: '全部评价',
    within: '/creation',
  },
})
