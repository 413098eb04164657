/** Dates as people in Lishui read them. Moments are shown in Asia/Shanghai; a day is `YYYY-MM-DD` and has no zone. */

const zone = 'Asia/Shanghai'
const longDay = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric' })
const shortDay = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'long', day: 'numeric' })
const weekday = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, weekday: 'short' })
const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
// Swedish writes dates as ISO 8601 does.
const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar day in Lishui, `YYYY-MM-DD`. */
export function dayOf(moment: Date): string {
  return isoDay.format(moment)
}

/** `2026年11月22日` of a moment or of a day. */
export function formatDay(when: Date | string): string {
  return longDay.format(momentOf(when))
}

/** `11月22日` */
export function formatShortDay(when: Date | string): string {
  return shortDay.format(momentOf(when))
}

/** `2026年11月` of a month, `YYYY-MM`. */
export function formatMonth(month: string): string {
  const [year, number] = month.split('-')
  return `${year}年${Number(number)}月`
}

/** `11月22日 周日 08:12`, with the year in front where it is not the one of `now`. */
export function formatMoment(moment: Date, now: Date): string {
  const sameYear = dayOf(moment).slice(0, 4) === dayOf(now).slice(0, 4)
  return `${(sameYear ? shortDay : longDay).format(moment)} ${weekday.format(moment)} ${clock.format(moment)}`
}

/** Whole days from one day to a later one, both `YYYY-MM-DD`; negative when it is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** The year, month and day of a day, for a date drawn as a small block: `{ year: '2026', month: '11', day: '22' }`. */
export function partsOfDay(when: Date | string): { year: string; month: string; day: string } {
  const [year = '', month = '', day = ''] = (typeof when === 'string' ? when : dayOf(when)).split('-')
  return { year, month: String(Number(month)), day: String(Number(day)) }
}

/** A day begins at midnight in Lishui, not in London. */
function momentOf(when: Date | string): Date {
  return typeof when === 'string' ? new Date(`${when}T00:00:00+08:00`) : when
}
