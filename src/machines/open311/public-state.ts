import type { SuggestionState } from '#db/schema.ts'
import { openStates } from '#suggestions/course.ts'
import { progress } from '#suggestions/words.ts'

/**
 * What a state is to the world: Open311 knows two, the words tell the rest. What was merged is as far as the other is;
 * only that it was merged is said with it.
 */
export function publicState(
  state: SuggestionState,
  { asMerged = false }: { asMerged?: boolean } = {},
): { status: 'open' | 'closed'; status_notes: string } {
  const isOpen = (openStates as readonly SuggestionState[]).includes(state)
  const { now } = progress[state]
  return { status: isOpen ? 'open' : 'closed', status_notes: asMerged ? `${progress.merged.now}：${now}` : now }
}

/** A moment to the second in UTC, as Open311 writes it. */
export const publicMoment = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, 'Z')
