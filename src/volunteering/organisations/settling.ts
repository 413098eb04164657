import type { Trx } from '#db/schema.ts'
import { returnNeedsOf } from '../needs/returning.ts'
import { lockShift } from '../shifts/lock.ts'
import { endOrCancel } from '../shifts/ending.ts'

/**
 * Calls off every shift of an organisation that has not begun, ends those that run now, and gives back the needs that it
 * took up: everyone who signed up, serves, waits or asked is told. Nobody answers for a shift any more that goes on; what was
 * served until now stays served. The caller holds the organisation. Returns how many shifts and people it was.
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
  const unfinished =
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
          .where('ends_at', '>', now)
          .orderBy('id')
          .execute()
  let told = 0
  for (const { id } of unfinished) {
    const shift = (await lockShift(trx, id))!
    told += await endOrCancel(trx, shift, { personId, words }, now)
  }
  await returnNeedsOf(trx, organisationId, now)
  return { shifts: unfinished.length, told }
}
