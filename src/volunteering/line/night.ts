import { clockOf, dayOf, momentOf } from '#calendar/lishui.ts'
import { morningAfter, type Night, soonAfterNight } from '#calendar/night.ts'
import { aMinute, later } from '#calendar/spans.ts'
import { addDays } from '#calendar/work-calendar.ts'

type Sleeping = Night & { starts_at: Date }

/** When the line of the shift goes on, if it sleeps at that moment: at night, unless the shift begins sooner. */
export function wakesAt(shift: Sleeping, moment: Date): Date | undefined {
  const morning = morningAfter(moment, shift)
  return morning && shift.starts_at.getTime() >= morning.getTime() + soonAfterNight ? morning : undefined
}

/** The end of so many minutes from now, at the latest the beginning of the shift; those that the line sleeps do not count. */
export function afterWakingMinutes(shift: Sleeping, now: Date, minutes: number): Date {
  let left = minutes * aMinute
  for (let at = wakesAt(shift, now) ?? now; ;) {
    const evening = nextEvening(shift, at)
    const wakes = wakesAt(shift, evening)
    const end = later(at, left)
    if (!wakes || end < evening) return end < shift.starts_at ? end : shift.starts_at
    left -= evening.getTime() - at.getTime()
    at = wakes
  }
}

/** When the next night begins. */
function nextEvening({ night_from }: Night, moment: Date): Date {
  return momentOf(clockOf(moment) < night_from ? dayOf(moment) : addDays(dayOf(moment), 1), night_from)
}
