import type { Db, Trx } from '#db/schema.ts'
import { isInTime, calculateDeadline } from '#calendar/working-days.ts'
import { startClock } from './clocks/deadlines.ts'
import { findAllowance, type Office } from './clocks/office.ts'
import type { Course } from './course.ts'
import { listDocuments, type ShownDocument } from './documents.ts'
import { tellAuthors } from './tell.ts'

/** A picture that a unit took, as its answer shows it. */
export interface AnswerPicture {
  moment: 'before' | 'after'
  position: number
  width: number
  height: number
}

/** An answer that its author may see. `number` counts those from 1; it is part of the addresses of its pictures. */
export interface ShownAnswer {
  number: number
  id: number
  body: string
  unit: string | null
  pictures: AnswerPicture[]
  documents: ShownDocument[]
}

/** Shows an answer to the author and starts the clock of the revisit. Whether the first one came in time is settled here. */
export async function showAnswer(
  trx: Trx,
  office: Office,
  suggestion: Course,
  answer: { id: number; answeredAt: Date; checkedBy: number },
  now: Date,
) {
  await trx
    .updateTable('answer')
    .set({ shown_at: now, checked_by: answer.checkedBy })
    .where('id', '=', answer.id)
    .execute()
  await startClock(
    trx,
    office,
    { suggestionId: suggestion.id, step: 'revisit', allowance: findAllowance(office, 'revisit', suggestion) },
    now,
  )
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
  const clock = await trx
    .selectFrom('deadline')
    .select('due_at')
    .where('suggestion_id', '=', suggestion.id)
    .where('step', '=', 'answer')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (clock) return clock.due_at
  const { calendar, closesAt } = office
  return calculateDeadline(calendar, {
    begins: suggestion.accepted_at!,
    allowance: findAllowance(office, 'answer', suggestion),
    closesAt,
  }).dueAt
}

/** The answer that is or was to be checked. */
export function findLastAnswer(db: Db | Trx, suggestion: { id: number }) {
  return db
    .selectFrom('answer')
    .selectAll()
    .where('suggestion_id', '=', suggestion.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}

/** The answers that the author of a suggestion may see, oldest first. */
export async function listShownAnswers(db: Db, id: number): Promise<ShownAnswer[]> {
  const answers = await db
    .selectFrom('answer')
    .select(['id', 'body', 'unit'])
    .where('suggestion_id', '=', id)
    .where('shown_at', 'is not', null)
    .orderBy('id')
    .execute()
  if (answers.length === 0) return []
  const photos = await db
    .selectFrom('answer_photo')
    .select(['answer_id', 'moment', 'position', 'width', 'height'])
    .where(
      'answer_id',
      'in',
      answers.map(answer => answer.id),
    )
    .orderBy('position')
    .execute()
  const documents = await listDocuments(db, id)
  return answers.map((answer, index) => ({
    ...answer,
    number: index + 1,
    pictures: photos.filter(photo => photo.answer_id === answer.id).map(({ answer_id: _, ...picture }) => picture),
    documents: documents.filter(({ answer_id }) => answer_id === answer.id),
  }))
}
