import { clockOf, type Day, dayOf, weekdayOf } from './lishui.ts'
import { addDays, type WorkCalendar } from './work-calendar.ts'

export const weekdays = {
  mon: '周一',
  tue: '周二',
  wed: '周三',
  thu: '周四',
  fri: '周五',
  sat: '周六',
  sun: '周日',
} as const
export type Weekday = keyof typeof weekdays

export const weeksOfMonth = { '1': '第一个', '2': '第二个', '3': '第三个', '4': '第四个' } as const

/** What a place does on a statutory holiday. */
export const holidayRules = { open: '照常开放', closed: '不开放', ask: '另行通知' } as const
export type HolidayRule = keyof typeof holidayRules

/** A time of the week in which a place is open: from one weekday to another, also over the end of a week. */
export interface OpeningTime {
  from_day: Weekday
  to_day: Weekday
  /** `HH:MM`, the second later than the first; `24:00` is the end of the day. */
  opens: string
  closes: string
  /** Only in this week of a month. */
  week?: keyof typeof weeksOfMonth | undefined
  /** Only in this part of the year, such as a summer vacation. */
  from?: Day | undefined
  until?: Day | undefined
}

export interface OpeningHours {
  times: readonly OpeningTime[]
  holidays?: HolidayRule | undefined
}

/** Whether a place is open: until when, or when it opens next (undefined: not within two months) and whether today is a holiday. */
export type Opening =
  | { state: 'open'; until: string }
  | { state: 'closed'; next?: { day: Day; at: string }; holiday?: string }
  /** A holiday of which only the place itself knows. */
  | { state: 'unknown'; holiday: string }

const order = Object.keys(weekdays) as Weekday[]
/** What opens once a month is found within two. */
const horizon = 62

/** Whether a place is open at a moment. */
export function openingAt(hours: OpeningHours, now: Date, calendar: WorkCalendar): Opening {
  const today = dayOf(now)
  const clock = clockOf(now)
  const { kind, name = '节假日' } = calendar(today)
  const holiday = kind === 'holiday' ? name : undefined
  if (holiday && hours.holidays === 'ask') return { state: 'unknown', holiday }
  const running = timesOf(hours, today, calendar).find(({ opens, closes }) => opens <= clock && clock < closes)
  if (running) return { state: 'open', until: running.closes }
  return { state: 'closed', ...nextOf(hours, today, clock, calendar), ...(holiday && { holiday }) }
}

function nextOf(hours: OpeningHours, today: Day, clock: string, calendar: WorkCalendar) {
  for (let after = 0; after <= horizon; after += 1) {
    const day = addDays(today, after)
    // On such a day it may open or not: it is not promised.
    if (hours.holidays === 'ask' && calendar(day).kind === 'holiday') continue
    const [at] = timesOf(hours, day, calendar)
      .map(({ opens }) => opens)
      .filter(opens => after > 0 || opens > clock)
      .sort()
    if (at) return { next: { day, at } }
  }
  return {}
}

/** The times of one day. */
function timesOf({ times, holidays }: OpeningHours, day: Day, calendar: WorkCalendar): OpeningTime[] {
  if (holidays === 'closed' && calendar(day).kind === 'holiday') return []
  const weekday = weekdayOf(day)
  const week = String(Math.ceil(Number(day.slice(8)) / 7))
  return times.filter(time => {
    const [from, to] = [order.indexOf(time.from_day), order.indexOf(time.to_day)]
    const isItsDay = from <= to ? from <= weekday && weekday <= to : weekday >= from || weekday <= to
    return (
      isItsDay &&
      (time.week === undefined || time.week === week) &&
      (time.from === undefined || time.from <= day) &&
      (time.until === undefined || day <= time.until)
    )
  })
}
