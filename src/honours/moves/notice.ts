import { dayOf } from '#calendar/lishui.ts'
import { day, fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { whyNotUntil } from '#objections/objections.ts'
import { byOthers, honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const words = applicationWords.moves.notice
/** The usual length of a notice of offices; it begins today, which does not count. */
const leastWorkingDays = 5

/** 公示: the office has looked at what there is and asks everybody. */
export const notice = honourMove({
  name: 'notice',
  ...words,
  action: 'honour.noticed',
  by: ['clerk'],
  form: fields({ until: day(words.until) }),
  refuse: byOthers(({ application }) =>
    application.state === 'filed' ? undefined : tooLate(applicationWords.moves.notFiled),
  ),
  async act(trx, { application }, { until }, { person, now }) {
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
