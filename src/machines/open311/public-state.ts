import type { SuggestionState } from '#db/schema.ts'
import { openStates } from '#suggestions/course.ts'
import { progress } from '#suggestions/words.ts'

/** What a state is to the world: Open311 knows two, the words tell the rest. */
export function publicState(state: SuggestionState): { status: 'open' | 'closed'; status_notes: string } {
  const isOpen = (openStates as readonly SuggestionState[]).includes(state)
  return { status: isOpen ? 'open' : 'closed', status_notes: progress[state].now }
}

/** A moment to the second in UTC, as Open311 writes it. */
export const publicMoment = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, 'Z')
