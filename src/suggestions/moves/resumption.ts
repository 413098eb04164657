import { dayInLishui } from '#calendar/work-calendar.ts'
import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { recalculate } from '../clocks/deadlines.ts'
import { loadOffice } from '../clocks/office.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { findSuspension } from './suspension.ts'

/** 恢复办理 before the suspension would have ended; today counts again. */
export const resumption = deskMove({
  name: 'resumption',
  title: '恢复办理',
  hint: '今天起重新计时。',
  submit: '恢复办理',
  done: '已恢复办理，到期日已重算。',
  usual: true,
  action: 'suggestion.resumed',
  by: { clerk: inUnitsHands },
  form: fields({}),
  refusals: { 'not-suspended': tooLate('这件建言没有在挂账。') },
  async offered(suggestion, { now }, db) {
    return (await findSuspension(db, suggestion, now)) ? true : 'not-suspended'
  },
  async act(trx, suggestion, _data, { person, now }) {
    const { id: row } = (await findSuspension(trx, suggestion, now))!
    await trx
      .updateTable('suspension')
      .set({ until_day: dayInLishui(now), ended_by: person.id, ended_at: now })
      .where('id', '=', row)
      .execute()
    await recalculate(trx, await loadOffice(trx), [suggestion.id], now)
    return { change: {}, detail: { row } }
  },
  story: { desk: { title: '恢复办理' }, author: { say: () => '恢复办理' } },
})
