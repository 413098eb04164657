import { code, mobile } from '#forms/typed-fields.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { meWords } from '#people/me-words.ts'

const words = meWords.signIn

/** The first step of signing in by phone: whom to send a code. */
export const phoneForm = fields({
  phone: mobile(words.phone, {
    hint: words.phoneHint,
    missing: words.phoneWrong,
    wrong: words.phoneWrong,
    unreached: words.phoneUnreached,
  }),
  next: passedOn(),
})

/** The second: the code. The number goes along unseen. */
export const codeForm = fields({
  phone: passedOn(),
  code: code(words.code, { hint: words.codeHint, missing: words.codeMissing, wrong: words.codeMissing }),
  next: passedOn(),
})
