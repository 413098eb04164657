import { dayOf, daysBetween, formatDay } from '#calendar/lishui.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import { day, fields } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const words = applicationWords.moves.notice
/** The usual length of a notice of offices; it begins today, which does not count. */
const leastWorkingDays = 5
const mostDays = 60

/** 公示: the office has looked at what there is and asks everybody. */
export const notice = honourMove({
  name: 'notice',
  ...words,
  action: 'honour.noticed',
  by: 'clerk',
  form: fields({ until: day(words.until) }),
  refuse: ({ application }) => (application.state === 'filed' ? undefined : tooLate(applicationWords.moves.notFiled)),
  async act(trx, { application }, { until }, { person, now }) {
    const { calendar, closesAt } = await loadOffice(trx)
    const today = dayOf(now)
    const { dueOn: first } = calculateDeadline(calendar, {
      begins: now,
      allowance: { workingDays: leastWorkingDays },
      closesAt,
    })
    if (until < first) return { refused: at('until', words.tooShort(formatDay(first))) }
    if (daysBetween(today, until) > mostDays) return { refused: at('until', words.tooLong) }
    await trx
      .updateTable('honour_application')
      .set({ state: 'noticed', noticed_by: person.id, notice_from: today, notice_until: until })
      .where('id', '=', application.id)
      .execute()
    return { until }
  },
})
