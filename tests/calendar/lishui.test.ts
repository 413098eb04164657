import { describe, expect, test } from 'vitest'
import {
  clockOf,
  dayOf,
  daysBetween,
  formatDay,
  formatMoment,
  formatShortDay,
  formatWeekday,
  momentOf,
  partsOfDay,
  writeMoment,
} from '#calendar/lishui.ts'

describe('a moment is told in Lishui’s time', () => {
  // 2026-11-22 16:30 in UTC is past midnight in Lishui.
  const lateAtNight = new Date('2026-11-22T16:30:00Z')

  test('the day begins at midnight there', () => {
    expect(dayOf(lateAtNight)).toBe('2026-11-23')
    expect(formatDay(lateAtNight)).toBe('2026年11月23日')
    expect(formatShortDay(lateAtNight)).toBe('11月23日')
    expect([formatWeekday(lateAtNight), clockOf(lateAtNight)]).toEqual(['周一', '00:30'])
  })

  test('with weekday and clock, and with the year only when it is another', () => {
    expect(formatMoment(lateAtNight, new Date('2026-12-01T00:00:00Z'))).toBe('11月23日 周一 00:30')
    expect(formatMoment(lateAtNight, new Date('2027-01-02T00:00:00Z'))).toBe('2026年11月23日 周一 00:30')
  })
})

describe('a day and a clock there are a moment', () => {
  test('midnight when no clock is said; 24:00 is the end of the day', () => {
    expect(momentOf('2026-11-23')).toEqual(new Date('2026-11-22T16:00:00Z'))
    expect(momentOf('2026-11-23', '00:30')).toEqual(new Date('2026-11-22T16:30:00Z'))
    expect(momentOf('2026-12-31', '24:00')).toEqual(new Date('2026-12-31T16:00:00Z'))
    expect(dayOf(momentOf('2026-12-31', '23:59'))).toBe('2026-12-31')
  })

  test('machines read it in ISO 8601', () => {
    expect(new Date(writeMoment('2026-12-31', '23:59:59'))).toEqual(new Date('2026-12-31T15:59:59Z'))
  })
})

describe('a day has no zone', () => {
  test('its weekday is its own', () => {
    expect(formatWeekday('2026-11-23')).toBe('周一')
  })

  test('it is told as it is written', () => {
    expect(formatDay('2026-01-01')).toBe('2026年1月1日')
    expect(partsOfDay('2026-01-05')).toEqual({ year: '2026', month: '1', day: '5' })
  })

  test('days are counted across months and leap days', () => {
    expect(daysBetween('2026-11-22', '2026-11-22')).toBe(0)
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
    expect(daysBetween('2026-11-22', '2026-11-20')).toBe(-2)
  })
})
