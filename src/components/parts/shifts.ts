/** How a shift is said: its times, its places, its day. */
import { aDay, later } from '#calendar/spans.ts'
import type { GuardianRule, ShiftState } from '#db/schema-volunteers.ts'
import { clockOf, dayOf, formatShortDay, formatWeekday, momentOf } from '#calendar/lishui.ts'

/** What the list shows of a shift. */
export interface ShownShift {
  id: number
  activity_id: number
  title: string
  starts_at: Date
  ends_at: Date
  county: string
  place: string
  capacity: number
  taken: number
  /** Places for whoever comes next: none while somebody waits in line. */
  free: number
  state: ShiftState
  waiting_list: boolean
  draw_at: Date | null
  drawn_at: Date | null
  choose_by: Date | null
  guardian_rule: GuardianRule | null
  minimum_age: number | null
  sample: boolean
}

/** `07:20–08:40`; over midnight the end says its day. */
export function sayTimes(startsAt: Date, endsAt: Date): string {
  const nextDay = dayOf(startsAt) === dayOf(endsAt) ? '' : `${formatShortDay(endsAt)} `
  return `${clockOf(startsAt)}–${nextDay}${clockOf(endsAt)}`
}

export { formatWeekday as sayWeekday }

/** `今天`, `明天`, or `11月24日 周二`. */
export function sayDayHeading(day: string, now: Date): string {
  const date = `${formatShortDay(day)} ${formatWeekday(day)}`
  if (day === dayOf(now)) return `今天 · ${date}`
  return day === dayOf(later(now, aDay)) ? `明天 · ${date}` : date
}

/** What one may do about a place, in two or three words. */
export function sayPlaces(
  shift: Pick<
    ShownShift,
    'capacity' | 'taken' | 'free' | 'state' | 'waiting_list' | 'draw_at' | 'drawn_at' | 'choose_by'
  >,
): string {
  if (shift.state === 'cancelled') return '已取消'
  if (shift.state === 'closed') return '停止报名'
  if (shift.draw_at && !shift.drawn_at) return `抽签，共 ${shift.capacity} 个`
  if (shift.choose_by) return `由组织者选，共 ${shift.capacity} 个`
  if (shift.free > 0) return `余 ${shift.free}`
  if (!shift.waiting_list) return '已满'
  return shift.taken < shift.capacity ? '有人在等，可候补' : '已满，可候补'
}

/** The week of the list: now and seven days on. */
export function weekFrom(now: Date): { from: Date; until: Date } {
  return { from: now, until: later(momentOf(dayOf(now)), 8 * aDay) }
}

/** Free places in words: `还有 5 个名额`, or that only the waiting lists are left. */
export function sayFree(places: number): string {
  return places > 0 ? `还有 ${places} 个名额` : '名额已满，可以候补'
}
