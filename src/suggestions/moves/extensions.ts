import type { Db, Trx } from '#db/schema.ts'
import { type Course, makeMove, type Mover } from '../course.ts'
import { reckonAnew } from '../clocks/deadlines.ts'
import { findWorkingDays, loadOffice } from '../clocks/office.ts'
import { tellAuthors, tellRole, tellUnit } from '../tell.ts'
import { addDays, type Day, dayInLishui } from '#calendar/work-calendar.ts'
import { isInTime } from '#calendar/working-days.ts'

/**
 * 申请延期 by the lead unit, before the answer is due. Refuses `too-late`, `too-long` (more working days than the
 * setting allows), `already-extended` (once per suggestion) and `already-asked`.
 */
export function askExtension(db: Db, code: string, { workingDays, reason }: { workingDays: number; reason: string }, by: Mover & { id: number }, now: Date) {
  return makeMove<'too-late' | 'too-long' | 'already-extended' | 'already-asked'>(db, 'extension-request', code, by, now, async (trx, suggestion) => {
    const earlier = await trx.selectFrom('extension').select('granted').where('suggestion_id', '=', suggestion.id).execute()
    if (earlier.some(({ granted }) => granted)) return { refused: 'already-extended' }
    if (earlier.some(({ granted }) => granted === null)) return { refused: 'already-asked' }
    const clock = await findAnswerClock(trx, suggestion)
    if (!isInTime(now, clock.due_at)) return { refused: 'too-late' }
    if (workingDays > findWorkingDays(await loadOffice(trx), 'extension')) return { refused: 'too-long' }
    await trx.insertInto('extension').values({ suggestion_id: suggestion.id, deadline_id: clock.id, working_days: workingDays, reason, asked_by: by.id, asked_at: now }).execute()
    await tellRole(trx, suggestion, 'clerk', 'desk-extension-asked', { days: workingDays }, now)
    return { change: {}, detail: { workingDays, unit: suggestion.lead_unit } }
  })
}

/** 批准 or 不批准延期. What was asked for in time may be granted later too. Refuses `not-asked`. */
export function decideExtension(db: Db, code: string, { granted, words }: { granted: boolean; words?: string | undefined }, by: Mover & { id: number }, now: Date) {
  return makeMove<'not-asked'>(db, 'extension', code, by, now, async (trx, suggestion) => {
    const decided = await trx
      .updateTable('extension')
      .set({ granted, words: words ?? null, decided_by: by.id, decided_at: now })
      .where('suggestion_id', '=', suggestion.id)
      .where('decided_at', 'is', null)
      .returning(['deadline_id', 'working_days'])
      .executeTakeFirst()
    if (!decided) return { refused: 'not-asked' }
    const unit = suggestion.lead_unit!
    if (!granted) {
      await tellUnit(trx, suggestion, unit, 'desk-extension-decided', { granted: 0 }, now)
      return { change: {}, detail: { granted } }
    }
    await trx.updateTable('deadline').set(eb => ({ extension: eb('extension', '+', decided.working_days) })).where('id', '=', decided.deadline_id).execute()
    const moved = (await reckonAnew(trx, await loadOffice(trx), [suggestion.id], now)).find(({ step }) => step === 'answer')
    if (moved) {
      const due = dayInLishui(moved.to)
      await tellUnit(trx, suggestion, unit, 'desk-extension-decided', { granted: 1, due }, now)
      await tellAuthors(trx, suggestion, 'suggestion-extended', { due }, now)
    }
    return { change: {}, detail: { granted, workingDays: decided.working_days, from: moved?.from, to: moved?.to } }
  })
}

/**
 * 挂账: the clock stands still from today until `until` (that day counts again), with a reason its author reads.
 * Refuses `until-not-later` (today or before), `until-too-far` (more than a year) and `already-suspended`.
 */
export function suspendSuggestion(db: Db, code: string, { reason, until }: { reason: string; until: Day }, by: Mover & { id: number }, now: Date) {
  return makeMove<'until-not-later' | 'until-too-far' | 'already-suspended'>(db, 'suspension', code, by, now, async (trx, suggestion) => {
    const today = dayInLishui(now)
    if (until <= today) return { refused: 'until-not-later' }
    if (until > addDays(today, 366)) return { refused: 'until-too-far' }
    if (await findSuspension(trx, suggestion, today)) return { refused: 'already-suspended' }
    await trx.insertInto('suspension').values({ suggestion_id: suggestion.id, reason, from_day: today, until_day: until, begun_by: by.id, begun_at: now }).execute()
    await reckonAnew(trx, await loadOffice(trx), [suggestion.id], now)
    await tellAuthors(trx, suggestion, 'suggestion-suspended', { until }, now)
    return { change: {}, detail: { until } }
  })
}

/** 恢复办理 before the suspension would have ended; today counts again. Refuses `not-suspended`. */
export function resumeSuggestion(db: Db, code: string, by: Mover & { id: number }, now: Date) {
  return makeMove<'not-suspended'>(db, 'resumption', code, by, now, async (trx, suggestion) => {
    const today = dayInLishui(now)
    const suspension = await findSuspension(trx, suggestion, today)
    if (!suspension) return { refused: 'not-suspended' }
    await trx.updateTable('suspension').set({ until_day: today, ended_by: by.id, ended_at: now }).where('id', '=', suspension.id).execute()
    await reckonAnew(trx, await loadOffice(trx), [suggestion.id], now)
    return { change: {} }
  })
}

function findSuspension(trx: Trx, suggestion: Course, today: Day) {
  return trx.selectFrom('suspension').select('id').where('suggestion_id', '=', suggestion.id).where('from_day', '<=', today).where('until_day', '>', today).executeTakeFirst()
}

function findAnswerClock(trx: Trx, suggestion: Course) {
  return trx.selectFrom('deadline').select(['id', 'due_at']).where('suggestion_id', '=', suggestion.id).where('step', '=', 'answer').where('ended_at', 'is', null).executeTakeFirstOrThrow()
}
