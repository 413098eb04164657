import type { APIContext } from 'astro'
import { authorWords } from '#suggestions/author-words.ts'
import type { TrackedSuggestion } from '#suggestions/suggestions.ts'
import { findTrackedCourse } from '#suggestions/tracked-course.ts'
import { trackedAddress } from './_code.ts'
import type { Visit } from '#web/visit.ts'

/** What the page of a suggestion needs. */
export async function screenOf(
  { url }: Pick<APIContext, 'url'>,
  { db, portal, now, edition }: Visit,
  suggestion: TrackedSuggestion,
) {
  const nameOf = (unit: string | null | undefined) =>
    (unit ? edition.find('departments', unit)?.data.short_name : undefined) ?? authorWords.someUnit
  const address = new URL(trackedAddress(suggestion), portal.config.origin ?? url.origin).href
  return { suggestion, course: await findTrackedCourse(db, suggestion, { now, nameOf }), nameOf, edition, address, now }
}

/** Headers of every page about one suggestion: kept by no cache, found by no search engine. */
export function keepPrivate(headers: Headers): void {
  headers.set('Cache-Control', 'no-store')
  headers.set('X-Robots-Tag', 'noindex')
}
