import type { z } from 'zod'
import {
  askedFor,
  choice,
  fields,
  line,
  oneOf,
  optional,
  passedOn,
  photos,
  requestKey,
  type Rules,
  tick,
  words as text,
} from '#forms/fields.ts'
import { phone, position, wholePosition } from '#forms/typed-fields.ts'
import { maxPhotoBytes } from './photo-files.ts'
import { checkTelling, tellingFields } from './telling-form.ts'
import { suggestionErrors as errors, suggestionForm as words, suggestionKinds } from './words.ts'

const { missing, long, oneLine } = errors.place

/** What is asked, and by whom. */
export const asked = {
  kind: choice(words.kind.label, suggestionKinds, { look: 'cards', missing: errors.kind }),
  title: line(words.heading.label, {
    max: 60,
    hint: words.heading.hint,
    missing: errors.title.missing,
    tooLong: errors.title.long,
    oneLine: errors.title.oneLine,
  }),
  body: text(words.body.label, {
    max: 3000,
    hint: words.body.hint,
    missing: errors.body.missing,
    tooLong: errors.body.long,
    rows: 6,
  }),
  category: oneOf(words.category.label, {
    choose: words.category.empty,
    hint: words.category.hint,
    missing: errors.category,
  }),
  county: oneOf(words.county.label, { choose: words.county.empty, missing: errors.county }),
  place: askedFor(
    'sometimes',
    optional(line(words.place.label, { max: 120, hint: words.place.hint, tooLong: long, oneLine })),
  ),
  ...position(errors.position),
  photos: photos(words.photos.label, { max: 6, maxBytes: maxPhotoBytes, hint: words.photos.hint }),
  name: optional(
    line(words.name.label, {
      max: 40,
      hint: words.name.hint,
      tooLong: errors.name,
      autocomplete: 'name',
      short: true,
    }),
  ),
  phone: optional(phone(words.phone.label, { hint: words.phone.hint, wrong: errors.phone })),
  publish_consent: tick(words.consents.publish),
}

/** What has to fit together in what is asked, whoever writes it down. */
export const checkAsked: Rules<Pick<typeof asked, 'kind' | 'place' | 'county' | 'latitude' | 'longitude'>> = (
  given,
  fault,
  failed,
) => {
  if (given.kind !== 'advice' && given.kind !== 'idea' && !given.place) fault('place', missing)
  wholePosition(given, fault, failed)
}

/** What a citizen asks of the city. A problem has to say where; so has what may be one, because nothing is chosen yet. */
export const suggestionForm = fields(
  {
    ...asked,
    ...tellingFields,
    privacy_consent: tick(
      `${words.consents.privacyBefore}${words.consents.privacyLink}${words.consents.privacyAfter}`,
      { must: errors.privacyConsent },
    ),
    request_key: requestKey(errors.requestKey),
    /** The numbers of similar ones that were on the page, with blanks between: nobody is led past them a second time. */
    seen_similar: passedOn(),
    /** The contest that it takes part in. */
    contest: passedOn(),
  },
  (given, fault, failed) => {
    checkAsked(given, fault, failed)
    checkTelling(given, fault, failed)
  },
)

/** The suggestion without its photos, which wait as files. */
export type SuggestionInput = Omit<z.output<typeof suggestionForm>, 'photos' | 'seen_similar' | 'contest'>
