import type { Trx } from '#db/schema.ts'

/*
 * Anyone who moves sign-ups takes locks in this order: volunteers (by id), shifts (by id), sign-ups.
 * A shift's lock makes every move on it one after the other; a volunteer's lock does the same for what
 * concerns them in several shifts at once (their bookings, consents, leaving).
 */

/** A shift that this transaction holds, with the rules of its activity and of the city. */
export type LockedShift = NonNullable<Awaited<ReturnType<typeof lockShift>>>

/**
 * Waits for the shift and holds it until the transaction ends. Undefined when there is no such shift. What depends on
 * sign-ups is read by a later statement: this one sees them as they were before the wait.
 */
export function lockShift(trx: Trx, shiftId: number) {
  return trx
    .selectFrom('shift')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .crossJoin('fair_rule')
    .select([
      'shift.id',
      'shift.activity_id',
      'shift.starts_at',
      'shift.ends_at',
      'shift.capacity',
      'shift.taken',
      'shift.last_position',
      'shift.waits_position',
      'shift.waits_until',
      'shift.opens_at',
      'shift.draw_at',
      'shift.drawn_at',
      'shift.choose_by',
      'shift.state',
      'shift.cancel_words',
      'shift.stop_words',
      'shift.meeting_point',
      'activity.title',
      'activity.organisation_id',
      'activity.state as activity_state',
      'activity.version',
      'activity.agreement_cases',
      'activity.minimum_age',
      'activity.guardian_rule',
      'activity.qualifications',
      'activity.waiting_list',
      'activity.offer_minutes',
      'activity.late_hours',
      'activity.first_timer_places',
      'activity.first_timer_hours',
      'fair_rule.party_size',
      'fair_rule.open_sign_ups',
      'fair_rule.rest_hours',
      'fair_rule.notes_per_day',
      'fair_rule.family_wait_hours',
      'fair_rule.night_from',
      'fair_rule.night_until',
    ])
    .where('shift.id', '=', shiftId)
    .forNoKeyUpdate('shift')
    .executeTakeFirst()
}

/** Takes places, or gives them back when negative. The condition and the constraint both refuse a place too many. */
export async function takePlaces(trx: Trx, shift: LockedShift, places: number): Promise<void> {
  if (places !== 0) await changeShift(trx, shift, places, 0)
}

/** The next position in the shift's line, taking places with it when they are booked at once. */
export async function nextPosition(trx: Trx, shift: LockedShift, places: number): Promise<number> {
  await changeShift(trx, shift, places, 1)
  return shift.last_position
}

async function changeShift(trx: Trx, shift: LockedShift, places: number, positions: number): Promise<void> {
  const changed = await trx
    .updateTable('shift')
    .set(eb => ({ taken: eb('taken', '+', places), last_position: eb('last_position', '+', positions) }))
    .where('id', '=', shift.id)
    .where(eb => eb(eb('taken', '+', places), '<=', eb.ref('capacity')))
    .returning(['taken', 'last_position'])
    .executeTakeFirstOrThrow()
  Object.assign(shift, changed)
}
