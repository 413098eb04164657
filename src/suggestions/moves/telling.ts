import type { PersonalData } from '#people/personal-data.ts'
import { readEmail } from '#forms/typed/email.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { at } from '#forms/refusals.ts'
import { meWords } from '#people/me-words.ts'
import { sayOver } from '../author-words.ts'
import { authorMove, type Course, openStates } from '../course.ts'
import { sealedAs } from '../readings.ts'
import { confirmedTellingForm, tellingOf } from '../telling-form.ts'
import { hasMobile, tellingColumns } from '../telling.ts'

const words = meWords.telling

/**
 * How the author of one suggestion is told of each step. A land line gets no SMS. Messages go on to where their author
 * reads them: who has only the code says the phone or the address that was left.
 */
export const telling = authorMove({
  name: 'telling',
  title: words.own,
  hint: words.ownLead,
  submit: words.submit,
  done: words.done,
  look: 'quiet',
  action: 'suggestion.telling-chosen',
  by: { author: openStates },
  form: confirmedTellingForm,
  refusals: {
    'no-mobile': at('tell_by', words.noMobile),
    unconfirmed: at('confirm', words.confirmMissing),
    'other-address': at('confirm', words.confirmWrong),
  },
  async act(_trx, suggestion, { confirm, ...data }, { personalData, proof }) {
    if (proof !== 'phone' && mustConfirm(suggestion)) {
      if (!confirm) return { refused: 'unconfirmed' }
      if (!wasLeft(confirm, suggestion, personalData!)) return { refused: 'other-address' }
    }
    const chosen = tellingOf(data)
    if (chosen.by === 'sms' && !hasMobile(personalData!, suggestion.phone_sealed)) return { refused: 'no-mobile' }
    return { change: tellingColumns(personalData!, chosen), detail: { by: chosen.by } }
  },
  sayTooLate: state => sayOver(state) ?? '这件事已经办结，没有进度要告诉你了。',
  story: { desk: { title: '提交人选了怎么告诉进度', forOffice: true } },
})

type Addresses = Pick<Course, 'phone_sealed' | 'email_sealed'>

/** Whether there is something that only the author knows. */
function mustConfirm({ phone_sealed, email_sealed }: Addresses): boolean {
  return phone_sealed !== null || email_sealed !== null
}

function wasLeft(typed: string, { phone_sealed, email_sealed }: Addresses, personalData: PersonalData): boolean {
  return (
    (phone_sealed !== null && readPhone(typed) === personalData.open(phone_sealed, sealedAs.phone)) ||
    (email_sealed !== null && readEmail(typed) === personalData.open(email_sealed, sealedAs.email))
  )
}
