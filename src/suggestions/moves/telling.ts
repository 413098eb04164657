import { at } from '#forms/refusals.ts'
import { meWords } from '#people/me-words.ts'
import { sayOver } from '../author-words.ts'
import { confirmationRefusals, findDoubt } from '../confirmation.ts'
import { authorMove, openStates } from '../course.ts'
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
  by: { author: [...openStates, 'merged'] },
  form: confirmedTellingForm,
  refusals: {
    'no-mobile': at('tell_by', words.noMobile),
    ...confirmationRefusals,
  },
  async act(_trx, suggestion, { confirm, ...data }, means) {
    const { personalData } = means
    const doubt = findDoubt(suggestion, confirm, means)
    if (doubt) return { refused: doubt }
    const chosen = tellingOf(data)
    if (chosen.by === 'sms' && !hasMobile(personalData!, suggestion.phone_sealed)) return { refused: 'no-mobile' }
    return { change: tellingColumns(personalData!, chosen), detail: { by: chosen.by } }
  },
  sayTooLate: state => sayOver(state) ?? '这件事已经办结，没有进度要告诉你了。',
  story: { desk: { title: '提交人选了怎么告诉进度', forOffice: true } },
})
