import { clockOf, dayOf, weekdayOf } from '#calendar/lishui.ts'
import { weekdays } from '#calendar/opening-hours.ts'
import { anHour } from '#calendar/spans.ts'
import { dayParts } from './words.ts'

const days = Object.keys(weekdays)
const parts = Object.keys(dayParts)

/** The 21 parts of a week, `mon-morning` to `sun-evening`; a volunteer ticks those in which they can help. */
export const slots: string[] = days.flatMap(day => parts.map(part => `${day}-${part}`))

/** The parts of the week that a stretch of time touches, Lishui time: up to 12, 12 to 18, from 18 o'clock. */
export function slotsOf(startsAt: Date, endsAt: Date): string[] {
  const found = new Set<string>()
  // Parts begin at 0, 12 and 18 o'clock, so a step of an hour from a full hour enters every part it touches.
  const first = Math.floor(startsAt.getTime() / anHour) * anHour
  for (let moment = first; moment < endsAt.getTime(); moment += anHour) {
    const clock = clockOf(new Date(moment))
    const part = clock < '12' ? 'morning' : clock < '18' ? 'afternoon' : 'evening'
    found.add(`${days[weekdayOf(dayOf(new Date(moment)))]}-${part}`)
  }
  return slots.filter(slot => found.has(slot))
}
