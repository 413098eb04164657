import { type Day, dayOf, momentOf } from './lishui.ts'
import { anHour } from './spans.ts'
import { addDays, type DayKind, type WorkCalendar } from './work-calendar.ts'

/** How long something may take: working days of the office, or hours by the clock for what cannot wait. */
export type Allowance = { workingDays: number } | { hours: number }

/** Days on which the clock stands still (挂账): from `from`, up to but without `until`. */
export interface Pause {
  from: Day
  until: Day
  /** What they are called, where it is not 挂账. */
  name?: string
}

/** Consecutive days of one sort, both ends included. */
export interface Span {
  from: Day
  to: Day
  days: number
  kind: DayKind | 'paused'
  /** Whether these days count towards the deadline. */
  counted: boolean
  name?: string
}

/** A due moment together with the arithmetic that leads to it. */
export interface Calculation {
  begunOn: Day
  allowance: Allowance
  /** Working days added by an extension (延期), after those of the allowance. */
  extension: number
  /** Every day from the one after the beginning to the due day; empty when hours are counted. */
  spans: Span[]
  dueOn: Day
  dueAt: Date
  /** Some day in it belongs to a year whose arrangement is not announced yet. */
  provisional: boolean
}

// Nothing runs ten years; a calendar without working days must not loop for ever.
const longestCount = 3660

/**
 * When something begun at `begins` is due.
 *
 * The counted time is the half-open span [start of the first day after the event, due): the day of
 * the event never counts, at whatever hour it fell, and what is done at the very instant `dueAt` is
 * late. With working days, due is the hour at which the office closes on the last counted day. Hours
 * run through nights and holidays, and only a pause stops them.
 */
export function calculateDeadline(
  calendar: WorkCalendar,
  {
    begins,
    allowance,
    closesAt,
    pauses = [],
    extension = 0,
  }: { begins: Date; allowance: Allowance; closesAt: string; pauses?: Pause[]; extension?: number },
): Calculation {
  const begunOn = dayOf(begins)
  const basis = { begunOn, allowance, extension }
  if (!('hours' in allowance))
    return { ...basis, ...countDays(calendar, begunOn, allowance.workingDays + extension, closesAt, pauses) }
  const dueAt = addHours(begins, allowance.hours, pauses)
  if (extension > 0) return { ...basis, ...countDays(calendar, dayOf(dueAt), extension, closesAt, pauses) }
  return { ...basis, spans: [], dueOn: dayOf(dueAt), dueAt, provisional: false }
}

/** Whether an instant is within the deadline; the deadline itself is not. */
export function isInTime(at: Date, dueAt: Date): boolean {
  return at < dueAt
}

/** Working days from the one after `from` up to and with `to`: how many were used by what took until then. */
export function countWorkingDays(calendar: WorkCalendar, from: Day, to: Day): number {
  let count = 0
  for (let day = addDays(from, 1), steps = 0; day <= to && steps < longestCount; day = addDays(day, 1), steps++)
    if (calendar(day).works) count++
  return count
}

function countDays(calendar: WorkCalendar, begunOn: Day, workingDays: number, closesAt: string, pauses: Pause[]) {
  const spans: Span[] = []
  let provisional = false
  let counted = 0
  let day = begunOn
  for (let steps = 0; counted < workingDays; steps++) {
    if (steps === longestCount) throw new Error(`no ${workingDays} working days within ten years of ${begunOn}`)
    day = addDays(day, 1)
    const { works, kind, name, provisional: mayChange } = calendar(day)
    const paused = pauses.find(pause => pause.from <= day && day < pause.until)
    if (works && !paused) counted++
    provisional ||= mayChange
    append(spans, {
      from: day,
      to: day,
      days: 1,
      ...(paused
        ? { kind: 'paused', counted: false, ...(paused.name && { name: paused.name }) }
        : { kind, counted: works, ...(name && { name }) }),
    })
  }
  return { spans, dueOn: day, dueAt: momentOf(day, closesAt), provisional }
}

function append(spans: Span[], next: Span): void {
  const last = spans.at(-1)
  if (last && last.kind === next.kind && last.name === next.name) {
    last.to = next.to
    last.days++
  } else {
    spans.push(next)
  }
}

function addHours(begins: Date, hours: number, pauses: Pause[]): Date {
  let due = begins.getTime() + hours * anHour
  for (const pause of [...pauses].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const from = Math.max(momentOf(pause.from).getTime(), begins.getTime())
    const until = momentOf(pause.until).getTime()
    if (from < due && until > from) due += until - from
  }
  return new Date(due)
}
