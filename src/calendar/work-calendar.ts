import chineseDays from 'chinese-days'
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { type Day, weekdayOf } from './lishui.ts'
import { aDay } from './spans.ts'

export type { Day }
export { dayOf as dayInLishui, momentOf as instantInLishui } from './lishui.ts'

export type DayKind = 'workday' | 'weekend' | 'holiday' | 'make-up'

export interface CalendarDay {
  day: Day
  kind: DayKind
  works: boolean
  /** What the holiday is called, "国庆假期"; for a day the office set, the office's own words. */
  name?: string
  /** The State Council has not announced this year's arrangement and the office has not entered it: it may still change. */
  provisional: boolean
}

export type WorkCalendar = (day: Day) => CalendarDay

/** What the office edits: single days, and the years whose arrangement it has entered in full. */
export interface OfficeCalendar {
  overrides: { day: Day; kind: 'workday' | 'holiday'; name: string }[]
  announcedYears: number[]
}

const arrangement = published as unknown as { holidays: Record<Day, string>; workdays: Record<Day, string> }
const arrangedYears = new Set(Object.keys(arrangement.holidays).map(day => Number(day.slice(0, 4))))

/**
 * What every day is in Lishui: the office's own table first, then the arrangement the State Council
 * published (with 调休 make-up days), then the statutory holidays, then the weekend.
 *
 * A year without a published arrangement keeps its statutory holidays, which the law itself fixes
 * (全国年节及纪念日放假办法, 2025): 1 January is never a working day only because a table lacks it.
 * Its days are provisional until the office enters the arrangement or a newer package knows it.
 */
export function createCalendar(office: OfficeCalendar = { overrides: [], announcedYears: [] }): WorkCalendar {
  const overrides = new Map(office.overrides.map(override => [override.day, override]))
  const announced = new Set([...arrangedYears, ...office.announcedYears])
  const statutory = new Map<number, Map<Day, string>>()
  return day => {
    const year = Number(day.slice(0, 4))
    if (!statutory.has(year)) statutory.set(year, statutoryHolidays(year))
    const provisional = !announced.has(year)
    const restsAtWeekend = isWeekend(day)

    const override = overrides.get(day)
    if (override?.kind === 'holiday') return { day, kind: 'holiday', works: false, name: override.name, provisional }
    if (override)
      return { day, kind: restsAtWeekend ? 'make-up' : 'workday', works: true, name: override.name, provisional }

    const holiday = arrangement.holidays[day]
    if (holiday) return { day, kind: 'holiday', works: false, name: holidayName(holiday.split(',')[1]!), provisional }
    if (arrangement.workdays[day]) return { day, kind: 'make-up', works: true, provisional }

    const name = arrangedYears.has(year) ? undefined : statutory.get(year)!.get(day)
    if (name) return { day, kind: 'holiday', works: false, name, provisional }
    return restsAtWeekend
      ? { day, kind: 'weekend', works: false, provisional }
      : { day, kind: 'workday', works: true, provisional }
  }
}

/** The thirteen days that the law gives everybody, by their dates in a year; make-up days are arranged separately each year. */
export function statutoryHolidays(year: number): Map<Day, string> {
  const newYear = lunar(year, 1, 1)
  return new Map([
    [`${year}-01-01`, holidayName('元旦')],
    ...[-1, 0, 1, 2].map(offset => [addDays(newYear, offset), holidayName('春节')] as const),
    [qingming(year), holidayName('清明')],
    [`${year}-05-01`, holidayName('劳动节')],
    [`${year}-05-02`, holidayName('劳动节')],
    [lunar(year, 5, 5), holidayName('端午')],
    // Before the days of National Day: when both fall on one day (2031), that day keeps the longer holiday's name.
    [lunar(year, 8, 15), holidayName('中秋')],
    ...['01', '02', '03'].map(date => [`${year}-10-${date}`, holidayName('国庆节')] as const),
  ])
}

/**
 * The day of a date in the Chinese calendar. The package reads its argument by the server's own zone, hence a
 * local date; the engine's Intl is no help: it has the Spring Festival of 2027 a day late and that of 2030 a day early.
 */
function lunar(year: number, month: number, day: number): Day {
  return chineseDays.getSolarDateFromLunar(new Date(year, month - 1, day)).date
}

/** The customary formula for the solar term in this century; the package's own answer depends on the server's zone. */
function qingming(year: number): Day {
  const ofCentury = year - 2000
  return `${year}-04-0${Math.floor(ofCentury * 0.2422 + 4.81) - Math.floor(ofCentury / 4)}`
}

function holidayName(holiday: string): string {
  return `${holiday === '国庆节' ? '国庆' : holiday}假期`
}

export const isWeekend = (day: Day): boolean => weekdayOf(day) >= 5

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00Z`) + days * aDay).toISOString().slice(0, 10)
}
