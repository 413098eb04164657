import type { AnswerLevel } from '#db/schema-course.ts'
import type { Db, Trx } from '#db/schema.ts'
import { type Course, makeMove, type Moved, type Mover, type MoveRefusal } from '../course.ts'
import { endClocks, startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice, type Office } from '../clocks/office.ts'
import { tellAuthors, tellRole, tellUnit } from '../tell.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { reckonDeadline } from '#calendar/working-days.ts'

export interface HandOver {
  /** The one unit that answers (clause 7: 一件事情由一个部门负责). */
  lead: string
  /** How urgent or complex; without it the setting for kind and category holds. */
  level?: AnswerLevel | undefined
  /** Units that help, each with the working days it has; never longer than the lead unit. */
  coUnits?: { unit: string; workingDays: number }[] | undefined
  /** What the units should know; its author does not see it. */
  words?: string | undefined
}

export type HandOverRefusal = 'unit-named-twice' | 'co-unit-later-than-lead'

/**
 * 交办: to one lead unit and those that help it. The lead unit's clock starts with the first hand-over;
 * after a return it goes on: the citizen does not wait longer because the wrong unit was asked.
 * Refuses `unit-named-twice` and `co-unit-later-than-lead`.
 */
export function handOverSuggestion(db: Db, code: string, handOver: HandOver, by: Mover & { id: number }, now: Date) {
  const { lead, level, coUnits = [], words } = handOver
  return makeMove<HandOverRefusal>(db, 'hand-over', code, by, now, async (trx, suggestion) => {
    const units = [lead, ...coUnits.map(({ unit }) => unit)]
    if (new Set(units).size < units.length) return { refused: 'unit-named-twice' }
    const office = await loadOffice(trx)
    const dueAt = await findAnswerDue(trx, office, suggestion, level, now)
    if (coUnits.some(({ workingDays }) => reckonDeadline(office.calendar, { begins: now, allowance: { workingDays }, closesAt: office.closesAt }).dueAt > dueAt)) {
      return { refused: 'co-unit-later-than-lead' }
    }

    await stopClock(trx, { suggestionId: suggestion.id, step: 'hand-over' }, now)
    const assigned = { suggestion_id: suggestion.id, handed_over_at: now, handed_over_by: by.id, words: words ?? null }
    await trx.insertInto('assignment').values({ ...assigned, unit: lead, part: 'lead' }).execute()
    for (const { unit, workingDays } of coUnits) {
      const { id } = await trx.insertInto('assignment').values({ ...assigned, unit, part: 'co' }).returning('id').executeTakeFirstOrThrow()
      const { dueOn } = await startClock(trx, office, { suggestionId: suggestion.id, step: 'contribute', allowance: { workingDays }, assignmentId: id }, now)
      await tellUnit(trx, suggestion, unit, 'desk-co-unit', { due: dueOn }, now)
    }
    if (!(await isAnswerClockRunning(trx, suggestion.id))) {
      await startClock(trx, office, { suggestionId: suggestion.id, step: 'answer', allowance: findAllowance(office, 'answer', { ...suggestion, level }) }, now)
    }
    const due = dayInLishui(dueAt)
    await tellUnit(trx, suggestion, lead, 'desk-handed-over', { due }, now)
    await tellAuthors(trx, suggestion, 'suggestion-handed-over', { due }, now)
    return {
      change: { state: 'handed-over', lead_unit: lead, answer_level: suggestion.handed_over_at ? suggestion.answer_level : (level ?? null), handed_over_at: suggestion.handed_over_at ?? now },
      detail: { lead, co: coUnits.map(({ unit }) => unit) },
    }
  })
}

/** Hands several suggestions to the same units; each stands or falls by itself. Returns the outcome by code, in the order given. */
export async function handOverSeveral(db: Db, codes: string[], handOver: HandOver, by: Mover & { id: number }, now: Date) {
  const outcomes = new Map<string, Moved | MoveRefusal | { refused: HandOverRefusal }>()
  for (const code of codes) outcomes.set(code, await handOverSuggestion(db, code, handOver, by, now))
  return outcomes
}

/** 签收: an officer of the lead unit takes note of it. */
export function signForSuggestion(db: Db, code: string, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'signature', code, by, now, async (trx, suggestion) => {
    await trx.updateTable('assignment').set({ signed_at: now, signed_by: by.id }).where('suggestion_id', '=', suggestion.id).where('part', '=', 'lead').where('ended_at', 'is', null).execute()
    return { change: { state: 'signed-for' }, detail: { unit: suggestion.lead_unit } }
  })
}

