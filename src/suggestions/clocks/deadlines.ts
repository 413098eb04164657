import { type RawBuilder, sql, type Updateable } from 'kysely'
import type { DeadlineTable, Step } from '#db/schema-course.ts'
import type { Db, Trx } from '#db/schema.ts'
import { type Allowance, type Calculation, isInTime, type Pause } from '#calendar/working-days.ts'
import { liftRises } from '../rises.ts'
import type { Office } from './office.ts'
import { type Clock, type ClockFacts, isSamePlan, nextMoment, planMoments, planRed } from './plan.ts'

/** What the days are called in which the clocks stand still for a question. */
const awaitsAuthor = '等提交人回答'

/** Of a clock that was overdue and no longer is. */
const notOverdue = { overdue_at: null, red_at: null, rises: 0, risen_at: null }

/** Starts the clock of a step. Returns when it is due, with the arithmetic. */
export async function startClock(
  trx: Trx,
  office: Office,
  {
    suggestionId,
    assignmentId,
    ...clock
  }: { suggestionId: number; step: Step; allowance: Allowance; assignmentId?: number },
  now: Date,
): Promise<Calculation> {
  const pauses = (await listPauses(trx, [suggestionId])).get(suggestionId)
  const { row, calculation } = planClock(office, clock, now, pauses)
  await trx
    .insertInto('deadline')
    .values({ suggestion_id: suggestionId, assignment_id: assignmentId ?? null, ...row })
    .execute()
  return calculation
}

/** The row of a clock that starts now, but for whose it is; with the arithmetic of when it is due. */
export function planClock(
  office: Office,
  { step, allowance }: { step: Step; allowance: Allowance },
  now: Date,
  pauses: Pause[] = [],
) {
  const facts: ClockFacts = {
    begins_at: now,
    hours: 'hours' in allowance ? allowance.hours : null,
    working_days: 'hours' in allowance ? null : allowance.workingDays,
    extension: 0,
  }
  const { calculation, ...plan } = planMoments(office, { ...facts, step }, pauses)
  return { calculation, row: { step, ...facts, ...plan, next_at: nextMoment(plan) } }
}

/**
 * Stops the running clock of a step because the step was done, and settles the supervision letters about it; what the
 * unit that leads has done also those that a supervisor wrote by hand, which hang on no clock.
 * Returns whether that was in time; undefined when no such clock was running.
 */
export async function stopClock(
  trx: Trx,
  { suggestionId, step, assignmentId }: { suggestionId: number; step: Step; assignmentId?: number },
  now: Date,
): Promise<boolean | undefined> {
  const stopped = await trx
    .updateTable('deadline')
    .set({ met_at: now, ended_at: now, next_at: null })
    .where('suggestion_id', '=', suggestionId)
    .where('step', '=', step)
    .where('assignment_id', assignmentId === undefined ? 'is' : '=', assignmentId ?? null)
    .where('ended_at', 'is', null)
    .returning(['id', 'due_at'])
    .executeTakeFirst()
  if (!stopped) return undefined
  await trx
    .updateTable('supervision_letter')
    .set({ settled_at: now })
    .where(isAbout({ id: stopped.id, suggestion_id: suggestionId, step }))
    .where('settled_at', 'is', null)
    .where('lifted_at', 'is', null)
    .execute()
  return isInTime(now, stopped.due_at)
}

/** In SQL: the letters that a clock issued, and of the clock of the unit that leads those by hand. */
export function isAbout({ id, suggestion_id, step }: Pick<Clock, 'id' | 'suggestion_id' | 'step'>) {
  const byHand = sql<boolean>`(deadline_id IS NULL AND suggestion_id = ${suggestion_id})`
  return step === 'answer' || step === 'rework'
    ? sql<boolean>`(deadline_id = ${id} OR ${byHand})`
    : sql<boolean>`deadline_id = ${id}`
}

/** Ends clocks whose step will not be done any more: of one assignment, of one step, or all of a suggestion. */
export async function endClocks(
  trx: Trx,
  { suggestionId, assignmentId, step }: { suggestionId: number; assignmentId?: number; step?: Step },
  now: Date,
): Promise<void> {
  let clocks = trx
    .updateTable('deadline')
    .set({ ended_at: now, next_at: null })
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
  if (assignmentId !== undefined) clocks = clocks.where('assignment_id', '=', assignmentId)
  if (step) clocks = clocks.where('step', '=', step)
  await clocks.execute()
}

