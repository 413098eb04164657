import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { budgets } from '#publishing/types/budget.ts'
import { departments } from '#publishing/types/department.ts'
import { indexOf, indexScores } from '#publishing/types/index-score.ts'
import { isOverdue, tasks } from '#publishing/types/task.ts'

/** The faults of an entry as `field: message`. */
function faultsOf(schema: z.ZodType, data: unknown): string[] {
  const result = schema.safeParse(data)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const aBudget = {
  title: '示例经费',
  year: 2026,
  level: 'city',
  unit: 'shi-chuangjianban',
  amount: '300.30',
  spent: '150',
  counted_until: '6 月底',
  items: [
    { purpose: '海报', amount: '100.10', spent: '50' },
    { purpose: '巡访', amount: '200.20', spent: '100' },
  ],
}

describe('a budget', () => {
  test('is whole when its sums are those of its items, to the fen', () => {
    expect(faultsOf(budgets.schema, aBudget)).toEqual([])
  })

  test('says at both sums by how much they differ', () => {
    expect(faultsOf(budgets.schema, { ...aBudget, amount: '1000300.30', spent: '150.01' })).toEqual([
      'amount: 预算合计写的是 100.03003 万元，各项加起来是 0.03003 万元，差 100 万元',
      'spent: 支出合计写的是 0.015001 万元，各项加起来是 0.015 万元，差 0.000001 万元',
    ])
  })

  test('with an item that is overspent says why', () => {
    const over = { ...aBudget, spent: '200.11', items: [{ ...aBudget.items[0], spent: '100.11' }, aBudget.items[1]] }
    expect(faultsOf(budgets.schema, over)).toEqual(['overspent: “海报”的支出超过了预算，请写明超支说明'])
    expect(faultsOf(budgets.schema, { ...over, overspent: '纸价涨了' })).toEqual([])
  })

  test('takes no amount as a bare number or with signs of its own', () => {
    for (const amount of [300.3, '300,30', '三百'])
      expect(faultsOf(budgets.schema, { ...aBudget, amount })[0]).toMatch(/^amount: 预算合计须为以元为单位的数/)
  })
})

const aTask = {
  title: '示例任务',
  year: 2026,
  number: 1,
  standard: '数得出来。',
  lead: 'jianshe',
  due: '2026-06-30',
  state: 'running',
}

describe('a task', () => {
  test('is overdue when its day has passed and it is still to be done', () => {
    const task = tasks.schema.parse(aTask)
    expect([isOverdue(task, '2026-06-30'), isOverdue(task, '2026-07-01')]).toEqual([false, true])
    for (const state of ['done', 'dropped'] as const) expect(isOverdue({ ...task, state }, '2026-07-01')).toBe(false)
  })

  test.each([
    [{ supporting: ['jianshe'] }, 'supporting: 牵头单位不用再列为协办单位'],
    [{ due: '2027-01-01' }, 'due: 2026 年清单里的任务，期限须在当年'],
    [{ state: 'done', notices: ['a-notice'] }, 'done_on: 已完成的须填完成日期'],
    [{ state: 'done', done_on: '2026-06-01' }, 'progress: 已完成的须写明结果，或者至少选一条依据'],
    [{ state: 'dropped' }, 'progress: 不再做的须写明原因'],
    [{ records: ['建〔2026〕1号'] }, 'records.0: 建言编号须为建言的编号，如 2026-123'],
  ])('with %j is refused in words', (given, fault) => {
    expect(faultsOf(tasks.schema, { ...aTask, ...given })).toEqual([fault])
  })

  test('has one lead unit: a list of two is no unit', () => {
    expect(faultsOf(tasks.schema, { ...aTask, lead: ['jianshe', 'jiaoyu'] })).toEqual(['lead: 牵头单位须为条目的编号'])
  })
})

const score = { county: '331102', publicity: 90.5, environment: 80, manners: 70.3, citizens: 100, places: 10 }
const aRound = {
  title: '示例指数',
  year: 2026,
  half: 'first',
  measured_on: '2026-06-18',
  weights: { publicity: 20, environment: 35, manners: 20, citizens: 25 },
  method: '去看、去问。',
  scores: [score],
}

describe('a measurement', () => {
  test('weighs the four parts of a county, rounded once', () => {
    const round = indexScores.schema.parse(aRound)
    // 18.1 + 28 + 14.06 + 25
    expect(indexOf(round.scores[0]!, round.weights)).toBe(85.2)
  })

  test('says what its weights come to, and which county stands there twice', () => {
    const weights = { ...aRound.weights, citizens: 30 }
    expect(faultsOf(indexScores.schema, { ...aRound, weights, scores: [score, score] })).toEqual([
      'weights: 四项权重加起来是 105，须为 100',
      'scores: 第 2 条的地方前面已经有了，一地只填一条',
    ])
  })

  test('takes points from 0 to 100 with one digit', () => {
    for (const publicity of [100.1, -1, 80.25])
      expect(faultsOf(indexScores.schema, { ...aRound, scores: [{ ...score, publicity }] })).toEqual([
        'scores.0.publicity: 公益宣传须在 0 到 100 之间，最多一位小数',
      ])
  })
})

test('a unit whose duties went to another says since when', () => {
  const unit = { name: '示例局', short_name: '示例局', level: 'department', order: 1 }
  expect(faultsOf(departments.schema, { ...unit, successor: 'jianshe' })).toEqual([
    'successor: 单位没有撤销，不用填“职责转到”；撤销了的请填撤销日期',
  ])
  expect(faultsOf(departments.schema, { ...unit, successor: 'jianshe', dissolved_on: '2026-07-01' })).toEqual([])
})
