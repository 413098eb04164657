import type { Db, Trx } from '#db/schema.ts'
import { fields, line, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { dropRequests, endAssignments } from '../assignments.ts'
import { startClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { deskMove, type Subject } from '../course.ts'
import { tellRole } from '../tell.ts'

/** Which duty of whose says that it is not this unit's. */
export const duty = line('依据的职责', {
  min: 4,
  max: 200,
  hint: '例：“三定”规定第 4 条，路灯由城管局维护',
  missing: '请写依据哪一条职责',
})

/**
 * 退单: not this unit's duty, with the reason and the duty that says whose it is; before it has signed, and once per
 * unit. The answer clock goes on; a clerk has the usual time to hand it over again.
 */
export const returnToDesk = deskMove({
  name: 'return',
  title: '退单',
  hint: '签收前可以退一次，要写明理由和依据的职责；答复的时限不重算。',
  submit: '退单',
  done: '已退单，由受理员重新交办。',
  look: 'warning',
  action: 'suggestion.returned',
  by: { lead: ['handed-over'] },
  form: fields({
    reason: words('退单理由', { min: 4, max: 1000, rows: 3, missing: '请写退单的理由' }),
    duty,
  }),
  refusals: {
    'already-returned': tooLate('你们单位已经退过一次单，不能再退。确实不归你们管的，请“提请审定”。'),
    're-routed': tooLate('这件是改派来的，不能退单。不归你们管的，请“提请审定”。'),
    ruled: tooLate('由你们单位办，督办员已经审定，不能再退。'),
  },
  offered: (suggestion, _by, db) => mayReturn(db, suggestion),
  async act(trx, suggestion, given, { person, now }) {
    const office = await loadOffice(trx)
    const { id: row } = await trx
      .updateTable('assignment')
      .set({
        returned_at: now,
        returned_by: person.id,
        return_reason: given.reason,
        return_duty: given.duty,
        ended_at: now,
      })
      .where('suggestion_id', '=', suggestion.id)
      .where('part', '=', 'lead')
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirstOrThrow()
    await endAssignments(trx, suggestion.id, now)
    await dropRequests(trx, suggestion.id, now)
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'hand-over', allowance: findAllowance(office, 'hand-over', suggestion) },
      now,
    )
    await tellRole(trx, suggestion, 'clerk', 'desk-returned', { due }, now)
    return { change: { state: 'returned', lead_unit: null }, detail: { row, unit: suggestion.lead_unit } }
  },
  // Why a unit gave it back stays between it and the desk.
  story: {
    desk: {
      title: '退单',
      words: async (db, { row }) => {
        const { return_reason, return_duty } = await findReturned(db).where('id', '=', row!).executeTakeFirstOrThrow()
        return `${return_reason}\n依据的职责：${return_duty}`
      },
    },
    author: { say: ({ unit }, nameOf) => `${nameOf(unit)}说明不归它管，退了回来；答复的时限不重算` },
  },
  async standing(db, { id, state }, { nameOf }) {
    if (state !== 'returned') return undefined
    const { unit, return_reason, return_duty } = await findReturned(db)
      .where('suggestion_id', '=', id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    return { desk: { head: `${nameOf(unit)}退单：`, words: return_reason, more: `依据的职责：${return_duty}` } }
  },
})

/** Whether the unit that leads may still give it back to the desk, or why it may only ask for a ruling. */
export async function mayReturn(
  db: Db | Trx,
  { id, lead_unit }: Subject,
): Promise<true | 'already-returned' | 're-routed' | 'ruled'> {
  const dispute = await db
    .selectFrom('dispute')
    .select('id')
    .where('suggestion_id', '=', id)
    .where('decided_at', 'is not', null)
    .executeTakeFirst()
  if (dispute) return 'ruled'
  const parts = await db
    .selectFrom('assignment')
    .select(['returned_at', 'ended_at', 're_routed'])
    .where('suggestion_id', '=', id)
    .where('unit', '=', lead_unit!)
    .where('part', '=', 'lead')
    .execute()
  if (parts.some(({ returned_at }) => returned_at)) return 'already-returned'
  return parts.some(({ ended_at, re_routed }) => re_routed && !ended_at) ? 're-routed' : true
}

function findReturned(db: Db) {
  return db
    .selectFrom('assignment')
    .select(['unit', 'return_reason', 'return_duty'])
    .where('returned_at', 'is not', null)
}
