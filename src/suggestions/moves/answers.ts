import type { Db, Trx } from '#db/schema.ts'
import { type Course, makeMove, type Mover } from '../course.ts'
import { endClocks, startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice, type Office } from '../clocks/office.ts'
import { tellAuthors, tellRole, tellUnit } from '../tell.ts'
import { isInTime, reckonDeadline } from '#calendar/working-days.ts'

export interface AnswerPhoto {
  position: number
  folder: string
  width: number
  height: number
}

export interface Answer {
  body: string
  /** A problem is answered with pictures: how it was (the author's own will do) and how it is now. */
  before?: AnswerPhoto[] | undefined
  after?: AnswerPhoto[] | undefined
  /** Why there are none: noise or a rude counter cannot be photographed. */
  noPhotosBecause?: string | undefined
}

/**
 * 答复. From an officer of the lead unit it waits for a clerk's check; a clerk's own, to what needs no unit,
 * is shown at once. Refuses `photos-missing`: a unit answers a problem with pictures from before and after, or says why not.
 */
export function answerSuggestion(db: Db, code: string, answer: Answer, by: Mover & { id: number }, now: Date) {
  return makeMove<'photos-missing'>(db, 'answer', code, by, now, async (trx, suggestion, party) => {
    const fromDesk = party === 'clerk'
    if (!fromDesk && !(await hasPhotosEnough(trx, suggestion, answer))) return { refused: 'photos-missing' }
    const office = await loadOffice(trx)
    const { id } = await trx
      .insertInto('answer')
      .values({
        suggestion_id: suggestion.id,
        body: answer.body,
        answered_by: by.id,
        answered_at: now,
        unit: fromDesk ? null : suggestion.lead_unit,
        round: suggestion.reopenings,
        no_photos_because: answer.noPhotosBecause ?? null,
        shown_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const photos = (['before', 'after'] as const).flatMap(moment => (answer[moment] ?? []).map(photo => ({ answer_id: id, moment, ...photo })))
    if (photos.length > 0) await trx.insertInto('answer_photo').values(photos).execute()
    for (const step of ['hand-over', 'answer', 'rework'] as const) await stopClock(trx, { suggestionId: suggestion.id, step }, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await trx.updateTable('extension').set({ decided_at: now, granted: false }).where('suggestion_id', '=', suggestion.id).where('decided_at', 'is', null).execute()

    if (fromDesk) return { change: { answered_at: now, ...(await showAnswer(trx, office, suggestion, { id, answeredAt: now, checkedBy: by.id }, now)) }, detail: { shown: true } }
    const { dueOn: due } = await startClock(trx, office, { suggestionId: suggestion.id, step: 'verify', allowance: findAllowance(office, 'verify', suggestion) }, now)
    await tellRole(trx, suggestion, 'clerk', 'desk-answered', { due }, now)
    return { change: { state: 'answered', answered_at: now }, detail: { unit: suggestion.lead_unit } }
  })
}

/** 返工: the answer will not do, with what is missing. The unit has a short time of its own for it; the author saw nothing. */
export function sendBackAnswer(db: Db, code: string, { words }: { words: string }, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'rework', code, by, now, async (trx, suggestion) => {
    const answer = await findLastAnswer(trx, suggestion)
    const office = await loadOffice(trx)
    await trx.updateTable('answer').set({ sent_back_at: now, sent_back_words: words, checked_by: by.id }).where('id', '=', answer.id).execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'verify' }, now)
    const { dueOn: due } = await startClock(trx, office, { suggestionId: suggestion.id, step: 'rework', allowance: findAllowance(office, 'rework', suggestion) }, now)
    await tellUnit(trx, suggestion, suggestion.lead_unit!, 'desk-sent-back', { due }, now)
    return { change: { state: 'sent-back' }, detail: { unit: suggestion.lead_unit } }
  })
}

/** 核实: a clerk has checked the answer; from now on its author sees it and is asked what they think. */
export function verifyAnswer(db: Db, code: string, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'verification', code, by, now, async (trx, suggestion) => {
    const answer = await findLastAnswer(trx, suggestion)
    const office = await loadOffice(trx)
    await stopClock(trx, { suggestionId: suggestion.id, step: 'verify' }, now)
    return {
      change: await showAnswer(trx, office, suggestion, { id: answer.id, answeredAt: answer.answered_at, checkedBy: by.id }, now),
      detail: { unit: suggestion.lead_unit },
    }
  })
}

/** Shows an answer to the author and starts the clock of the revisit. Whether the first one came in time is settled here. */
async function showAnswer(trx: Trx, office: Office, suggestion: Course, answer: { id: number; answeredAt: Date; checkedBy: number }, now: Date) {
  await trx.updateTable('answer').set({ shown_at: now, checked_by: answer.checkedBy }).where('id', '=', answer.id).execute()
  await startClock(trx, office, { suggestionId: suggestion.id, step: 'revisit', allowance: findAllowance(office, 'revisit', suggestion) }, now)
  const dueAt = await findAnswerDue(trx, office, suggestion)
  await tellAuthors(trx, suggestion, 'suggestion-answered', {}, now)
  return {
    state: 'revisit',
    shown_at: suggestion.shown_at ?? now,
    answered_in_time: suggestion.answered_in_time ?? isInTime(answer.answeredAt, dueAt),
  } as const
}

/** When the answer was due: by the clock of the hand-over, or, when the desk answered by itself, as if handed over on acceptance. */
async function findAnswerDue(trx: Trx, office: Office, suggestion: Course): Promise<Date> {
  const clock = await trx.selectFrom('deadline').select('due_at').where('suggestion_id', '=', suggestion.id).where('step', '=', 'answer').orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (clock) return clock.due_at
  const { calendar, closesAt } = office
  return reckonDeadline(calendar, { begins: suggestion.accepted_at!, allowance: findAllowance(office, 'answer', suggestion), closesAt }).dueAt
}

function findLastAnswer(trx: Trx, suggestion: Course) {
  return trx.selectFrom('answer').select(['id', 'answered_at']).where('suggestion_id', '=', suggestion.id).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
}

async function hasPhotosEnough(trx: Trx, suggestion: Course, answer: Answer): Promise<boolean> {
  if (suggestion.kind !== 'problem' || answer.noPhotosBecause) return true
  if (!answer.after?.length) return false
  if (answer.before?.length) return true
  return (await trx.selectFrom('suggestion_photo').select('position').where('suggestion_id', '=', suggestion.id).limit(1).executeTakeFirst()) !== undefined
}
