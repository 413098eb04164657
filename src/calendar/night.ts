import { clockOf, dayOf, momentOf } from './lishui.ts'
import { anHour } from './spans.ts'
import { addDays } from './work-calendar.ts'

/** When nobody is disturbed, HH:MM in Lishui, as the row of the fair rules has it; the same hour twice is no night. */
export interface Night {
  night_from: string
  night_until: string
}

/** What begins, or has to be answered, before this much after the morning is not left until then: two hours. */
export const soonAfterNight = 2 * anHour

/** When the night ends that the moment lies in; by day undefined. */
export function morningAfter(moment: Date, { night_from: from, night_until: until }: Night): Date | undefined {
  const clock = clockOf(moment)
  const isNight = from < until ? clock >= from && clock < until : from > until && (clock >= from || clock < until)
  return isNight ? momentOf(clock < until ? dayOf(moment) : addDays(dayOf(moment), 1), until) : undefined
}
