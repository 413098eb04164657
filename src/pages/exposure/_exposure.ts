import type { Entry } from '#publishing/edition/edition.ts'
import type { Exposure, ExposureState } from '#publishing/types/exposure-fields.ts'
import { dayOf, daysBetween } from '#calendar/lishui.ts'

/** Overdue first, then what is being put right, then what is done. */
const order: Record<ExposureState, number> = { overdue: 0, rectifying: 1, rectified: 2, withdrawn: 3 }

/** The board in the order in which people scan it; within a state the longest open first, what is done newest first. */
export function inBoardOrder(exposures: readonly Entry<Exposure>[]): Entry<Exposure>[] {
  return exposures.toSorted(
    (a, b) =>
      order[a.data.state] - order[b.data.state] ||
      (order[a.data.state] < 2
        ? a.data.found_on.localeCompare(b.data.found_on)
        : b.data.found_on.localeCompare(a.data.found_on)),
  )
}

/** Days from the day it was found until it was put right, or until today. */
export function openDays({ data }: Entry<Exposure>, now: Date): number {
  return Math.max(0, daysBetween(data.found_on, data.rectified_on ?? dayOf(now)))
}

/** How a state is coloured. */
export const stateTones = { overdue: 'late', rectifying: 'gold', rectified: 'celadon', withdrawn: 'plain' } as const
