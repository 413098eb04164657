/**
 * Dates as people in Lishui read them: the only place that knows how its clocks differ from others. A moment is a `Date`,
 * a day has no zone. Lishui keeps UTC+8 all year and has since 1991.
 */
import { aDay } from './spans.ts'

/** A day on the calendar in Lishui, 'YYYY-MM-DD'. Sorts as text the way time does. */
export type Day = string

const zone = 'Asia/Shanghai'
export const utcOffset = '+08:00'
const longDay = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric' })
const shortDay = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'long', day: 'numeric' })
const weekday = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, weekday: 'short' })
const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
// Swedish writes dates as ISO 8601 does.
const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })

/** The day on the calendar in Lishui at a moment. */
export function dayOf(moment: Date): Day {
  return isoDay.format(moment)
}

/** What a clock in Lishui shows at a moment: `08:12`. */
export function clockOf(moment: Date): string {
  return clock.format(moment)
}

/** The moment at which a clock in Lishui shows `time` ('17:30'; '24:00' is the end of the day) on `day`. */
export function momentOf(day: Day, time = '00:00'): Date {
  return new Date(writeMoment(day, time))
}

/** The same in ISO 8601, as machines read it. */
export function writeMoment(day: Day, time: string): string {
  return `${day}T${time}${utcOffset}`
}

/** `2026年11月22日` of a moment or of a day. */
export function formatDay(when: Date | string): string {
  return longDay.format(asMoment(when))
}

/** `11月22日` */
export function formatShortDay(when: Date | string): string {
  return shortDay.format(asMoment(when))
}

/** `周日` */
export function formatWeekday(when: Date | string): string {
  return weekday.format(asMoment(when))
}

/** `2026年11月` of a month, `YYYY-MM`. */
export function formatMonth(month: string): string {
  const [year, number] = month.split('-')
  return `${year}年${Number(number)}月`
}

/** `11月22日 周日 08:12`, with the year in front where it is not the one of `now`. */
export function formatMoment(moment: Date, now: Date): string {
  const sameYear = dayOf(moment).slice(0, 4) === dayOf(now).slice(0, 4)
  return `${(sameYear ? shortDay : longDay).format(moment)} ${formatWeekday(moment)} ${clockOf(moment)}`
}

/** Whole days from one day to a later one, both `YYYY-MM-DD`; negative when it is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / aDay)
}

/** Which day of the week a day is: from Monday, 0, to Sunday, 6. */
export function weekdayOf(day: Day): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7
}

/** The year, month and day of a day, for a date drawn as a small block: `{ year: '2026', month: '11', day: '22' }`. */
export function partsOfDay(when: Date | string): { year: string; month: string; day: string } {
  const [year = '', month = '', day = ''] = (typeof when === 'string' ? when : dayOf(when)).split('-')
  return { year, month: String(Number(month)), day: String(Number(day)) }
}

/** A day begins at midnight in Lishui, not in London. */
function asMoment(when: Date | Day): Date {
  return typeof when === 'string' ? momentOf(when) : when
}
