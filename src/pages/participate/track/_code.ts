import { formatCode, parseCode } from '#suggestions/code.ts'
import { findSuggestionByCode, type TrackedSuggestion } from '#suggestions/suggestions.ts'
import type { Visit } from '#web/visit.ts'

export type Tracked =
  | { suggestion: TrackedSuggestion }
  | { refused: 'missing' | 'mistyped' | 'unknown' | 'tooMany'; status: 404 | 422 | 429 }

/**
 * The suggestion that somebody's code means, however it was typed. A code that belongs to nothing counts
 * against the visitor's address; one whose check character is wrong cannot be a guess and does not.
 */
export async function findTracked(
  { db, address, portal: { limits, personalData } }: Visit,
  typed: string,
): Promise<Tracked> {
  if (typed.trim() === '') return { refused: 'missing', status: 422 }
  const code = parseCode(typed)
  if (!code) return { refused: 'mistyped', status: 404 }
  const suggestion = await findSuggestionByCode(db, personalData, code)
  if (suggestion) return { suggestion }
  const mayGuess = await limits.wrongCodes.take(address)
  return mayGuess ? { refused: 'unknown', status: 404 } : { refused: 'tooMany', status: 429 }
}

/** The one address of a suggestion's page. */
export function trackedAddress({ code }: { code: string }): string {
  return `/participate/track/${formatCode(code)}`
}
