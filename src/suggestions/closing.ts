import type { Trx } from '#db/schema.ts'
import { dropAppeal } from './appeals.ts'
import { startClock, stopClock } from './clocks/deadlines.ts'
import { findAllowance, loadOffice } from './clocks/office.ts'
import type { Course } from './course.ts'
import { tellRole, tellUnit } from './tell.ts'

/** The end, by a clerk's revisit or by a satisfied author. */
export async function closeSuggestion(trx: Trx, suggestion: Course, now: Date) {
  await stopClock(trx, { suggestionId: suggestion.id, step: 'revisit' }, now)
  return { state: 'closed', closed_at: now } as const
}

/** Back to the unit that answered; what the desk had answered by itself goes back to the desk. */
export async function reopenSuggestion(trx: Trx, suggestion: Course, now: Date) {
  const office = await loadOffice(trx)
  const { id: suggestionId, lead_unit, answer_level: level } = suggestion
  await stopClock(trx, { suggestionId, step: 'revisit' }, now)
  await dropAppeal(trx, suggestionId, now)
  const step = lead_unit ? 'answer' : 'hand-over'
  const allowance = lead_unit
    ? findAllowance(office, 'answer', { ...suggestion, level })
    : findAllowance(office, 'hand-over', suggestion)
  const { dueOn: due } = await startClock(trx, office, { suggestionId, step, allowance }, now)
  if (lead_unit) await tellUnit(trx, suggestion, lead_unit, 'desk-reopened', { due }, now)
  else await tellRole(trx, suggestion, 'clerk', 'desk-reopened', { due }, now)
  await tellRole(trx, suggestion, 'supervisor', 'desk-reopened', { due }, now)
  return {
    state: lead_unit ? 'reopened' : 'accepted',
    reopenings: suggestion.reopenings + 1,
    reopened_at: now,
    closed_at: null,
  } as const
}
