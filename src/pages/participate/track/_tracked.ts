import type { APIContext } from 'astro'
import { formatCode } from '#suggestions/code.ts'
import type { MoveRefusal } from '#suggestions/course.ts'
import { findTrackedCourse, type TrackedCourse } from '#suggestions/tracked-course.ts'
import type { TrackedSuggestion } from '#suggestions/suggestions.ts'
import { authorWords, sayNotNow } from '#suggestions/author-words.ts'
import { meWords } from '#people/me-words.ts'
import { refuseOtherMethods } from '#web/guard.ts'
import { findTracked, trackedAddress } from '#web/tracking.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params' | 'clientAddress' | 'redirect'>

/**
 * The suggestion that a posted form is about, or the response to return: 405 for another method; to the page of
 * the code (303) for a GET, as after a reload, and for a code of nothing, which that page explains.
 */
export async function openPosted(visit: Visit): Promise<TrackedSuggestion | Response> {
  const refused = refuseOtherMethods(visit, 'GET', 'POST')
  if (refused) return refused
  const found = await findTracked(visit, visit.params.code ?? '')
  const page = 'suggestion' in found ? trackedAddress(found.suggestion) : `/participate/track/${encodeURIComponent(visit.params.code ?? '')}`
  if ('refused' in found || visit.request.method !== 'POST') return visit.redirect(page, 303)
  return found.suggestion
}

/** What the page of a suggestion needs; read anew after a refused move, so that it shows why. */
export async function screenOf(visit: Visit, { code }: { code: string }): Promise<{ suggestion: TrackedSuggestion; course: TrackedCourse; edition: App.Locals['edition']; address: string; now: Date }> {
  const { portal, now, edition } = visit.locals
  const found = await findTracked(visit, formatCode(code))
  if ('refused' in found) throw new Error(`the suggestion ${code} is gone`)
  const { suggestion } = found
  const address = new URL(trackedAddress(suggestion), portal.config.origin ?? visit.url.origin).href
  return { suggestion, course: await findTrackedCourse(portal.db, suggestion, now), edition, address, now }
}

/** Headers of every page about one suggestion: kept by no cache, found by no search engine. */
export function keepPrivate(headers: Headers): void {
  headers.set('Cache-Control', 'no-store')
  headers.set('X-Robots-Tag', 'noindex')
}

/** Why a move of the author was refused, in words. */
export function sayRefused(move: 'rating' | 'addition' | 'withdrawal', outcome: MoveRefusal | { refused: 'already-rated' | 'other-answer' | 'too-many' }): string {
  if (outcome.refused === 'wrong-state') return sayNotNow(move, outcome.state)
  if (outcome.refused === 'other-answer') return authorWords.otherAnswer
  if (outcome.refused === 'already-rated') return authorWords.alreadyRated
  if (outcome.refused === 'too-many') return authorWords.addition.tooMany
  throw new Error(`an author was refused ${move}: ${outcome.refused}`)
}

const doneWords = {
  rating: authorWords.rating.done,
  reopening: authorWords.rating.doneReopened,
  addition: authorWords.addition.done,
  withdrawal: authorWords.withdrawal.done,
  telling: meWords.telling.done,
}

/** To the suggestion's page, which says what was done. */
export function returnTo(visit: Visit, suggestion: { code: string }, done: keyof typeof doneWords): Response {
  return visit.redirect(`${trackedAddress(suggestion)}?done=${done}`, 303)
}

/** What `?done=` says, if it is something that can be done. */
export function sayDone(done: string | null): string | undefined {
  return Object.hasOwn(doneWords, done ?? '') ? doneWords[done as keyof typeof doneWords] : undefined
}
