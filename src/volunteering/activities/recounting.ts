import type { Trx } from '#db/schema.ts'
import type { Actor } from '#people/events.ts'
import { recordEvent } from '#people/events.ts'
import { askAboutChange } from '../shifts/asking-again.ts'
import { lockShift } from '../shifts/lock.ts'
import { findAgreementCases } from './law-gate.ts'
import { keepWording } from './wordings.ts'

/** Holds the activity of a shift before the shift: who changes an activity holds it first, and then its shifts. */
export async function holdActivityOf(trx: Trx, shiftId: number): Promise<void> {
  await trx
    .selectFrom('activity')
    .select('id')
    .where('id', '=', eb => eb.selectFrom('shift').select('activity_id').where('shift.id', '=', shiftId))
    .forNoKeyUpdate()
    .execute()
}

/**
 * After a shift was added, moved or made larger: an activity that now takes a month, or a hundred people, needs an
 * agreement that it did not need before. Who has signed up is asked again.
 */
export async function recountAgreementCases(trx: Trx, activityId: number, by: Actor, now: Date): Promise<void> {
  const activity = await trx
    .selectFrom('activity')
    .selectAll()
    .where('id', '=', activityId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (activity.state !== 'published') return
  const cases = await findAgreementCases(trx, activity)
  // A case that was told stays: people agreed to it, and one shift less takes nothing from them.
  const added = cases.filter(one => !activity.agreement_cases.includes(one))
  if (added.length === 0) return
  await trx
    .updateTable('activity')
    .set(eb => ({ agreement_cases: [...activity.agreement_cases, ...added], version: eb('version', '+', 1) }))
    .where('id', '=', activityId)
    .execute()
  await keepWording(trx, activityId, now)
  await recordEvent(trx, {
    actor: by,
    action: 'activity.changed',
    object: { kind: 'activity', id: activityId },
    detail: { fields: ['agreement_cases'] },
    at: now,
  })
  await askOnComingShifts(trx, activityId, by, now)
}

/** Everyone on a shift that has not begun is asked again. */
export async function askOnComingShifts(trx: Trx, activityId: number, by: Actor, now: Date): Promise<void> {
  const coming = await trx
    .selectFrom('shift')
    .select('id')
    .where('activity_id', '=', activityId)
    .where('starts_at', '>', now)
    .where('state', '<>', 'cancelled')
    .orderBy('id')
    .execute()
  for (const { id } of coming) await askAboutChange(trx, (await lockShift(trx, id))!, by, now)
}
