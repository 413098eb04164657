import { describe, expect, test } from 'vitest'
import { momentOf } from '#calendar/lishui.ts'
import { openingAt, type OpeningHours, type OpeningTime } from '#calendar/opening-hours.ts'
import { createCalendar } from '#calendar/work-calendar.ts'

const calendar = createCalendar({
  overrides: [{ day: '2026-11-24', kind: 'holiday', name: '示例假期' }],
  announcedYears: [],
})
const weekdaysMorning: OpeningTime = { from_day: 'mon', to_day: 'fri', opens: '09:00', closes: '11:30' }
const at = (hours: OpeningHours, day: string, clock: string) => openingAt(hours, momentOf(day, clock), calendar)

describe('a place with opening times', () => {
  const hours = { times: [weekdaysMorning, { ...weekdaysMorning, opens: '14:00', closes: '24:00' }] }

  // 23 November 2026 is a Monday.
  test.each([
    ['08:59', { state: 'closed', next: { day: '2026-11-23', at: '09:00' } }],
    ['09:00', { state: 'open', until: '11:30' }],
    ['11:29', { state: 'open', until: '11:30' }],
    ['11:30', { state: 'closed', next: { day: '2026-11-23', at: '14:00' } }],
    ['23:59', { state: 'open', until: '24:00' }],
  ])('on a Monday at %s is as it says', (clock, expected) => {
    expect(at(hours, '2026-11-23', clock)).toEqual(expected)
  })

  test('opens after the weekend, by the clock of Lishui', () => {
    expect(openingAt(hours, new Date('2026-11-20T16:30:00Z'), calendar)).toEqual({
      state: 'closed',
      next: { day: '2026-11-23', at: '09:00' },
    })
  })

  test('is open over the end of a week when its days say so', () => {
    const over = { times: [{ ...weekdaysMorning, from_day: 'sat', to_day: 'mon' } as const] }
    const states = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-25'].map(
      day => at(over, day, '10:00').state,
    )
    expect(states).toEqual(['closed', 'open', 'open', 'open', 'closed'])
  })

  test('keeps to its week of a month and to its part of the year', () => {
    const second = { times: [{ ...weekdaysMorning, from_day: 'sat', to_day: 'sat', week: '2' } as const] }
    expect(at(second, '2026-11-14', '10:00').state).toBe('open')
    expect(at(second, '2026-11-21', '10:00')).toEqual({ state: 'closed', next: { day: '2026-12-12', at: '09:00' } })
    const summer = { times: [{ ...weekdaysMorning, from: '2026-07-06', until: '2026-08-21' }] }
    expect(at(summer, '2026-08-21', '10:00').state).toBe('open')
    expect(at(summer, '2026-08-24', '10:00')).toEqual({ state: 'closed' })
  })

  test('does on a holiday of the office what it says: opens, stays closed, or only knows itself', () => {
    expect(at({ ...hours, holidays: 'open' }, '2026-11-24', '10:00')).toEqual({ state: 'open', until: '11:30' })
    expect(at({ ...hours, holidays: 'closed' }, '2026-11-24', '10:00')).toEqual({
      state: 'closed',
      next: { day: '2026-11-25', at: '09:00' },
      holiday: '示例假期',
    })
    expect(at({ ...hours, holidays: 'ask' }, '2026-11-24', '10:00')).toEqual({ state: 'unknown', holiday: '示例假期' })
    // The evening before promises no holiday that the place itself has not announced.
    expect(at({ times: [weekdaysMorning], holidays: 'ask' }, '2026-11-23', '20:00')).toEqual({
      state: 'closed',
      next: { day: '2026-11-25', at: '09:00' },
    })
  })
})