/**
 * 退单: not this unit's duty, with the reason and the duty that says whose it is. Before it has signed, and once
 * per unit: refuses `already-returned`. The answer clock goes on; a clerk has the usual time to hand it over again.
 */
export function returnSuggestion(db: Db, code: string, { reason, duty }: { reason: string; duty: string }, by: Mover & { id: number }, now: Date) {
  return makeMove<'already-returned'>(db, 'return', code, by, now, async (trx, suggestion) => {
    const unit = suggestion.lead_unit!
    const earlier = await trx.selectFrom('assignment').select('id').where('suggestion_id', '=', suggestion.id).where('unit', '=', unit).where('returned_at', 'is not', null).executeTakeFirst()
    if (earlier) return { refused: 'already-returned' }
    const office = await loadOffice(trx)
    await trx
      .updateTable('assignment')
      .set({ returned_at: now, returned_by: by.id, return_reason: reason, return_duty: duty, ended_at: now })
      .where('suggestion_id', '=', suggestion.id)
      .where('part', '=', 'lead')
      .where('ended_at', 'is', null)
      .execute()
    await endAssignments(trx, suggestion.id, now)
    await trx.updateTable('extension').set({ decided_at: now, granted: false }).where('suggestion_id', '=', suggestion.id).where('decided_at', 'is', null).execute()
    const { dueOn: due } = await startClock(trx, office, { suggestionId: suggestion.id, step: 'hand-over', allowance: findAllowance(office, 'hand-over', suggestion) }, now)
    await tellRole(trx, suggestion, 'clerk', 'desk-returned', { due }, now)
    return { change: { state: 'returned', lead_unit: null }, detail: { unit } }
  })
}

/** 协办意见: what a co-unit did or found, for the lead unit to answer with. Once: refuses `already-contributed`. */
export function contributeToSuggestion(db: Db, code: string, { body }: { body: string }, by: Mover & { id: number }, now: Date) {
  return makeMove<'already-contributed'>(db, 'contribution', code, by, now, async (trx, suggestion) => {
    const assignment = await trx
      .selectFrom('assignment')
      .innerJoin('liaison', 'liaison.unit', 'assignment.unit')
      .select(['assignment.id', 'assignment.unit'])
      .where('assignment.suggestion_id', '=', suggestion.id)
      .where('assignment.part', '=', 'co')
      .where('assignment.ended_at', 'is', null)
      .where('assignment.contributed_at', 'is', null)
      .where('liaison.person_id', '=', by.id)
      .orderBy('assignment.id')
      .executeTakeFirst()
    if (!assignment) return { refused: 'already-contributed' }
    await trx.updateTable('assignment').set({ contribution: body, contributed_at: now, contributed_by: by.id }).where('id', '=', assignment.id).execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'contribute', assignmentId: assignment.id }, now)
    return { change: {}, detail: { unit: assignment.unit } }
  })
}

/** Ends what units still have to do with a suggestion, and their clocks. */
export async function endAssignments(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const ended = await trx.updateTable('assignment').set({ ended_at: now }).where('suggestion_id', '=', suggestionId).where('ended_at', 'is', null).returning('id').execute()
  for (const { id } of ended) await endClocks(trx, { suggestionId, assignmentId: id }, now)
}

async function isAnswerClockRunning(trx: Trx, suggestionId: number): Promise<boolean> {
  return (await findRunningAnswerClock(trx, suggestionId)) !== undefined
}

function findRunningAnswerClock(trx: Trx, suggestionId: number) {
  return trx.selectFrom('deadline').select('due_at').where('suggestion_id', '=', suggestionId).where('step', '=', 'answer').where('ended_at', 'is', null).executeTakeFirst()
}

async function findAnswerDue(trx: Trx, office: Office, suggestion: Course, level: AnswerLevel | undefined, now: Date): Promise<Date> {
  const running = await findRunningAnswerClock(trx, suggestion.id)
  if (running) return running.due_at
  return reckonDeadline(office.calendar, { begins: now, allowance: findAllowance(office, 'answer', { ...suggestion, level }), closesAt: office.closesAt }).dueAt
}
