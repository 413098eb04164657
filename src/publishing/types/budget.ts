import type * as z from 'zod'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, filledList, group, idOf, money } from '#forms/entry-fields.ts'
import { choice, line, optional, wholeNumber, words } from '#forms/fields.ts'
import { fenOf, sayWan } from '#forms/typed/money.ts'

export const budgetLevels = {
  city: '市本级',
  district: '区和开发区',
  department: '市直部门',
} as const

const fields = entryFields({
  title: title('名称'),
  year: wholeNumber('年度', { min: 2000, max: 2100 }),
  level: choice('层级', budgetLevels),
  unit: idOf('departments', '单位'),
  amount: money('预算合计'),
  spent: money('支出合计'),
  counted_until: line('支出算到', { max: 20, hint: '如：12 月底、10 月底' }),
  items: filledList(
    '用在哪里',
    group('一项', { purpose: line('用途', { max: 60 }), amount: money('预算'), spent: money('支出') }),
    { itemLabel: '一项' },
  ),
  overspent: optional(words('超支说明', { max: 300, hint: '有一项支出超过预算时填写：超在哪里、谁批准的' })),
  ...publication,
})

export type Budget = z.output<typeof fields>

/** What of the items, of one column, comes together, in fen. */
const sumOf = ({ items }: Budget, column: 'amount' | 'spent'): number =>
  items.reduce((sum, item) => sum + fenOf(item[column]), 0)

/** What a unit was given for a year of creation work, and what it has spent of it (clause 3). */
export const budgets = contentType({
  name: 'budgets',
  label: '创建经费',
  one: '一份经费',
  body: '说明',
  fields,
  rules(entry, fault) {
    for (const [column, label] of [
      ['amount', '预算'],
      ['spent', '支出'],
    ] as const) {
      const [said, sum] = [fenOf(entry[column]), sumOf(entry, column)]
      if (said !== sum)
        fault(
          column,
          `${label}合计写的是 ${sayWan(said)}，各项加起来是 ${sayWan(sum)}，差 ${sayWan(Math.abs(said - sum))}`,
        )
    }
    const over = entry.items.find(({ amount, spent }) => fenOf(spent) > fenOf(amount))
    if (over && !entry.overspent) fault('overspent', `“${over.purpose}”的支出超过了预算，请写明超支说明`)
  },
  unique: [
    {
      keys: ({ year, unit }) => [`${year} ${unit}`],
      field: 'unit',
      says: '这个单位这一年的经费已经有了，一年只登记一份',
    },
  ],
  order: (a, b) => b.year - a.year || levels.indexOf(a.level) - levels.indexOf(b.level),
  editors: { summary: '{{year}} {{title}}', sort: ['year', 'title'], filter: 'level', group: 'year' },
  column: {
    href: '/creation/budgets',
    title: '创建的钱花在哪里',
    lead: '每年给了多少、花了多少、用在什么地方，按单位一笔一笔列出来，和往年放在一起比。',
    all: '全部经费',
    within: '/creation',
  },
  address: '/creation/budgets/',
  register: { facts: ['year', 'level', 'unit', 'amount', 'spent'], filters: ['level'], lines: 'items' },
  freshDays: 365,
})

const levels = Object.keys(budgetLevels)
