import type { Step } from '#db/schema-course.ts'
import type { RiseRuleTable } from '#db/schema-second-looks.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { listReachableUnits } from '#people/units.ts'
import { formatLetterNumber, stepWords, supervisorsSteps } from './steps.ts'
import { type Course, writeChange } from '../course.ts'
import { endQuestion } from '../questions.ts'
import type { ActionWithoutMove } from '../stories.ts'
import { isAbout } from './deadlines.ts'
import { type Clock, listActs, nextMoment, planRed } from './plan.ts'
import { findWorkingDays, loadOffice } from './office.ts'
import { issueLetter } from '../letters.ts'
import { recordRise } from '../rises.ts'
import { endReminders } from '../reminders.ts'
import { tellAuthors, tellRole, tellUnit } from '../tell.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'

interface Given {
  letterPrefix: string
  /** The unit above one in the city's register. */
  parentOf?: (unit: string) => string | undefined
}

/**
 * Does what running clocks call for at `now`: reminders at half time and on the eve, 督办函 when overdue, red
 * after that, and from then on up the steps of the city. Whatever was done stands in the clock's row, in the same
 * transaction: however often and from however many processes it is called, after an outage or a jump of the clock,
 * nothing is done twice. A reminder that something later has overtaken is not sent. Returns how many clocks were acted on.
 * @param given.letterPrefix what the numbers of the city's letters begin with
 * @param given.parentOf the unit above one; without it, or above the highest, a matter goes up to the supervisors
 */
export async function actOnClocks(
  db: Db,
  now: Date,
  { limit = 500, ...given }: Given & { limit?: number },
): Promise<number> {
  const due = await db
    .selectFrom('deadline')
    .select(['id', 'suggestion_id'])
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute()
  let acted = 0
  for (const { id, suggestion_id } of due) {
    acted += await inTransaction(db, async trx => {
      // A move made at this very moment decides; if the clock still runs afterwards the next minute sees it.
      const suggestion = await trx
        .selectFrom('suggestion')
        .selectAll()
        .where('id', '=', suggestion_id)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      const clock = await trx
        .selectFrom('deadline')
        .selectAll()
        .where('id', '=', id)
        .where('next_at', '<=', now)
        .executeTakeFirst()
      if (!suggestion || !clock) return 0
      await act(trx, suggestion, clock, given, now)
      return 1
    })
  }
  return acted
}

/** What a clock keeps of what was done. */
type Done = Pick<
  Clock,
  'half_reminded_at' | 'eve_reminded_at' | 'overdue_at' | 'red_due_at' | 'red_at' | 'rises' | 'risen_at' | 'rise_due_at'
>

async function act(trx: Trx, suggestion: Course, clock: Clock, given: Given, now: Date): Promise<void> {
  const { letterPrefix } = given
  const acts = listActs(clock)
  const lastDone = acts.findLastIndex(({ doneAt }) => doneAt)
  const called = acts
    .slice(lastDone + 1)
    .filter(({ at }) => at && at <= now)
    .map(({ act }) => act)
  const latest = called.at(-1)
  const done: Partial<Done> = {}
  if (clock.step === 'question' && called.includes('overdue')) return endUnanswered(trx, suggestion, now)
  if (called.includes('half')) done.half_reminded_at = now
  if (called.includes('eve')) done.eve_reminded_at = now
  if (latest === 'half' || latest === 'eve') await remind(trx, suggestion, clock, latest, now)
  if (called.includes('overdue')) Object.assign(done, await supervise(trx, suggestion, clock, letterPrefix, now))
  else if (called.includes('red')) Object.assign(done, await turnRed(trx, suggestion, clock, letterPrefix, now))
  else if (called.includes('rise')) Object.assign(done, await goUp(trx, suggestion, clock, given, now))
  await trx
    .updateTable('deadline')
    .set({ ...done, next_at: nextMoment({ ...clock, ...done }) })
    .where('id', '=', clock.id)
    .execute()
  await endReminders(trx, suggestion.id, now)
}

/** The author has not answered: desk and unit go on with what they know. */
async function endUnanswered(trx: Trx, suggestion: Course, now: Date): Promise<void> {
  const question = await endQuestion(trx, suggestion, 'unanswered', now)
  if (!question) return
  await tellAuthors(trx, suggestion, 'suggestion-question-unanswered', {}, now, { alone: true })
  if (question.unit && suggestion.lead_unit)
    await tellUnit(trx, suggestion, suggestion.lead_unit, 'desk-question-ended', {}, now)
  else await tellRole(trx, suggestion, 'clerk', 'desk-question-ended', {}, now)
  await recordAct(trx, suggestion, 'suggestion.question-unanswered', { row: question.id }, now)
  await writeChange(trx, suggestion.id, {}, now)
}

async function remind(trx: Trx, suggestion: Course, clock: Clock, act: 'half' | 'eve', now: Date): Promise<void> {
  const due = dayInLishui(clock.due_at)
  if (clock.step === 'question') await tellAuthors(trx, suggestion, 'suggestion-asked', { due }, now, { alone: true })
  else
    await tellHolder(
      trx,
      suggestion,
      clock,
      act === 'half' ? 'desk-half-time' : 'desk-eve',
      { step: stepWords[clock.step].step, due },
      now,
    )
  await recordAct(trx, suggestion, 'suggestion.reminded', { step: clock.step, act }, now)
}

