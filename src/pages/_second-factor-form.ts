import { fields } from '#forms/fields.ts'
import { code } from '#forms/typed-fields.ts'
import { secondFactorWords as words } from '#people/staff-words.ts'

const wrong = words.refused['wrong-code']

/** The code of an authenticator app, or a recovery code. */
export const codeForm = fields({ code: code(words.code, { recovery: true, missing: wrong, wrong }) })
