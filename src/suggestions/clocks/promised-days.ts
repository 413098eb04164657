import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { addDays, type Day, instantInLishui } from '#calendar/work-calendar.ts'
import { type Course, inUnitsHands, writeChange } from '../course.ts'
import { tellRole, tellUnit } from '../tell.ts'
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

/**
 * Reminds those who have to speak before the day, and tells them and the clerks when it has passed. What was done stands in
 * the row, in the same transaction, so nothing is done twice. Returns how many promises were acted on.
 */
export async function watchPromises(db: Db, now: Date): Promise<number> {
  const due = await listDue(db, now).select(['id', 'suggestion_id']).orderBy('id').limit(500).execute()
  let acted = 0
  for (const { id, suggestion_id } of due)
    acted += await inTransaction(db, async trx => {
      const suggestion = await trx
        .selectFrom('suggestion')
        .selectAll()
        .where('id', '=', suggestion_id)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      const promise = await listDue(trx, now)
        .select(['id', 'next_on', 'due_at'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (!suggestion || !promise) return 0
      await act(trx, suggestion, promise, now)
      return 1
    })
  return acted
}

const listDue = (db: Db | Trx, now: Date) =>
  db
    .selectFrom('interim_reply')
    .where('ended_at', 'is', null)
    .where('missed_at', 'is', null)
    .where(eb => eb.or([eb('due_at', '<=', now), eb.and([eb('reminded_at', 'is', null), eb('remind_at', '<=', now)])]))

async function act(
  trx: Trx,
  suggestion: Course,
  { id, next_on: until, due_at }: { id: number; next_on: Day; due_at: Date },
  now: Date,
): Promise<void> {
  const isMissed = due_at <= now
  const unit = (inUnitsHands as readonly string[]).includes(suggestion.state) ? suggestion.lead_unit : null
  await trx
    .updateTable('interim_reply')
    .set(isMissed ? { missed_at: now } : { reminded_at: now })
    .where('id', '=', id)
    .execute()
  const template = isMissed ? 'desk-promise-missed' : 'desk-promise-eve'
  if (unit) await tellUnit(trx, suggestion, unit, template, { until }, now)
  if (isMissed || !unit) await tellRole(trx, suggestion, 'clerk', template, { until }, now)
  await recordEvent(trx, {
    actor: { kind: 'system' },
    action: isMissed ? 'suggestion.promise-missed' : 'suggestion.promise-reminded',
    object: { kind: 'suggestion', id: suggestion.id },
    detail: { unit, until },
    at: now,
  })
  await writeChange(trx, suggestion.id, {}, now)
}