/** Overdue: a unit gets a letter (yellow), the supervisors and the author are told. Red is counted from now, when the unit first hears of it. */
async function supervise(
  trx: Trx,
  suggestion: Course,
  clock: Clock,
  letterPrefix: string,
  now: Date,
): Promise<Pick<Clock, 'overdue_at' | 'red_due_at'>> {
  const unit = clock.step === 'answer' || clock.step === 'rework' ? suggestion.lead_unit : null
  const letter = unit
    ? await issueLetter(trx, { suggestionId: suggestion.id, unit, dueAt: clock.due_at, deadlineId: clock.id }, now)
    : undefined
  const facts = {
    step: stepWords[clock.step].step,
    ...(letter && { letter: formatLetterNumber(letterPrefix, letter) }),
  }
  await tellHolder(trx, suggestion, clock, 'desk-overdue', facts, now)
  if (!isSupervisors(clock)) await tellRole(trx, suggestion, 'supervisor', 'desk-overdue', facts, now)
  if (letter) await tellAuthors(trx, suggestion, 'suggestion-overdue', {}, now)
  await recordAct(trx, suggestion, 'suggestion.overdue', { step: clock.step, unit, ...letter }, now)
  const office = await loadOffice(trx)
  const red = calculateDeadline(office.calendar, {
    begins: now,
    allowance: { workingDays: findWorkingDays(office, 'red') },
    closesAt: office.closesAt,
  })
  return { overdue_at: now, red_due_at: red.dueAt }
}

async function turnRed(
  trx: Trx,
  suggestion: Course,
  clock: Clock,
  letterPrefix: string,
  now: Date,
): Promise<Pick<Clock, 'red_at' | 'rise_due_at'>> {
  const letters = await trx
    .updateTable('supervision_letter')
    .set({ red_at: now })
    .where(isAbout(clock))
    .where('red_at', 'is', null)
    .where('settled_at', 'is', null)
    .where('lifted_at', 'is', null)
    .returning(['year', 'number', 'unit'])
    .execute()
  for (const letter of letters) {
    const facts = { step: stepWords[clock.step].step, letter: formatLetterNumber(letterPrefix, letter) }
    await tellUnit(trx, suggestion, letter.unit, 'desk-red', facts, now)
    await tellRole(trx, suggestion, 'supervisor', 'desk-red', facts, now)
  }
  await recordAct(trx, suggestion, 'suggestion.turned-red', { step: clock.step, ...letters.at(-1) }, now)
  const { rise_due_at } = planRed(await loadOffice(trx), { ...clock, red_at: now })
  return { red_at: now, rise_due_at }
}

/** One step further up: to a unit, or to the supervisors, who hear of it in any case; so does the unit that let it lie. */
async function goUp(
  trx: Trx,
  suggestion: Course,
  clock: Clock,
  { parentOf }: Given,
  now: Date,
): Promise<Pick<Clock, 'rises' | 'risen_at' | 'rise_due_at'>> {
  const office = await loadOffice(trx)
  const { lead_unit: lead } = suggestion
  // The city took the step out meanwhile.
  if (!office.rises[clock.rises] || !lead) return { rises: clock.rises, risen_at: clock.risen_at, rise_due_at: null }
  const reachable = await listReachableUnits(trx)
  const goesTo = ({ to_whom, unit }: RiseRuleTable) => (to_whom === 'parent' ? parentOf?.(lead) : unit) ?? null
  // A unit in which nobody hears of it is no step: three working days would pass for nothing.
  const steps = office.rises.slice(clock.rises).map(goesTo)
  const heard = steps.findIndex(unit => unit === null || reachable.has(unit))
  const skipped = heard === -1 ? steps.length - 1 : heard
  const unit = steps[heard] ?? null
  const rises = clock.rises + skipped + 1
  await recordRise(trx, { suggestionId: suggestion.id, deadlineId: clock.id, position: rises, lead, unit }, now)
  const facts = { step: stepWords[clock.step].step }
  if (unit) await tellUnit(trx, suggestion, unit, 'desk-risen', facts, now)
  await tellRole(trx, suggestion, 'supervisor', 'desk-risen', facts, now)
  await tellUnit(trx, suggestion, lead, 'desk-risen-above', facts, now)
  await recordAct(trx, suggestion, 'suggestion.went-up', { step: clock.step, unit }, now)
  const { rise_due_at } = planRed(office, { ...clock, rises, risen_at: now })
  return { rises, risen_at: now, rise_due_at }
}

/** Who has to do the step: the unit for what lies with it, a supervisor for what they decide, else the clerks. */
async function tellHolder(
  trx: Trx,
  suggestion: Course,
  clock: Clock,
  template: 'desk-half-time' | 'desk-eve' | 'desk-overdue',
  facts: Record<string, string>,
  now: Date,
): Promise<void> {
  const unit = await findHolder(trx, suggestion, clock)
  if (unit) await tellUnit(trx, suggestion, unit, template, facts, now)
  else await tellRole(trx, suggestion, isSupervisors(clock) ? 'supervisor' : 'clerk', template, facts, now)
}

const isSupervisors = ({ step }: Clock) => (supervisorsSteps as readonly Step[]).includes(step)

async function findHolder(trx: Trx, suggestion: Course, clock: Clock): Promise<string | null> {
  if (clock.step === 'answer' || clock.step === 'rework') return suggestion.lead_unit
  if (clock.assignment_id === null) return null
  const { unit } = await trx
    .selectFrom('assignment')
    .select('unit')
    .where('id', '=', clock.assignment_id)
    .executeTakeFirstOrThrow()
  return unit
}

function recordAct(
  trx: Trx,
  suggestion: Course,
  action: ActionWithoutMove,
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  return recordEvent(trx, {
    actor: { kind: 'system' },
    action,
    object: { kind: 'suggestion', id: suggestion.id },
    detail,
    at: now,
  })
}
