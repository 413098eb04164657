import { createCalendar } from './work-calendar.ts'
import { type Reckoning, reckonDeadline } from './working-days.ts'
import type { SuggestionState } from '../../db/schema.ts'

/** Working days until a suggestion is accepted or declined, and until an ordinary one is answered. */
const workingDays = { received: 1, accepted: 3 }
const closesAt = '17:30'

/** By when the citizen may expect the next step of a suggestion that entered its state at `since`; undefined when none is to come. */
export function promiseNextStep(state: SuggestionState, since: Date): Reckoning | undefined {
  if (state !== 'received' && state !== 'accepted') return undefined
  return reckonDeadline(createCalendar(), { begins: since, allowance: { workingDays: workingDays[state] }, closesAt })
}
