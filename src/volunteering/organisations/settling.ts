import type { Trx } from '#db/schema.ts'
import { returnNeedsOf } from '../needs/returning.ts'
import { lockShift } from '../shifts/lock.ts'
import { cancelLocked } from '../shifts/moves/cancellation.ts'

/**
 * Calls off every shift of an organisation that has not begun, and gives back the needs that it took up: everyone who
 * signed up, waits or asked is told. What has begun goes on to its end. The caller holds the organisation. Returns how
 * many shifts and sign-ups ended.
 */
export async function settleShiftsOf(
  trx: Trx,
  { organisationId, personId, words }: { organisationId: number; personId: number; words: string },
  now: Date,
): Promise<{ shifts: number; told: number }> {
  // Held, so that nobody adds a shift to one of them meanwhile: whoever comes after finds the organisation suspended.
  const activities = await trx
    .selectFrom('activity')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('state', '<>', 'cancelled')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const coming =
    activities.length === 0
      ? []
      : await trx
          .selectFrom('shift')
          .select('id')
          .where(
            'activity_id',
            'in',
            activities.map(({ id }) => id),
          )
          .where('state', '<>', 'cancelled')
          .where('starts_at', '>', now)
          .orderBy('id')
          .execute()
  let told = 0
  for (const { id } of coming) told += await cancelLocked(trx, (await lockShift(trx, id))!, { personId, words }, now)
  await returnNeedsOf(trx, organisationId, now)
  return { shifts: coming.length, told }
}
