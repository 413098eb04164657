import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, createCalendar, dayInLishui, instantInLishui, statutoryHolidays } from '#calendar/work-calendar.ts'
import { type Allowance, isInTime, type Pause, calculateDeadline } from '#calendar/working-days.ts'
import { isStatutory, lastYearWritten, officesWork } from './state-council.ts'

const calendar = createCalendar()
const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const calculate = (
  begins: string,
  workingDays: number,
  more: { pauses?: Pause[]; extension?: number; allowance?: Allowance } = {},
) => calculateDeadline(calendar, { begins: lishui(begins), allowance: { workingDays }, closesAt: '17:30', ...more })

describe('the calendar', () => {
  test.each([
    ['2026-10-10', 'make-up', 'a Saturday that makes up for the National Day holiday'],
    ['2026-10-01', 'holiday', 'National Day'],
    ['2026-10-05', 'holiday', 'a Monday within the National Day holiday'],
    ['2026-10-09', 'workday', 'a plain Friday'],
    ['2026-10-11', 'weekend', 'a plain Sunday'],
    ['2027-01-01', 'holiday', 'New Year of a year that nobody has announced yet'],
    ['2027-02-05', 'holiday', 'the eve of the Spring Festival of that year, a Friday'],
    ['2027-02-09', 'workday', 'the fourth day of that Spring Festival, as long as no arrangement says otherwise'],
    ['2027-06-09', 'holiday', 'the Dragon Boat Festival of that year'],
  ])('knows that %s is a %s: %s', (day, kind) => {
    expect(calendar(day).kind).toBe(kind)
  })

  test('agrees with the published arrangements of 2025 and 2026 on every single day', () => {
    for (let day = '2025-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      expect([day, calendar(day).works]).toEqual([day, officesWork(new Date(`${day}T00:00Z`))])
      expect(calendar(day).provisional).toBe(false)
    }
  })

  test('agrees with the law and the almanac on every statutory holiday of eleven years', () => {
    for (let year = 2025; year <= lastYearWritten; year++) {
      const expected: string[] = []
      for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1))
        if (isStatutory(new Date(`${day}T00:00Z`))) expected.push(day)
      expect([...statutoryHolidays(year).keys()].sort()).toEqual(expected)
    }
  })

  test('calls every day of a year that is not announced provisional, until the office has entered its arrangement', () => {
    expect(calendar('2027-03-03').provisional).toBe(true)
    const entered = createCalendar({
      announcedYears: [2027],
      overrides: [
        { day: '2027-02-11', kind: 'holiday', name: '春节假期' },
        { day: '2027-01-31', kind: 'workday', name: '春节补班' },
      ],
    })
    expect(entered('2027-02-11')).toMatchObject({ kind: 'holiday', works: false, name: '春节假期', provisional: false })
    expect(entered('2027-01-31')).toMatchObject({ kind: 'make-up', works: true, provisional: false })
    expect(entered('2027-01-01')).toMatchObject({ kind: 'holiday', works: false })
  })

  test('lets the office overrule a published day', () => {
    const typhoon = createCalendar({
      announcedYears: [],
      overrides: [{ day: '2026-07-13', kind: 'holiday', name: '防台风停工' }],
    })
    expect(typhoon('2026-07-13')).toMatchObject({ works: false, name: '防台风停工' })
  })

  test('puts an instant on the day that it is in Lishui, not where the server stands', () => {
    expect(dayInLishui(new Date('2026-12-31T15:59:59.999Z'))).toBe('2026-12-31')
    expect(dayInLishui(new Date('2026-12-31T16:00:00.000Z'))).toBe('2027-01-01')
    expect(instantInLishui('2026-12-31', '24:00')).toEqual(new Date('2026-12-31T16:00:00Z'))
  })
})

