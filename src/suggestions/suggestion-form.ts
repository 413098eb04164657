import { z } from 'zod'
import { type CountyCode, counties } from '#publishing/types/counties.ts'
import { type SuggestionCategory, suggestionCategories, suggestionErrors as words, suggestionKinds } from './words.ts'
import type { SuggestionKind } from '#db/schema.ts'
import { findTellingFault, tellingFields } from './telling-form.ts'

const MB = 1024 * 1024

/** What the form takes as pictures; phones convert HEIC because this list does not name it. */
export const photoRule = { max: 6, maxBytes: 10 * MB, accept: 'image/jpeg,image/png,image/webp' }

/** What may be typed at most, in characters as people count them. */
export const longest = { title: 60, body: 3000, place: 120, name: 40 }

const kinds = Object.keys(suggestionKinds) as [SuggestionKind]
const categories = Object.keys(suggestionCategories) as [SuggestionCategory]
const countyCodes = Object.keys(counties) as [CountyCode]

/** Text without blanks at its ends; PostgreSQL and people count 𠮷 as one character, `length` as two. */
const text = (max: number, tooLong: string) => z.string().trim().refine(typed => [...typed].length <= max, tooLong)

/** Something that can be seen: marks of direction and zero-width characters alone say nothing. */
const isVisible = (typed: string) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(typed)

const isOneLine = (typed: string) => !typed.includes('\n')

const isTicked = (typed: string) => !['', 'no', 'false', '0'].includes(typed)

const degrees = (limit: number) =>
  z
    .string()
    .trim()
    .transform(typed => (typed === '' ? undefined : Number(typed)))
    .refine(number => number === undefined || Math.abs(number) <= limit, words.position)

/**
 * What a citizen asks of the city, as the form sends it (photos beside it). A problem has to say where.
 * The phone number comes out as digits: `13800000000`, `0578-2090000`.
 */
export const suggestionForm = z
  .object({
    kind: z.enum(kinds, words.kind),
    title: text(longest.title, words.title.long).refine(isOneLine, words.title.oneLine).refine(isVisible, words.title.missing),
    body: text(longest.body, words.body.long).refine(isVisible, words.body.missing),
    category: z.enum(categories, words.category),
    county: z.enum(countyCodes, words.county),
    place: text(longest.place, words.place.long).refine(isOneLine, words.place.oneLine),
    latitude: degrees(90),
    longitude: degrees(180),
    name: text(longest.name, words.name).transform(typed => (isVisible(typed) ? typed : undefined)),
    phone: z.string().transform(typed => typed.normalize('NFKC').trim()).transform(readPhone),
    ...tellingFields,
    publish_consent: z.string().transform(isTicked),
    privacy_consent: z.string().refine(isTicked, words.privacyConsent),
    request_key: z.guid(words.requestKey),
  })
  .refine(({ kind, place }) => kind !== 'problem' || isVisible(place), { path: ['place'], message: words.place.missing, when: whenTyped('kind', 'place') })
  .superRefine((typed, context) => {
    const fault = findTellingFault(typed)
    if (fault) context.addIssue({ code: 'custom', path: [fault.path], message: fault.message })
  }, { when: whenTyped('phone', 'tell_by', 'email') })
  .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), { path: ['latitude'], message: words.position, when: whenTyped('latitude', 'longitude') })

export type SuggestionInput = z.output<typeof suggestionForm>

/** A mainland mobile number or a landline with its area code, however it is spaced; empty is fine. */
function readPhone(typed: string, context: z.RefinementCtx): string | undefined {
  const digits = typed.replace(/[\s()\p{Pd}]/gu, '').replace(/^(\+|00)86/, '')
  if (digits === '') return undefined
  if (/^1[3-9]\d{9}$/.test(digits)) return digits
  // Area codes: 010 and 02x, elsewhere a zero and three digits.
  const landline = /^(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})$/.exec(digits)
  if (landline) return `${landline[1]}-${landline[2]}`
  context.addIssue({ code: 'custom', message: words.phone })
  return z.NEVER
}

/** Compare two fields even when a third one is wrong, so that every message is shown at once. */
function whenTyped(...names: string[]) {
  return ({ value, issues }: z.core.ParsePayload) => typeof value === 'object' && value !== null && !issues.some(issue => names.includes(String(issue.path?.[0])))
}
