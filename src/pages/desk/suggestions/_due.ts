import { clockOf, dayOf, daysBetween } from '#calendar/lishui.ts'
import { queueWords as words } from '#suggestions/desk-words.ts'

/** When something is due, as a row of a list says it: `今天 17:30`, `逾期 2 天`. */
export function sayDue(due: Date, now: Date): string {
  const days = daysBetween(dayOf(now), dayOf(due))
  return due <= now ? words.lateBy(-days) : words.dueIn(days, clockOf(due))
}
