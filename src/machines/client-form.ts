import { choices, fields, line } from '#forms/fields.ts'
import { clientErrors as errors, clientWords as words } from './client-words.ts'

/** A client as an administrator adds it. */
export const clientForm = fields({
  name: line(words.name, {
    max: 60,
    hint: words.nameHint,
    missing: errors.name,
    tooLong: errors.name,
    autocomplete: 'off',
  }),
  contact: line(words.contact, { max: 120, hint: words.contactHint, missing: errors.contact, autocomplete: 'off' }),
  may: choices(words.may, words.powers, { look: 'rows', missing: errors.may }),
})
