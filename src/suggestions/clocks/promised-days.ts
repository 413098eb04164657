import type { Db, Trx } from '#db/schema.ts'
import { addDays, type Day, instantInLishui } from '#calendar/work-calendar.ts'
import type { Builder } from '../marks.ts'
import type { Office } from './office.ts'

/*
 * An interim reply promises a day on which there is more to say. A suggestion has one such promise at most. It stands
 * still for nothing: it is a day that somebody was told, and no count of working days.
 */

/** When it is missed, and when those who have to speak are reminded: on the morning of the last working day before. */
export function planPromise(
  { calendar, opensAt, closesAt }: Office,
  nextOn: Day,
  now: Date,
): { due_at: Date; remind_at: Date | null } {
  let eve = addDays(nextOn, -1)
  while (!calendar(eve).works) eve = addDays(eve, -1)
  const remindAt = instantInLishui(eve, opensAt)
  return { due_at: instantInLishui(nextOn, closesAt), remind_at: remindAt > now ? remindAt : null }
}

/** The promise of a suggestion that holds now. */
export function findPromise(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('interim_reply')
    .select(['id', 'next_on', 'missed_at', 'written_at'])
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** Ends it: there is more to say now, or nothing any more. Returns the day for which it stood. */
export async function endPromise(trx: Trx, suggestionId: number, now: Date): Promise<Day | undefined> {
  const ended = await trx
    .updateTable('interim_reply')
    .set({ ended_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .returning('next_on')
    .executeTakeFirst()
  return ended?.next_on
}

/** Moves it to a later day, because nothing can happen before. Returns the day for which it stood, if it moved. */
export async function postponePromise(
  trx: Trx,
  office: Office,
  suggestionId: number,
  until: Day,
  now: Date,
): Promise<Day | undefined> {
  const promise = await findPromise(trx, suggestionId)
  if (!promise || promise.next_on >= until) return undefined
  await trx
    .updateTable('interim_reply')
    .set({ next_on: until, ...planPromise(office, until, now), reminded_at: null, missed_at: null })
    .where('id', '=', promise.id)
    .execute()
  return promise.next_on
}

/** Whether its author was promised news for a day that has passed. */
export function isPromiseMissed(eb: Builder) {
  return eb.exists(
    eb
      .selectFrom('interim_reply')
      .select('interim_reply.id')
      .whereRef('interim_reply.suggestion_id', '=', 'suggestion.id')
      .where('interim_reply.missed_at', 'is not', null)
      .where('interim_reply.ended_at', 'is', null),
  )
}
