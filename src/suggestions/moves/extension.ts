import { dayInLishui } from '#calendar/work-calendar.ts'
import { choice, fields, optional, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { recalculate } from '../clocks/deadlines.ts'
import { loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { tellAuthors, tellUnit } from '../tell.ts'

const decisions = { granted: '批准', refused: '不批准' } as const

/** 延期审批, of what a unit asked for. What was asked for in time may be granted later too. */
export const extension = deskMove({
  name: 'extension',
  title: '延期审批',
  submit: '确定',
  done: '延期申请已办。',
  usual: true,
  action: 'suggestion.extension-decided',
  by: { clerk: ['handed-over', 'signed-for', 'reopened'] },
  form: fields({
    decision: choice('决定', decisions, { look: 'inline', missing: '请选批准或不批准' }),
    words: optional(words('意见', { max: 1000, rows: 2 })),
  }),
  refusals: { 'not-asked': tooLate('延期申请已经办过，或者单位已经答复。') },
  async offered({ id }, _by, db) {
    return (await db
      .selectFrom('extension')
      .select('id')
      .where('suggestion_id', '=', id)
      .where('decided_at', 'is', null)
      .executeTakeFirst())
      ? true
      : 'not-asked'
  },
  async act(trx, suggestion, { decision, words }, { person, now }) {
    const granted = decision === 'granted'
    const {
      id: row,
      deadline_id,
      working_days,
    } = await trx
      .updateTable('extension')
      .set({ granted, words: words ?? null, decided_by: person.id, decided_at: now })
      .where('suggestion_id', '=', suggestion.id)
      .where('decided_at', 'is', null)
      .returning(['id', 'deadline_id', 'working_days'])
      .executeTakeFirstOrThrow()
    const unit = suggestion.lead_unit!
    if (!granted) {
      await tellUnit(trx, suggestion, unit, 'desk-extension-decided', { granted: 0 }, now)
      return { change: {}, detail: { row, granted } }
    }
    await trx
      .updateTable('deadline')
      .set(eb => ({ extension: eb('extension', '+', working_days) }))
      .where('id', '=', deadline_id)
      .execute()
    const moved = (await recalculate(trx, await loadOffice(trx), [suggestion.id], now)).find(
      ({ step }) => step === 'answer' || step === 'rework',
    )
    if (moved) {
      const due = dayInLishui(moved.to)
      await tellUnit(trx, suggestion, unit, 'desk-extension-decided', { granted: 1, due }, now)
      await tellAuthors(trx, suggestion, 'suggestion-extended', { due }, now)
    }
    return { change: {}, detail: { row, granted, workingDays: working_days, from: moved?.from, to: moved?.to } }
  },
  story: {
    desk: {
      title: '延期审批',
      async words(db, { row }) {
        const { granted, words } = await db
          .selectFrom('extension')
          .select(['granted', 'words'])
          .where('id', '=', row!)
          .executeTakeFirstOrThrow()
        return [decisions[granted ? 'granted' : 'refused'], words].filter(Boolean).join('：')
      },
    },
    author: {
      say: ({ granted, workingDays }) => (granted ? `同意延期 ${workingDays} 个工作日` : '没有同意延期，期限不变'),
    },
  },
})
