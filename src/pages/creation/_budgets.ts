import { fenOf } from '#forms/typed/money.ts'
import type { Budget } from '#publishing/types/budget.ts'

/** What was given and spent, in fen. */
interface Money {
  amount: number
  spent: number
}

/** Everything of these together. */
export function sumOfYear(budgets: readonly Budget[]): Money {
  const sum = (column: keyof Money) => budgets.reduce((sum, budget) => sum + fenOf(budget[column]), 0)
  return { amount: sum('amount'), spent: sum('spent') }
}

/** The sum of each year that has any, newest first. */
export function totalsByYear(budgets: readonly { data: Budget }[]): (Money & { year: number })[] {
  return [...Map.groupBy(budgets, ({ data }) => data.year)]
    .map(([year, entries]) => ({ year, ...sumOfYear(entries.map(({ data }) => data)) }))
    .toSorted((a, b) => b.year - a.year)
}

/** Cut off and never rounded up: 100% is said of all and nothing less. Of nothing there is no share. */
export function sayPercent(part: number, of: number): string {
  return of === 0 ? '—' : `${Math.floor((part * 1000) / of) / 10}%`
}

/** By how much it is more or less than before, in percent with one digit. */
export function sayChange(now: number, before: number): string {
  if (before === 0) return '—'
  const tenths = Math.round(((now - before) * 1000) / before)
  return tenths === 0 ? '持平' : `${tenths > 0 ? '增' : '减'} ${Math.abs(tenths) / 10}%`
}
