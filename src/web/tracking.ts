import { formatCode, parseCode } from '#suggestions/code.ts'
import { findSuggestionByCode, type TrackedSuggestion } from '#suggestions/suggestions.ts'
import { addressOf } from './rate-limit.ts'

/** What is needed of a page: `Astro` fits. */
interface Visit {
  request: Request
  clientAddress: string
  locals: App.Locals
}

export type Tracked = { suggestion: TrackedSuggestion } | { refused: 'missing' | 'mistyped' | 'unknown' | 'tooMany'; status: 404 | 422 | 429 }

/**
 * The suggestion that somebody's code means, however it was typed. A code that belongs to nothing counts
 * against the visitor's address; one whose check character is wrong cannot be a guess and does not.
 */
export async function findTracked(visit: Visit, typed: string): Promise<Tracked> {
  if (typed.trim() === '') return { refused: 'missing', status: 422 }
  const code = parseCode(typed)
  if (!code) return { refused: 'mistyped', status: 404 }
  const { db, limits, config } = visit.locals.portal
  const address = addressOf(visit, config.trustedProxies)
  if (!(await limits.tracking.take(address))) return { refused: 'tooMany', status: 429 }
  const suggestion = await findSuggestionByCode(db, code)
  if (!suggestion) return { refused: 'unknown', status: 404 }
  await limits.tracking.giveBack(address)
  return { suggestion }
}

/** The one address of a suggestion's page. */
export function trackedAddress({ code }: { code: string }): string {
  return `/participate/track/${formatCode(code)}`
}
