import type { Satisfaction } from '#db/schema-course.ts'
import type { Db, Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { type Course, makeMove, moves, type Mover } from '../course.ts'
import { startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { tellAuthors, tellRole, tellUnit } from '../tell.ts'

export interface Rating {
  satisfaction: Satisfaction
  /** Whether the matter itself is settled. */
  solved: boolean
  words?: string | undefined
  /** The number of the shown answer that was read, from 1; without it the last one is meant. */
  answer?: number | undefined
}

/**
 * 评价: its author has the last word. Dissatisfied or not solved reopens it, also when the desk had closed it;
 * otherwise it is closed. Each answer is rated once: refuses `already-rated`, and `other-answer` when a newer one is shown.
 */
export function rateAnswer(db: Db, code: string, rating: Rating, now: Date) {
  return makeMove<'already-rated' | 'other-answer'>(db, 'rating', code, 'author', now, async (trx, suggestion) => {
    const shown = await trx.selectFrom('answer').select('id').where('suggestion_id', '=', suggestion.id).where('shown_at', 'is not', null).orderBy('id').execute()
    if (rating.answer !== undefined && rating.answer !== shown.length) return { refused: 'other-answer' }
    const answer = shown.at(-1)!
    const rated = await trx
      .insertInto('rating')
      .values({ suggestion_id: suggestion.id, answer_id: answer.id, satisfaction: rating.satisfaction, solved: rating.solved, words: rating.words ?? null, rated_at: now })
      .onConflict(conflict => conflict.column('answer_id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!rated) return { refused: 'already-rated' }

    const { satisfaction, solved } = rating
    const detail = { satisfaction, solved }
    if (satisfaction === 'dissatisfied' || !solved) {
      await recordCourse(trx, suggestion, 'reopening', now)
      return { change: { satisfaction, ...(await reopen(trx, suggestion, now)) }, detail }
    }
    if (suggestion.state === 'closed') return { change: { satisfaction }, detail }
    await recordCourse(trx, suggestion, 'revisit', now)
    return { change: { satisfaction, ...(await close(trx, suggestion, now)) }, detail }
  })
}

/** 回访 and 办结: a clerk asked or looked, and the answer holds. The author may still rate it, and so reopen it. */
export function closeAfterRevisit(db: Db, code: string, revisit: { way: 'phone' | 'on-site' | 'unreachable'; words: string }, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'revisit', code, by, now, async (trx, suggestion) => {
    await trx.insertInto('revisit').values({ suggestion_id: suggestion.id, ...revisit, revisited_by: by.id, revisited_at: now }).execute()
    await tellAuthors(trx, suggestion, 'suggestion-closed', {}, now)
    return { change: await close(trx, suggestion, now), detail: { way: revisit.way } }
  })
}

/** 重新办理 by the desk: the revisit found it unsettled, or a supervisor takes it up again. To the same lead unit, with a new clock. */
export function reopenSuggestion(db: Db, code: string, { words }: { words: string }, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'reopening', code, by, now, async (trx, suggestion) => {
    await trx.insertInto('private_note').values({ suggestion_id: suggestion.id, body: words, written_by: by.id, written_at: now }).execute()
    const change = await reopen(trx, suggestion, now)
    await tellAuthors(trx, suggestion, 'suggestion-reopened', {}, now)
    return { change }
  })
}

async function close(trx: Trx, suggestion: Course, now: Date) {
  await stopClock(trx, { suggestionId: suggestion.id, step: 'revisit' }, now)
  return { state: 'closed', closed_at: now } as const
}

/** Back to the unit that answered; what the desk had answered by itself goes back to the desk. */
async function reopen(trx: Trx, suggestion: Course, now: Date) {
  const office = await loadOffice(trx)
  const { id: suggestionId, lead_unit, answer_level: level } = suggestion
  await stopClock(trx, { suggestionId, step: 'revisit' }, now)
  const step = lead_unit ? 'answer' : 'hand-over'
  const allowance = lead_unit ? findAllowance(office, 'answer', { ...suggestion, level }) : findAllowance(office, 'hand-over', suggestion)
  const { dueOn: due } = await startClock(trx, office, { suggestionId, step, allowance }, now)
  if (lead_unit) await tellUnit(trx, suggestion, lead_unit, 'desk-reopened', { due }, now)
  else await tellRole(trx, suggestion, 'clerk', 'desk-reopened', { due }, now)
  await tellRole(trx, suggestion, 'supervisor', 'desk-reopened', { due }, now)
  return { state: lead_unit ? 'reopened' : 'accepted', reopenings: suggestion.reopenings + 1, reopened_at: now, closed_at: null } as const
}

/** What follows from a rating is an event of its own, so that the time line reads the same whoever closed or reopened. */
function recordCourse(trx: Trx, suggestion: Course, move: 'revisit' | 'reopening', now: Date): Promise<void> {
  return recordEvent(trx, { actor: { kind: 'citizen' }, action: moves[move].action, object: { kind: 'suggestion', id: suggestion.id }, at: now })
}
