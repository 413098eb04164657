import { dayInLishui, instantInLishui } from '#calendar/work-calendar.ts'

/** A month in Lishui, 'YYYY-MM'. Sorts as text the way time does. */
export type Month = string

export function monthOf(at: Date): Month {
  return dayInLishui(at).slice(0, 7)
}

export function addMonths(month: Month, months: number): Month {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number! - 1 + months, 1)).toISOString().slice(0, 7)
}

/** The instants between which a stretch of months lies; the end is the first that no longer belongs to it. */
export function boundsOf(first: Month, last: Month = first): { begins: Date; ends: Date } {
  return { begins: instantInLishui(`${first}-01`, '00:00'), ends: instantInLishui(`${addMonths(last, 1)}-01`, '00:00') }
}

/** Every month from the first to the last. */
export function listMonths(first: Month, last: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month)
  return months
}
