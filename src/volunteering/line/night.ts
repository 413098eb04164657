import { addDays } from '#calendar/work-calendar.ts'
import { clockOf, dayOf, momentOf } from '#calendar/lishui.ts'
import type { FairRules } from '../fair-rules.ts'

const minute = 60_000
/** What begins before this much after the morning is not left until then. */
const soon = 120 * minute

type Night = Pick<FairRules, 'night_from' | 'night_until'>
type Sleeping = Night & { starts_at: Date }

/** When the night ends that the moment lies in; by day undefined. From and until the same hour there is no night. */
function morningAfter(moment: Date, { night_from: from, night_until: until }: Night): Date | undefined {
  const clock = clockOf(moment)
  const isNight = from < until ? clock >= from && clock < until : from > until && (clock >= from || clock < until)
  return isNight ? momentOf(clock < until ? dayOf(moment) : addDays(dayOf(moment), 1), until) : undefined
}

/** When the line of the shift goes on, if it sleeps at that moment: at night, unless the shift begins sooner. */
export function wakesAt(shift: Sleeping, moment: Date): Date | undefined {
  const morning = morningAfter(moment, shift)
  return morning && shift.starts_at.getTime() >= morning.getTime() + soon ? morning : undefined
}

/** The end of so many minutes from now, at the latest the beginning of the shift; those that the line sleeps do not count. */
export function afterWakingMinutes(shift: Sleeping, now: Date, minutes: number): Date {
  let left = minutes * minute
  for (let at = wakesAt(shift, now) ?? now; ;) {
    const evening = nextEvening(shift, at)
    const wakes = wakesAt(shift, evening)
    const end = new Date(at.getTime() + left)
    if (!wakes || end < evening) return end < shift.starts_at ? end : shift.starts_at
    left -= evening.getTime() - at.getTime()
    at = wakes
  }
}

/** When the next night begins. */
function nextEvening({ night_from }: Night, moment: Date): Date {
  return momentOf(clockOf(moment) < night_from ? dayOf(moment) : addDays(dayOf(moment), 1), night_from)
}