describe('a deadline in working days', () => {
  test('over National Day skips the holiday and counts the make-up Saturday', () => {
    const { dueOn, dueAt, spans, provisional } = calculate('2026-09-28 09:05', 7)
    expect(dueOn).toBe('2026-10-13')
    expect(dueAt).toEqual(lishui('2026-10-13 17:30'))
    expect(provisional).toBe(false)
    expect(spans).toEqual([
      { from: '2026-09-29', to: '2026-09-30', days: 2, kind: 'workday', counted: true },
      { from: '2026-10-01', to: '2026-10-07', days: 7, kind: 'holiday', counted: false, name: '国庆假期' },
      { from: '2026-10-08', to: '2026-10-09', days: 2, kind: 'workday', counted: true },
      { from: '2026-10-10', to: '2026-10-10', days: 1, kind: 'make-up', counted: true },
      { from: '2026-10-11', to: '2026-10-11', days: 1, kind: 'weekend', counted: false },
      { from: '2026-10-12', to: '2026-10-13', days: 2, kind: 'workday', counted: true },
    ])
  })

  test('begins on the next day, whether the event fell just after midnight or just before', () => {
    expect(calculate('2026-11-23 00:00:00', 1).dueOn).toBe('2026-11-24')
    expect(calculate('2026-11-23 23:59:59.999', 1).dueOn).toBe('2026-11-24')
    expect(calculate('2026-11-24 00:00:00', 1).dueOn).toBe('2026-11-25')
  })

  test('begun during a holiday or at the weekend counts from the first working day after it', () => {
    expect(calculate('2026-10-03 12:00', 1).dueOn).toBe('2026-10-08')
    expect(calculate('2026-11-21 12:00', 1).dueOn).toBe('2026-11-23')
    // The Friday before a Sunday on which offices work.
    expect(calculate('2026-09-18 16:00', 1).dueOn).toBe('2026-09-20')
  })

  test('runs over the turn of the year into one that is not announced, and says so', () => {
    const calculation = calculate('2026-12-30 10:00', 3)
    expect(calculation.dueOn).toBe('2027-01-05')
    expect(calculation.provisional).toBe(true)
    expect(calculation.spans.find(span => span.name === '元旦假期')).toMatchObject({
      from: '2027-01-01',
      counted: false,
    })
    expect(calculate('2026-12-30 10:00', 1).provisional).toBe(false)
  })

  test('stands still while it is suspended', () => {
    const { dueOn, spans } = calculate('2026-11-23 10:00', 3, { pauses: [{ from: '2026-11-25', until: '2026-12-01' }] })
    expect(dueOn).toBe('2026-12-02')
    expect(spans.find(span => span.kind === 'paused')).toMatchObject({
      from: '2026-11-25',
      to: '2026-11-30',
      counted: false,
    })
  })

  test('grows by the working days of an extension', () => {
    expect(calculate('2026-11-23 10:00', 3, { extension: 2 }).dueOn).toBe(calculate('2026-11-23 10:00', 5).dueOn)
  })

  test('is missed at its very instant, and kept a millisecond before', () => {
    const { dueAt } = calculate('2026-11-23 10:00', 1)
    expect(isInTime(dueAt, dueAt)).toBe(false)
    expect(isInTime(new Date(dueAt.getTime() - 1), dueAt)).toBe(true)
  })

  test('does not loop for ever on a calendar without working days', () => {
    const never = (day: string) => ({ day, kind: 'holiday' as const, works: false, provisional: false })
    expect(() =>
      calculateDeadline(never, {
        begins: lishui('2026-11-23 10:00'),
        allowance: { workingDays: 1 },
        closesAt: '17:30',
      }),
    ).toThrow('no 1 working days')
  })
})

describe('a deadline in hours', () => {
  test('runs through the night and the holiday', () => {
    const { dueAt, dueOn, spans } = calculate('2026-09-30 20:00', 0, { allowance: { hours: 24 } })
    expect(dueAt).toEqual(lishui('2026-10-01 20:00'))
    expect({ dueOn, spans }).toEqual({ dueOn: '2026-10-01', spans: [] })
  })

  test('is moved by a pause that begins before it ends, and not by a later one', () => {
    const allowance = { hours: 24 }
    expect(
      calculate('2026-11-23 20:00', 0, { allowance, pauses: [{ from: '2026-11-24', until: '2026-11-26' }] }).dueAt,
    ).toEqual(lishui('2026-11-26 20:00'))
    expect(
      calculate('2026-11-23 20:00', 0, { allowance, pauses: [{ from: '2026-11-25', until: '2026-11-26' }] }).dueAt,
    ).toEqual(lishui('2026-11-24 20:00'))
  })

  test('is extended in working days from the day it would have been due', () => {
    expect(calculate('2026-11-26 20:00', 0, { allowance: { hours: 24 }, extension: 1 }).dueAt).toEqual(
      lishui('2026-11-30 17:30'),
    )
  })
})

describe('against a second, independent calendar', () => {
  const instant = fc.date({
    min: new Date('2024-12-31T16:00:00Z'),
    max: new Date('2028-12-31T15:59:59Z'),
    noInvalidDate: true,
  })

  test('every deadline falls on the same day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 45 }), (begins, workingDays) => {
        const { dueOn } = calculateDeadline(calendar, { begins, allowance: { workingDays }, closesAt: '17:30' })
        const day = new Date(begins.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }))
        for (let left = workingDays; left > 0;) {
          day.setUTCDate(day.getUTCDate() + 1)
          if (officesWork(day)) left--
        }
        expect(dueOn).toBe(day.toISOString().slice(0, 10))
      }),
      { numRuns: 500 },
    )
  })

  test('the spans of the arithmetic are the days without a gap, and as many count as were allowed', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 30 }), (begins, workingDays) => {
        const { begunOn, spans, dueOn } = calculateDeadline(calendar, {
          begins,
          allowance: { workingDays },
          closesAt: '17:30',
        })
        let next = addDays(begunOn, 1)
        for (const span of spans) {
          expect(span.from).toBe(next)
          expect(addDays(span.from, span.days - 1)).toBe(span.to)
          next = addDays(span.to, 1)
        }
        expect(spans.at(-1)!.to).toBe(dueOn)
        expect(spans.filter(span => span.counted).reduce((sum, span) => sum + span.days, 0)).toBe(workingDays)
      }),
    )
  })

  test('a later beginning is never due earlier', () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        fc.integer({ min: 1, max: 20 }),
        (begins, later, workingDays) => {
          const due = (at: Date) =>
            calculateDeadline(calendar, { begins: at, allowance: { workingDays }, closesAt: '17:30' }).dueAt
          expect(due(new Date(begins.getTime() + later)).getTime()).toBeGreaterThanOrEqual(due(begins).getTime())
        },
      ),
    )
  })
})
