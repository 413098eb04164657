import type { Selectable } from 'kysely'
import { addDays, dayInLishui, instantInLishui } from '#calendar/work-calendar.ts'
import { type Calculation, calculateDeadline, type Pause } from '#calendar/working-days.ts'
import type { DeadlineTable, Step } from '#db/schema-course.ts'
import { findWorkingDays, type Office } from './office.ts'
import { supervisorsSteps } from './steps.ts'

/** When a clock calls for what. */

export type Clock = Selectable<DeadlineTable>
/** What a supervisor or the author has to do goes on while the others stand still. */
const neverPaused: readonly Step[] = [...supervisorsSteps, 'question']

export type ClockFacts = Pick<Clock, 'begins_at' | 'hours' | 'working_days' | 'extension'> &
  Partial<Pick<Clock, 'overdue_at' | 'red_at' | 'risen_at' | 'rises'>>

export type Plan = Pick<Clock, 'due_at' | 'provisional' | 'half_at' | 'eve_at' | 'red_due_at' | 'rise_due_at'>
const planned = [
  'due_at',
  'provisional',
  'half_at',
  'eve_at',
  'red_due_at',
  'rise_due_at',
] as const satisfies (keyof Plan)[]

/**
 * Due, reminders and red. Reminders go out in the morning of a working day, when somebody reads them:
 * half way through the days, and on the last working day before the due one.
 */
export function planMoments(
  office: Office,
  facts: ClockFacts & { step: Step },
  paused: Pause[],
): Plan & { calculation: Calculation } {
  const { calendar, opensAt, closesAt } = office
  const pauses = neverPaused.includes(facts.step) ? [] : paused
  const allowance = facts.hours === null ? { workingDays: facts.working_days! } : { hours: facts.hours }
  const calculation = calculateDeadline(calendar, {
    begins: facts.begins_at,
    allowance,
    extension: facts.extension,
    closesAt,
    pauses,
  })
  const { dueAt, provisional } = calculation
  return {
    calculation,
    due_at: dueAt,
    provisional,
    ...planReminders(calculation, facts.begins_at, opensAt),
    ...planRed(office, { ...facts, due_at: dueAt }, pauses),
  }
}

/** When it turns red, and when what is red goes up the next step; null where there is none. A step of the desk has no unit above it. */
export function planRed(
  office: Office,
  { step, due_at, overdue_at, red_at, risen_at, rises = 0 }: Partial<Clock> & Pick<Clock, 'step' | 'due_at'>,
  paused: Pause[] = [],
): { red_due_at: Date; rise_due_at: Date | null } {
  const { calendar, closesAt } = office
  const pauses = neverPaused.includes(step) ? [] : paused
  const after = (begins: Date, workingDays: number) =>
    calculateDeadline(calendar, { begins, allowance: { workingDays }, closesAt, pauses }).dueAt
  const rule = step === 'answer' || step === 'rework' ? office.rises[rises] : undefined
  return {
    red_due_at: after(overdue_at ?? due_at, findWorkingDays(office, 'red')),
    rise_due_at: red_at && rule ? after(risen_at ?? red_at, rule.working_days) : null,
  }
}

function planReminders({ spans, dueAt }: Calculation, begins: Date, opensAt: string): Pick<Plan, 'half_at' | 'eve_at'> {
  if (spans.length === 0) return { half_at: new Date((begins.getTime() + dueAt.getTime()) / 2), eve_at: null }
  const days = spans
    .filter(span => span.counted)
    .flatMap(span => Array.from({ length: span.days }, (_, index) => addDays(span.from, index)))
  const half = days[Math.ceil(days.length / 2) - 1]
  const eve = days[days.length - 2]
  return {
    half_at: half && eve && half < eve ? instantInLishui(half, opensAt) : null,
    eve_at: eve && eve > dayInLishui(begins) ? instantInLishui(eve, opensAt) : null,
  }
}

/** Whether the calendar, an extension or a pause changed nothing. */
export function isSamePlan(clock: Clock, plan: Plan): boolean {
  return planned.every(name => Number(clock[name]) === Number(plan[name]))
}

type Progress = Plan & Partial<Pick<Clock, 'half_reminded_at' | 'eve_reminded_at' | 'overdue_at' | 'red_at'>>

type ClockAct = 'half' | 'eve' | 'overdue' | 'red' | 'rise'

/** What a clock calls for, in order: when, and when it was done. */
export function listActs(clock: Progress): { act: ClockAct; at: Date | null; doneAt: Date | null | undefined }[] {
  return [
    { act: 'half', at: clock.half_at, doneAt: clock.half_reminded_at },
    { act: 'eve', at: clock.eve_at, doneAt: clock.eve_reminded_at },
    { act: 'overdue', at: clock.due_at, doneAt: clock.overdue_at },
    { act: 'red', at: clock.red_due_at, doneAt: clock.red_at },
    // As often as there are steps: the moment of the next one stands there until it is done.
    { act: 'rise', at: clock.rise_due_at, doneAt: null },
  ]
}

/** When the next act of a clock falls; what lies before one already done is not made up for. */
export function nextMoment(clock: Progress): Date | null {
  const acts = listActs(clock)
  const lastDone = acts.findLastIndex(({ doneAt }) => doneAt)
  return acts.slice(lastDone + 1).find(({ at }) => at)?.at ?? null
}
