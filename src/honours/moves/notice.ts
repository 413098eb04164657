import { dayOf } from '#calendar/lishui.ts'
import { day, fields } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { looked } from '#objections/form.ts'
import { whyNotUntil } from '#objections/objections.ts'
import { whyNotPublic } from '#objections/public-text.ts'
import { byOthers, honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const words = applicationWords.moves.notice
/** The usual length of a notice of offices; it begins today, which does not count. */
const leastWorkingDays = 5

/** 公示: the office has looked at what there is and asks everybody. */
export const notice = honourMove({
  name: 'notice',
  title: words.title,
  hint: words.hint,
  submit: words.submit,
  done: words.done,
  action: 'honour.noticed',
  by: ['clerk'],
  form: fields({ until: day(words.until), looked: looked() }),
  refuse: byOthers(({ application }) =>
    application.state === 'filed' ? undefined : tooLate(applicationWords.moves.notFiled),
  ),
  async act(trx, { application }, { until, looked }, { person, now }) {
    const { title, reasons } = application
    const personal = whyNotPublic(title, { looked }) ?? whyNotPublic(reasons, { looked })
    if (personal) return { refused: at('looked', words.personal(personal)) }
    const refused = await whyNotUntil(trx, until, leastWorkingDays, now)
    if (refused) return { refused }
    await trx
      .updateTable('honour_application')
      .set({ state: 'noticed', noticed_by: person.id, notice_from: dayOf(now), notice_until: until })
      .where('id', '=', application.id)
      .execute()
    return { until }
  },
})
