import type { Day } from '#calendar/work-calendar.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { type Course, inUnitsHands, writeChange } from '../course.ts'
import { tellRole, tellUnit } from '../tell.ts'

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
