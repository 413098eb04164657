import type { Db } from '#db/schema.ts'
import type { SignUpRequest } from '#volunteering/sign-ups/sign-ups.ts'

/** How it is so often written: count, compare, insert. Kept to show that the race test sees what is wrong with it. */
export async function signUpNaively(
  db: Db,
  request: SignUpRequest,
  now: Date,
): Promise<{ state: 'booked' | 'waiting' }> {
  const shift = await db
    .selectFrom('shift')
    .select(['starts_at', 'ends_at', 'capacity'])
    .where('id', '=', request.shiftId)
    .executeTakeFirstOrThrow()
  const { taken } = await db
    .selectFrom('sign_up')
    .select(eb => eb.fn.countAll<number>().as('taken'))
    .where('shift_id', '=', request.shiftId)
    .where('state', '=', 'booked')
    .executeTakeFirstOrThrow()
  const state = taken < shift.capacity ? 'booked' : 'waiting'
  await db
    .insertInto('sign_up')
    .values(
      request.volunteerIds.map(volunteer_id => ({
        shift_id: request.shiftId,
        starts_at: shift.starts_at,
        ends_at: shift.ends_at,
        volunteer_id,
        request_key: request.requestKey,
        position: 1,
        first_timer: true,
        activity_version: 1,
        state,
        signed_up_at: now,
      })),
    )
    .execute()
  return { state }
}
