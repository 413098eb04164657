import { describe, expect, test } from 'vitest'
import { createCalendar } from '#calendar/work-calendar.ts'
import { type Allowance, calculateDeadline } from '#calendar/working-days.ts'
import { sayArithmetic, sayDeadline } from '#suggestions/clocks/words.ts'

const calculate = (begins: string, allowance: Allowance, more = {}) =>
  calculateDeadline(createCalendar(), { begins: new Date(`${begins}+08:00`), allowance, closesAt: '17:30', ...more })

describe('the arithmetic of a deadline, said out loud', () => {
  test('names the holiday that does not count and the Saturday that does', () => {
    const calculation = calculate('2026-09-28T09:05', { workingDays: 7 })
    expect(sayDeadline(calculation, '交办')).toBe('9月28日交办；国庆假期不计；10月13日到期')
    expect(sayArithmetic(calculation)).toBe(
      '从次日起算 7 个工作日：9月29日、30日 2 天；国庆假期 10月1日至7日不算；10月8日、9日 2 天；10月10日（周六补班）1 天；10月12日、13日 2 天。',
    )
  })

  test('says that a date in a year without an arrangement may change', () => {
    const calculation = calculate('2026-12-30T10:00', { workingDays: 3 })
    expect(sayDeadline(calculation, '受理')).toBe(
      '12月30日受理；元旦假期不计；2027年1月5日到期（暂定，2027年放假安排公布后可能调整）',
    )
    expect(sayArithmetic(calculation)).toBe(
      '从次日起算 3 个工作日：12月31日 1 天；元旦假期 1月1日不算；1月4日、5日 2 天。2027年放假安排公布后可能调整。',
    )
  })

  test('says what an extension and a suspension did', () => {
    const calculation = calculate(
      '2026-11-23T10:00',
      { workingDays: 3 },
      { extension: 2, pauses: [{ from: '2026-11-25', until: '2026-11-27' }] },
    )
    expect(sayDeadline(calculation, '交办')).toBe('11月23日交办；挂账期间不计；延期2个工作日；12月2日到期')
    expect(sayArithmetic(calculation)).toBe(
      '从次日起算 5 个工作日（含延期 2 个）：11月24日 1 天；挂账期间 11月25日、26日不算；11月27日 1 天；11月30日至12月2日 3 天。',
    )
  })

  test('says hours as hours', () => {
    expect(sayArithmetic(calculate('2026-09-30T20:00', { hours: 24 }))).toBe('从当时起算 24 小时，节假日不停。')
    expect(sayDeadline(calculate('2026-09-30T20:00', { hours: 24 }), '交办')).toBe('9月30日交办；10月1日到期')
  })
})
