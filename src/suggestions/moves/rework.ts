import { fields, words } from '#forms/fields.ts'
import { findLastAnswer } from '../answers.ts'
import { startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { tellUnit } from '../tell.ts'

/** 返工: the answer will not do, with what is missing. The unit has a short time of its own for it; the author saw nothing. */
export const rework = deskMove({
  name: 'rework',
  title: '返工',
  hint: '写明差在哪里。单位重新答复以前，市民看不到这一份。',
  submit: '退回返工',
  done: '已退回返工。',
  look: 'warning',
  action: 'suggestion.sent-back',
  by: { clerk: ['answered'] },
  form: fields({ words: words('差在哪里', { min: 4, max: 1000, rows: 3, missing: '请写明差在哪里' }) }),
  async act(trx, suggestion, { words }, { person, now }) {
    const { id: row } = await findLastAnswer(trx, suggestion)
    const office = await loadOffice(trx)
    await trx
      .updateTable('answer')
      .set({ sent_back_at: now, sent_back_words: words, checked_by: person.id })
      .where('id', '=', row)
      .execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'verify' }, now)
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'rework', allowance: findAllowance(office, 'rework', suggestion) },
      now,
    )
    await tellUnit(trx, suggestion, suggestion.lead_unit!, 'desk-sent-back', { due }, now)
    return { change: { state: 'sent-back' }, detail: { row, unit: suggestion.lead_unit } }
  },
  story: {
    desk: {
      title: '退回返工',
      words: async (db, { row }) =>
        (await db.selectFrom('answer').select('sent_back_words').where('id', '=', row!).executeTakeFirstOrThrow())
          .sent_back_words,
    },
    author: { say: () => '工作人员核实后认为还不行，退回去重办' },
  },
  async standing(db, { id, state }) {
    return state === 'sent-back'
      ? { desk: { head: '返工，差在哪里：', words: (await findLastAnswer(db, { id })).sent_back_words } }
      : undefined
  },
})
