import { fields, hidden, line, requestKey, words } from '#forms/fields.ts'
import { removalWords } from '../newsroom/words.ts'
import { adminText } from './words.ts'

const { reviews, notes } = adminText

/** The version of a draft that somebody had before them. */
const head = () => hidden(line('', { max: 64 }))

/** A move of a draft that says nothing, for the text that was seen. */
export const moveForm = fields({ head: head() })

/** A return, with what is to be changed. */
export const returnForm = fields({
  head: head(),
  reason: words(reviews.reason, { max: 500, missing: reviews.reasonMissing, tooLong: reviews.reasonLong }),
})

/** A note at one field of a draft. */
export const noteForm = fields({
  head: head(),
  field: line(notes.field, { max: 100, missing: notes.chooseOne }),
  body: words(notes.body, { max: 500, missing: notes.empty, tooLong: notes.long }),
  request_key: requestKey(),
})

/** Why a published entry is to go, and the version that was looked at. */
export const removalForm = fields({
  oid: hidden(line('', { max: 64 })),
  reason: words(removalWords.reason, {
    min: 4,
    max: 300,
    missing: removalWords.reasonShort,
    tooLong: removalWords.reasonLong,
  }),
})
