import type { Db, Trx } from '#db/schema.ts'
import { fields, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { startClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { tellRole } from '../tell.ts'
import { duty, mayReturn } from './return.ts'

/** 提请审定: a unit that got it for the second time, or by a re-routing, says that it is not its own. A supervisor decides; the clock goes on. */
export const dispute = deskMove({
  name: 'dispute',
  title: '提请审定',
  hint: '不能再退单、又确实不归你们管的，请督办员审定由谁办。审定以前还由你们单位负责，时限不停。',
  submit: '提请审定',
  done: '已提请督办员审定。',
  look: 'warning',
  action: 'suggestion.disputed',
  by: { lead: ['handed-over'] },
  form: fields({
    reason: words('为什么不归你们管', { min: 4, max: 1000, rows: 3, missing: '请写明为什么不归你们管' }),
    duty,
  }),
  refusals: {
    'may-return': tooLate('这件可以直接退单，不用提请审定。'),
    'already-disputed': tooLate('已经提请过审定，督办员的决定就是最后的决定。'),
  },
  async offered(suggestion, _by, db) {
    if (await findDispute(db, suggestion.id)) return 'already-disputed'
    return (await mayReturn(db, suggestion)) === true ? 'may-return' : true
  },
  async act(trx, suggestion, given, { person, now }) {
    const unit = suggestion.lead_unit!
    const { id: row } = await trx
      .insertInto('dispute')
      .values({ suggestion_id: suggestion.id, unit, ...given, raised_by: person.id, raised_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    const office = await loadOffice(trx)
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'ruling', allowance: findAllowance(office, 'ruling', suggestion) },
      now,
    )
    await tellRole(trx, suggestion, 'supervisor', 'desk-disputed', { due }, now)
    return { change: {}, detail: { row, unit } }
  },
  // Whose it is stays between the units and the desk until it is decided.
  story: {
    desk: {
      title: '提请审定',
      words: async (db, { row }) => {
        const found = await db.selectFrom('dispute').selectAll().where('id', '=', row!).executeTakeFirstOrThrow()
        return `${found.reason}\n依据的职责：${found.duty}`
      },
    },
  },
  async standing(db, { id }, { nameOf }) {
    const found = await findDispute(db, id)
    if (!found || found.decided_at) return undefined
    return {
      tag: '待审定',
      desk: { head: `${nameOf(found.unit)}提请审定由谁办：`, words: found.reason, more: `依据的职责：${found.duty}` },
    }
  },
})

/** The dispute about a suggestion, decided or not; there is one at most. */
export function findDispute(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('dispute')
    .selectAll()
    .where('suggestion_id', '=', suggestionId)
    .where('dropped_at', 'is', null)
    .executeTakeFirst()
}
