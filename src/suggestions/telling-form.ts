import { askedFor, choice, type Fault, fields, optional } from '#forms/fields.ts'
import { email } from '#forms/typed-fields.ts'
import { isMainlandMobile } from '#forms/typed/phone.ts'
import { meWords } from '#people/me-words.ts'
import { confirmation } from './confirmation.ts'
import type { Telling } from './telling.ts'

const words = meWords.telling
const address = askedFor('sometimes', optional(email(words.email, { hint: words.emailHint, wrong: words.emailWrong })))

const chosen = {
  tell_by: choice(words.own, words.options, { look: 'rows', missing: words.missing }),
  email: address,
}
const checkAddress = ({ tell_by, email }: { tell_by?: string; email?: string | undefined }, fault: Fault<'email'>) => {
  if (tell_by === 'email' && !email) fault('email', words.emailWrong)
}

/** How an author wishes to be told, as a form sends it. */
export const tellingForm = fields(chosen, (given, fault) => checkAddress(given, fault))

/** The same on the page of one suggestion, which the code alone opens: with the phone or address that was left. */
export const confirmedTellingForm = fields({ ...chosen, ...confirmation }, (given, fault) => checkAddress(given, fault))

/** The same on the form of a new suggestion, where one may leave it be. */
export const tellingFields = {
  tell_by: optional(choice(words.own, words.options, { look: 'inline', hint: words.onForm, missing: words.missing })),
  email: address,
}

/** What has to fit together in `tellingFields` and the phone number beside them. */
export function checkTelling(
  { tell_by, email, phone }: { tell_by?: Telling['by']; email?: string; phone?: string },
  fault: Fault<'tell_by' | 'email'>,
  failed: ReadonlySet<string>,
) {
  if (tell_by === 'sms' && !failed.has('phone') && !isMainlandMobile(phone ?? '')) fault('tell_by', words.mobileFirst)
  if (tell_by === 'email' && !email) fault('email', words.emailWrong)
  if (!tell_by && email) fault('tell_by', words.chooseEmail)
}

/** The choice as `chooseTelling` takes it. */
export function tellingOf({
  tell_by,
  email = '',
}: {
  tell_by?: Telling['by'] | undefined
  email?: string | undefined
}): Telling {
  return tell_by === 'email' ? { by: tell_by, email } : { by: tell_by || 'none' }
}
