import { z } from 'zod'
import { photos, requestKey, optional, fields, tick } from '#forms/fields.ts'
import type { FormErrors } from '#forms/read.ts'
import { plainValues, strangeChoices, type Values } from '#forms/values.ts'
import { maxPhotoBytes } from '#suggestions/photo-files.ts'
import { asked, checkAsked, type SuggestionInput } from '#suggestions/suggestion-form.ts'
import { checkTelling, tellingFields } from '#suggestions/telling-form.ts'
import { suggestionErrors } from '#suggestions/words.ts'
import { titleOf } from '../title.ts'
import type { Chosen } from './services.ts'
import { open311Errors as words } from './words.ts'

const text = z.string()

/** What a client posts, by the names of GeoReport v2, and `request_key`: a UUID of its own, with which the same counts once. */
export const sentForm = z.object({
  api_key: text,
  jurisdiction_id: text,
  service_code: text,
  lat: text,
  long: text,
  address_string: text,
  address_id: text,
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  description: text,
  media_url: text,
  'attribute[title]': text,
  'attribute[kind]': text,
  'attribute[county]': text,
  'attribute[publish_consent]': text,
  'attribute[privacy_consent]': text,
  request_key: optional(requestKey(words.requestKey)),
  media: photos('media', { max: 6, maxBytes: maxPhotoBytes }),
})
export type Sent = Values<typeof sentForm>

const { photos: _photos, ...askedInWords } = asked

/** The same checks as the citizen's own form; what tells who somebody is needs their consent. */
const form = fields(
  { ...askedInWords, ...tellingFields, privacy_consent: tick('privacy_consent'), request_key: requestKey() },
  (given, fault, failed) => {
    checkAsked(given, fault, failed)
    checkTelling(given, fault, failed)
    if ((given.name || given.phone || given.email) && !given.privacy_consent)
      fault('privacy_consent', suggestionErrors.privacyConsent)
  },
)

/** Under which name a client has sent what one of our fields holds. */
const sentAs: Record<string, keyof Sent> = {
  kind: 'attribute[kind]',
  title: 'attribute[title]',
  body: 'description',
  category: 'service_code',
  county: 'attribute[county]',
  place: 'address_string',
  latitude: 'lat',
  longitude: 'long',
  name: 'last_name',
  publish_consent: 'attribute[publish_consent]',
  privacy_consent: 'attribute[privacy_consent]',
  tell_by: 'email',
}

/** In Chinese the family name stands first. */
const nameOf = ({ first_name: first, last_name: last }: Sent) =>
  (/^\p{Script=Han}*$/u.test(first + last) ? [last, first].join('') : [first, last].join(' ')).trim()

/** What was sent as a suggestion, or what is wrong with it, each under the name by which it was sent. */
export function readSent(
  sent: Sent,
  requestKey: string,
  { categories, counties }: Chosen,
): { input: SuggestionInput } | { faults: FormErrors } {
  const values = {
    kind: sent['attribute[kind]'] || 'problem',
    title: sent['attribute[title]'] || titleOf(sent.description),
    body: sent.description,
    category: sent.service_code,
    county: sent['attribute[county]'],
    // A position alone is a place to Open311; to a clerk it is one when it is written down.
    place: sent.address_string || [sent.lat, sent.long].filter(Boolean).join(', '),
    latitude: sent.lat,
    longitude: sent.long,
    name: nameOf(sent),
    phone: sent.phone,
    email: sent.email,
    // Who leaves an address by a program wants to hear; a phone has to be proven first.
    tell_by: sent.email ? 'email' : '',
    publish_consent: sent['attribute[publish_consent]'],
    privacy_consent: sent['attribute[privacy_consent]'],
    request_key: requestKey,
  } satisfies Values<typeof form>
  const plain = plainValues(form, values)
  const checked = form.safeParse(plain)
  const errors: FormErrors = {
    ...strangeChoices(form, plain, { category: categories, county: counties }),
    ...Object.fromEntries(
      (checked.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message]).toReversed(),
    ),
    ...(!sent.description.trim() && { body: words['no-words'], title: '' }),
    ...(!values.place && { place: words[sent.address_id ? 'address-id' : 'no-address'] }),
  }
  const faults = Object.entries(errors).filter(([, fault]) => fault !== '')
  if (faults.length > 0 || !checked.success)
    return { faults: Object.fromEntries(faults.map(([name, fault]) => [sentAs[name] ?? name, fault])) }
  return { input: { ...checked.data, privacy_consent: true } }
}
