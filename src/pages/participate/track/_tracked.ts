import type { APIContext } from 'astro'
import { authorWords } from '#suggestions/author-words.ts'
import type { TrackedSuggestion } from '#suggestions/suggestions.ts'
import { findOwnWords, wasSentByPhoneOf } from '#suggestions/own.ts'
import { findStanding } from '#contests/shown.ts'
import { isRecorded } from '#record/record.ts'
import { findTrackedCourse } from '#suggestions/tracked-course.ts'
import { trackedAddress } from './_code.ts'
import type { Visit } from '#web/visit.ts'

/** What the page of a suggestion needs. */
export async function screenOf(
  { url }: Pick<APIContext, 'url'>,
  { db, portal, now, edition, person }: Visit,
  suggestion: TrackedSuggestion,
) {
  const nameOf = (unit: string | null | undefined) =>
    (unit ? edition.find('departments', unit)?.data.short_name : undefined) ?? authorWords.someUnit
  const letterPrefix = edition.settings.letter_prefix
  const address = new URL(trackedAddress(suggestion), portal.config.origin ?? url.origin).href
  const course = await findTrackedCourse(db, suggestion, { now, nameOf, letterPrefix })
  const written = await findOwnWords(db, suggestion.id)
  const isProven = person !== undefined && (await wasSentByPhoneOf(db, person.id, suggestion.id))
  const isPublic = await isRecorded(db, suggestion.number)
  const contest = await findStanding(db, suggestion.id)
  return { suggestion, course, written, isProven, isPublic, contest, nameOf, edition, address, now }
}

/** Headers of every page about one suggestion: kept by no cache, found by no search engine. */
export function keepPrivate(headers: Headers): void {
  headers.set('Cache-Control', 'no-store')
  headers.set('X-Robots-Tag', 'noindex')
}
