import { isInTime } from '#calendar/working-days.ts'
import { fields, wholeNumber, words } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { findLeadClock } from '../clocks/deadlines.ts'
import { findWorkingDays, loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { tellRole } from '../tell.ts'

/** 申请延期 by the lead unit, before the answer is due; granted once per suggestion. */
export const extensionRequest = deskMove({
  name: 'extension-request',
  title: '申请延期',
  hint: '到期以前提出，一件只能延一次，由受理员决定。',
  submit: '申请延期',
  done: '已提出延期申请，等受理员决定。',
  action: 'suggestion.extension-asked',
  by: { lead: ['handed-over', 'signed-for', 'reopened'] },
  form: fields({
    working_days: wholeNumber('延长几个工作日', {
      min: 1,
      max: 90,
      missing: '请写延长几个工作日，1 到 90',
      wrong: '请写延长几个工作日，1 到 90',
    }),
    reason: words('延期理由', { min: 4, max: 1000, rows: 3, hint: '市民会看到', missing: '请写延期的理由' }),
  }),
  refusals: {
    'too-late': at('working_days', '已经到期，不能再申请延期'),
    'too-long': at('working_days', '超过了允许延期的工作日数'),
    'already-extended': tooLate('已经延过一次期，不能再延。'),
    'already-asked': tooLate('已经提过申请，请等受理员决定。'),
  },
  async offered({ id }, _by, db) {
    const earlier = await db.selectFrom('extension').select('granted').where('suggestion_id', '=', id).execute()
    if (earlier.some(({ granted }) => granted)) return 'already-extended'
    return earlier.some(({ granted }) => granted === null) ? 'already-asked' : true
  },
  async act(trx, suggestion, { working_days, reason }, { person, now }) {
    const clock = (await findLeadClock(trx, suggestion.id))!
    if (!isInTime(now, clock.due_at)) return { refused: 'too-late' }
    if (working_days > findWorkingDays(await loadOffice(trx), 'extension')) return { refused: 'too-long' }
    const { id: row } = await trx
      .insertInto('extension')
      .values({
        suggestion_id: suggestion.id,
        deadline_id: clock.id,
        working_days,
        reason,
        asked_by: person.id,
        asked_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tellRole(trx, suggestion, 'clerk', 'desk-extension-asked', { days: working_days }, now)
    return { change: {}, detail: { row, workingDays: working_days, unit: suggestion.lead_unit } }
  },
  story: {
    desk: {
      title: '申请延期',
      words: async (db, { row }) => {
        const { working_days, reason } = await db
          .selectFrom('extension')
          .selectAll()
          .where('id', '=', row!)
          .executeTakeFirstOrThrow()
        return sayAsked(working_days, reason)
      },
    },
    author: {
      say: ({ unit, workingDays }, nameOf) => `${nameOf(unit)}申请延期 ${workingDays} 个工作日`,
      reason: async (db, { row }) =>
        (await db.selectFrom('extension').select('reason').where('id', '=', row!).executeTakeFirstOrThrow()).reason,
    },
  },
  async standing(db, { id }) {
    const asked = await db
      .selectFrom('extension')
      .select(['working_days', 'reason'])
      .where('suggestion_id', '=', id)
      .where('decided_at', 'is', null)
      .executeTakeFirst()
    return asked && { desk: { words: sayAsked(asked.working_days, asked.reason) } }
  },
})

function sayAsked(workingDays: number, reason: string): string {
  return `申请延期 ${workingDays} 个工作日：${reason}`
}
