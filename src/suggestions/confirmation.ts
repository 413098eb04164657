import { optional } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { readEmail } from '#forms/typed/email.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { phoneOrEmail } from '#forms/typed-fields.ts'
import { meWords } from '#people/me-words.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Course, Means } from './course.ts'
import { sealedAs } from './readings.ts'

const words = meWords.telling
type Addresses = Pick<Course, 'phone_sealed' | 'email_sealed'>

/** Asked of who has only the code: the phone or the e-mail that was left, which the page does not show. */
export const confirmation = {
  confirm: optional(phoneOrEmail(words.confirm, { hint: words.confirmHint, wrong: words.confirmWrong })),
}

export const confirmationRefusals = {
  unconfirmed: at('confirm', words.confirmMissing),
  'other-address': at('confirm', words.confirmWrong),
}

/** Why somebody is not shown to be the author, where there is something that only the author knows. */
export function findDoubt(
  { phone_sealed, email_sealed }: Addresses,
  typed: string | undefined,
  { proof, personalData }: Means,
): keyof typeof confirmationRefusals | undefined {
  if (proof === 'phone' || (phone_sealed === null && email_sealed === null)) return undefined
  if (!typed) return 'unconfirmed'
  return isLeft(typed, { phone_sealed, email_sealed }, personalData!) ? undefined : 'other-address'
}

function isLeft(typed: string, { phone_sealed, email_sealed }: Addresses, personalData: PersonalData): boolean {
  return (
    (phone_sealed !== null && readPhone(typed) === personalData.open(phone_sealed, sealedAs.phone)) ||
    (email_sealed !== null && readEmail(typed) === personalData.open(email_sealed, sealedAs.email))
  )
}