/** The running clock of the unit that leads: of its answer, or of its rework. */
export function findLeadClock(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('deadline')
    .select(['id', 'due_at'])
    .where('suggestion_id', '=', suggestionId)
    .where('step', 'in', ['answer', 'rework'])
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

export interface MovedDeadline {
  suggestionId: number
  step: Step
  from: Date
  to: Date
}

/**
 * Recalculates running clocks, because days were added, the clock was suspended or the calendar changed.
 * A clock that was overdue and no longer is loses that mark, and its letter is lifted.
 * The caller holds the rows of the suggestions. Returns the deadlines that moved.
 */
export async function recalculate(
  trx: Trx,
  office: Office,
  suggestionIds: number[],
  now: Date,
): Promise<MovedDeadline[]> {
  if (suggestionIds.length === 0) return []
  const clocks = await trx
    .selectFrom('deadline')
    .selectAll()
    .where('suggestion_id', 'in', suggestionIds)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  const pauses = await listPauses(trx, suggestionIds)
  const moved: MovedDeadline[] = []
  for (const clock of clocks) {
    const { calculation: _, ...plan } = planMoments(office, clock, pauses.get(clock.suggestion_id) ?? [])
    if (isSamePlan(clock, plan)) continue
    const lifted = clock.overdue_at !== null && isInTime(now, plan.due_at)
    const done = lifted ? { ...clock, ...notOverdue } : clock
    if (lifted) Object.assign(plan, planRed(office, { ...done, due_at: plan.due_at }, pauses.get(clock.suggestion_id)))
    const { overdue_at, red_at, rises, risen_at } = done
    const change: Updateable<DeadlineTable> = {
      ...plan,
      overdue_at,
      red_at,
      rises,
      risen_at,
      next_at: nextMoment({ ...done, ...plan }),
    }
    await trx.updateTable('deadline').set(change).where('id', '=', clock.id).execute()
    if (lifted) {
      await trx
        .updateTable('supervision_letter')
        .set({ lifted_at: now })
        .where('deadline_id', '=', clock.id)
        .where('settled_at', 'is', null)
        .execute()
      await liftRises(trx, { deadlineId: clock.id }, now)
    }
    if (plan.due_at.getTime() !== clock.due_at.getTime())
      moved.push({ suggestionId: clock.suggestion_id, step: clock.step, from: clock.due_at, to: plan.due_at })
  }
  return moved
}

/** The value of `suggestion.due_at`: the first of its running clocks. A co-unit's own clock is not the suggestion's, nor that of its author. */
export function firstDue(suggestionId: number | RawBuilder<unknown>) {
  return sql<Date | null>`(SELECT min(deadline.due_at) FROM deadline WHERE suggestion_id = ${suggestionId} AND ended_at IS NULL AND step NOT IN ('contribute', 'question'))`
}

/**
 * The clocks of a suggestion, oldest first, each with its arithmetic. A clock that has ended keeps the due
 * moment it had then; where the calendar was edited since and says otherwise, `calculation` is undefined.
 */
export async function listClocks(
  db: Db | Trx,
  office: Office,
  suggestionId: number,
): Promise<(Clock & { inTime: boolean | undefined; calculation: Calculation | undefined })[]> {
  const clocks = await db
    .selectFrom('deadline')
    .selectAll()
    .where('suggestion_id', '=', suggestionId)
    .orderBy('id')
    .execute()
  const pauses = (await listPauses(db, [suggestionId])).get(suggestionId) ?? []
  return clocks.map(clock => {
    const { calculation } = planMoments(office, clock, pauses)
    return {
      ...clock,
      inTime: clock.met_at === null ? undefined : isInTime(clock.met_at, clock.due_at),
      calculation: calculation.dueAt.getTime() === clock.due_at.getTime() ? calculation : undefined,
    }
  })
}

async function listPauses(db: Db | Trx, suggestionIds: number[]): Promise<Map<number, Pause[]>> {
  const rows = await db
    .selectFrom('suspension')
    .select(['suggestion_id', 'from_day as from', 'until_day as until'])
    .where('suggestion_id', 'in', suggestionIds)
    .orderBy('id')
    .execute()
  const waits = await db
    .selectFrom('question')
    .select(['suggestion_id', 'pause_from as from', 'pause_until as until'])
    .where('suggestion_id', 'in', suggestionIds)
    .where('pause_from', 'is not', null)
    .$narrowType<{ from: string; until: string }>()
    .orderBy('id')
    .execute()
  return Map.groupBy<number, Pause & { suggestion_id: number }>(
    [...rows, ...waits.map(wait => ({ ...wait, name: awaitsAuthor }))],
    ({ suggestion_id }) => suggestion_id,
  )
}
