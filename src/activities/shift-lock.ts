import type { Trx } from '../../db/schema.ts'

/*
 * Whoever moves sign-ups takes locks in this order: volunteers (by id), shifts (by id), sign-ups.
 * A shift's lock makes every move on it one after the other; a volunteer's lock does the same for what
 * concerns them in several shifts at once (their bookings, consents, leaving).
 */

/** A shift that this transaction holds, with the rules of its activity. */
export type LockedShift = NonNullable<Awaited<ReturnType<typeof lockShift>>>

/** Waits for the shift and holds it until the transaction ends. Undefined when there is no such shift. */
export function lockShift(trx: Trx, shiftId: number) {
  return trx
    .selectFrom('shift')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .select([
      'shift.id', 'shift.activity_id', 'shift.starts_at', 'shift.ends_at', 'shift.capacity', 'shift.taken', 'shift.last_position',
      'shift.opens_at', 'shift.draw_at', 'shift.drawn_at', 'shift.state',
      'activity.title', 'activity.organisation_id', 'activity.state as activity_state', 'activity.version', 'activity.minimum_age', 'activity.guardian_rule',
      'activity.waiting_list', 'activity.offer_minutes', 'activity.late_hours', 'activity.first_timer_places', 'activity.first_timer_hours',
    ])
    .where('shift.id', '=', shiftId)
    .forNoKeyUpdate('shift')
    .executeTakeFirst()
}

/** Takes places, or gives them back when negative. The condition and the constraint both refuse a place too many. */
export async function takePlaces(trx: Trx, shift: LockedShift, places: number): Promise<void> {
  if (places === 0) return
  const { taken } = await trx
    .updateTable('shift')
    .set(eb => ({ taken: eb('taken', '+', places) }))
    .where('id', '=', shift.id)
    .where(eb => eb(eb('taken', '+', places), '<=', eb.ref('capacity')))
    .returning('taken')
    .executeTakeFirstOrThrow()
  shift.taken = taken
}

/** The next position in the shift's line. */
export async function nextPosition(trx: Trx, shift: LockedShift): Promise<number> {
  const { last_position } = await trx
    .updateTable('shift')
    .set(eb => ({ last_position: eb('last_position', '+', 1) }))
    .where('id', '=', shift.id)
    .returning('last_position')
    .executeTakeFirstOrThrow()
  shift.last_position = last_position
  return last_position
}
