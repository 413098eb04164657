import { fields, oneOf, passedOn, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { changeLead } from '../assignments.ts'
import { findLeadClock, stopClock } from '../clocks/deadlines.ts'
import { deskMove } from '../course.ts'
import { findDeputy, noOfficer } from '../deputy.ts'
import { sayDeputy } from '../story.ts'
import { tellUnit } from '../tell.ts'
import { findDispute } from './dispute.ts'

/** 审定: a supervisor decides which unit answers. After that nobody gives it back. */
export const ruling = deskMove({
  name: 'ruling',
  title: '审定由谁办',
  hint: '定下一个单位牵头，写明理由；定了以后不能再退单。答复的时限不重算。',
  submit: '审定',
  done: '已审定，单位会收到提醒。',
  usual: true,
  action: 'suggestion.ruled',
  by: { supervisor: ['handed-over'] },
  form: fields({
    lead: oneOf('由哪个单位牵头', { choose: '请选择', missing: '请选一个单位' }),
    no_officer: passedOn(),
    words: words('审定意见', { min: 4, max: 1000, rows: 3, hint: '单位会看到', missing: '请写审定的意见' }),
  }),
  refusals: { ...noOfficer, 'not-disputed': tooLate('没有等审定的争议，或者别人已经审定了。') },
  async offered({ id }, _by, db) {
    const found = await findDispute(db, id)
    return found && !found.decided_at ? true : 'not-disputed'
  },
  async act(trx, suggestion, { lead, no_officer: confirmed, words }, { person, now, ...means }) {
    const found = await findDeputy(trx, { unit: lead, confirmed }, means)
    if ('refused' in found) return found
    const { deputy } = found
    const { id: row } = (await findDispute(trx, suggestion.id))!
    await trx
      .updateTable('dispute')
      .set({ lead_unit: lead, words, decided_by: person.id, decided_at: now })
      .where('id', '=', row)
      .execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'ruling' }, now)
    const { lead_unit: before } = suggestion
    const detail = { row, lead, before, ...(deputy !== undefined && { deputy }) }
    if (lead !== before)
      return { change: await changeLead(trx, suggestion, { lead, deputy, words, by: person.id }, now), detail }
    const clock = await findLeadClock(trx, suggestion.id)
    await tellUnit(trx, suggestion, lead, 'desk-ruled', { ...(clock && { due: dayInLishui(clock.due_at) }) }, now)
    return { change: {}, detail }
  },
  story: {
    desk: {
      title: '审定',
      about: ({ lead, deputy }, nameOf) => `由${nameOf(lead)}办${sayDeputy(deputy, nameOf)}`,
      words: async (db, { row }) =>
        (await db.selectFrom('dispute').select('words').where('id', '=', row!).executeTakeFirstOrThrow()).words,
    },
    author: {
      say: ({ lead, before }, nameOf) =>
        lead === before ? undefined : `审定改由${nameOf(lead)}牵头去办；答复的时限不重算`,
    },
  },
})
