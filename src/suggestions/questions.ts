import { sql } from 'kysely'
import type { SuggestionState, Db, Trx } from '#db/schema.ts'
import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import { endClocks, recalculate, startClock, stopClock } from './clocks/deadlines.ts'
import { findAllowance, findWorkingDays, loadOffice } from './clocks/office.ts'
import { type Course, openStates } from './course.ts'

/** While it is open, but for the time in which its author is asked what they think of the answer. */
export const askableStates = openStates.filter(state => state !== 'revisit') satisfies SuggestionState[]

/** The question about a suggestion that waits: for its author, or for the desk to send it on (`asked_at` is null then). */
export function findQuestion(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('question')
    .selectAll()
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** The same, with the day on which it ends by itself; undefined unless its author has been asked. */
export async function findAsked(db: Db | Trx, suggestionId: number) {
  const question = await findQuestion(db, suggestionId)
  if (!question?.asked_at) return undefined
  const { due_at } = await db
    .selectFrom('deadline')
    .select('due_at')
    .where('suggestion_id', '=', suggestionId)
    .where('step', '=', 'question')
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { id: question.id, body: question.body, unit: question.unit, due: dayInLishui(due_at) }
}

/** Sends a question to the author: its clock starts, and the others stand still as long as the setting allows. Returns the day by which it is answered. */
export async function ask(trx: Trx, suggestion: Course, questionId: number, by: { id: number }, now: Date) {
  const office = await loadOffice(trx)
  const { dueOn: due } = await startClock(
    trx,
    office,
    { suggestionId: suggestion.id, step: 'question', allowance: findAllowance(office, 'question', suggestion) },
    now,
  )
  const workingDays = findWorkingDays(office, 'question-pause')
  const { dueOn: last } = calculateDeadline(office.calendar, {
    begins: now,
    allowance: { workingDays },
    closesAt: office.closesAt,
  })
  const until = addDays(last < due ? last : due, 1)
  await trx
    .updateTable('question')
    .set({
      asked_by: by.id,
      asked_at: now,
      ...(workingDays > 0 && { pause_from: dayInLishui(now), pause_until: until }),
    })
    .where('id', '=', questionId)
    .execute()
  await recalculate(trx, office, [suggestion.id], now)
  return due
}

/** Ends what waits: the clocks go on from today. Returns the question; undefined when none waited. */
export async function endQuestion(
  trx: Trx,
  { id: suggestionId }: { id: number },
  ending: 'answered' | 'taken-back' | 'unanswered' | 'moot',
  now: Date,
) {
  const ended = await trx
    .updateTable('question')
    .set({
      ended_at: now,
      ending,
      pause_until: sql<string>`CASE WHEN pause_from IS NOT NULL THEN greatest(pause_from, least(pause_until, ${dayInLishui(now)}::date)) END`,
    })
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!ended) return undefined
  if (ending === 'answered') await stopClock(trx, { suggestionId, step: 'question' }, now)
  else await endClocks(trx, { suggestionId, step: 'question' }, now)
  if (ended.pause_from) await recalculate(trx, await loadOffice(trx), [suggestionId], now)
  return ended
}
