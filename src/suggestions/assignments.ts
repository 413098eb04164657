import type { Trx } from '#db/schema.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import { endClocks, findLeadClock, startClock } from './clocks/deadlines.ts'
import type { Office } from './clocks/office.ts'
import type { Course } from './course.ts'
import { liftLetters } from './letters.ts'
import { endQuestion, findQuestion } from './questions.ts'
import { liftRises } from './rises.ts'
import { tellAuthors, tellUnit } from './tell.ts'

/** Whether so many working days from now end after a moment. */
export function isLaterThan(dueAt: Date, { calendar, closesAt }: Office, workingDays: number, now: Date): boolean {
  return calculateDeadline(calendar, { begins: now, allowance: { workingDays }, closesAt }).dueAt > dueAt
}

/** Asks a unit to help the one that leads, with working days of its own. */
export async function askCoUnit(
  trx: Trx,
  office: Office,
  suggestion: Course,
  {
    workingDays,
    ...assigned
  }: {
    suggestion_id: number
    handed_over_at: Date
    handed_over_by: number
    words: string | null
    unit: string
    /** Who receives for it. */
    deputy: string | null
    workingDays: number
  },
  now: Date,
): Promise<void> {
  const { id } = await trx
    .insertInto('assignment')
    .values({ ...assigned, part: 'co' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { dueOn } = await startClock(
    trx,
    office,
    { suggestionId: suggestion.id, step: 'contribute', allowance: { workingDays }, assignmentId: id },
    now,
  )
  await tellUnit(trx, suggestion, assigned.unit, 'desk-co-unit', { due: dueOn }, now)
}

/**
 * Gives the lead to another unit: its clock goes on, those that help stay. Letters to the unit that led are lifted,
 * because it turned out not to be its matter. Both units and the author are told. Returns the changes of the row.
 */
export async function changeLead(
  trx: Trx,
  suggestion: Course,
  { lead, deputy, words, by }: { lead: string; deputy?: string | null; words: string; by: number },
  now: Date,
) {
  const before = suggestion.lead_unit!
  // The new one may have helped until now.
  const ended = await trx
    .updateTable('assignment')
    .set({ ended_at: now })
    .where('suggestion_id', '=', suggestion.id)
    .where('ended_at', 'is', null)
    .where(eb => eb.or([eb('part', '=', 'lead'), eb('unit', '=', lead)]))
    .returning('id')
    .execute()
  for (const { id } of ended) await endClocks(trx, { suggestionId: suggestion.id, assignmentId: id }, now)
  await dropRequests(trx, suggestion.id, now)
  // What the unit wanted to know is not sent on for one that has nothing to do with it any more.
  const proposed = await findQuestion(trx, suggestion.id)
  if (proposed?.unit && !proposed.asked_at) await endQuestion(trx, suggestion, 'moot', now)
  await liftLetters(trx, suggestion.id, now, before)
  await liftRises(trx, { suggestionId: suggestion.id }, now)
  await trx
    .insertInto('assignment')
    .values({
      suggestion_id: suggestion.id,
      unit: lead,
      part: 'lead',
      deputy: deputy ?? null,
      handed_over_at: now,
      handed_over_by: by,
      words,
      re_routed: true,
    })
    .execute()
  const clock = await findLeadClock(trx, suggestion.id)
  const due = clock && { due: dayInLishui(clock.due_at) }
  await tellUnit(trx, suggestion, before, 'desk-re-routed', {}, now)
  await tellUnit(trx, suggestion, lead, 'desk-handed-over', { ...due }, now)
  await tellAuthors(trx, suggestion, 'suggestion-re-routed', { ...due }, now)
  return { state: 'handed-over', lead_unit: lead } as const
}

/** Ends what units still have to do with a suggestion, and their clocks. */
export async function endAssignments(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const ended = await trx
    .updateTable('assignment')
    .set({ ended_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  for (const { id } of ended) await endClocks(trx, { suggestionId, assignmentId: id }, now)
}

/** Refuses what a unit asked for and nobody has decided: it gave the suggestion back, or has answered. */
export async function dropRequests(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  await trx
    .updateTable('extension')
    .set({ decided_at: now, granted: false })
    .where('suggestion_id', '=', suggestionId)
    .where('decided_at', 'is', null)
    .execute()
  await trx
    .updateTable('dispute')
    .set({ dropped_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('decided_at', 'is', null)
    .where('dropped_at', 'is', null)
    .execute()
}
