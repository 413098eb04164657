import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { recordMoves, settle } from '../../line/line.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { slotsOf } from '../../volunteers/available-times.ts'
import { type LockedShift, lockShift } from '../lock.ts'
import { type ComingShift, findOver, lockForOrganiser, selectStanding } from '../organising.ts'
import { drawTime, findTimesFault, readTimes, timeFields } from '../times.ts'

const hour = 3_600_000
/** How long people have to say whether they come at the new time. */
const reconfirmHours = 48

export const times = gardenMove({
  name: 'times',
  title: '改时间地点',
  hint: '改了时间，每个人都要重新确认来不来；和他们别的班次撞上的，确认时会提醒。只改集合的地方，不用重新确认。',
  submit: '改好并告诉大家',
  done: '改好了，都告诉了。',
  form: fields(timeFields),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, shiftId, { meeting_point = '', ...typed }, { person, now }) =>
    rescheduleShift(db, { shiftId, personId: person.id, ...readTimes(typed), meetingPoint: meeting_point }, now),
})

/**
 * Moves the shift to another time or meeting point and tells everyone. At another time nobody is taken to agree:
 * each booked place becomes an offer to be confirmed, and clashes with other bookings are found when it is.
 */
export async function rescheduleShift(
  db: Db | Trx,
  {
    shiftId,
    personId,
    startsAt,
    endsAt,
    meetingPoint,
  }: { shiftId: number; personId: number; startsAt: Date; endsAt: Date; meetingPoint?: string | undefined },
  now: Date,
): Promise<{ asked: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    const { draw_hours } = await trx
      .selectFrom('activity')
      .select('draw_hours')
      .where('id', '=', shift.activity_id)
      .executeTakeFirstOrThrow()
    const draw_at = shift.drawn_at ? shift.draw_at : drawTime(startsAt, draw_hours)
    const fault = findTimesFault(startsAt, endsAt, shift.drawn_at ? null : draw_at, now)
    if (fault) return { refused: fault }
    await settle(trx, shift, now)
    const moved = startsAt.getTime() !== shift.starts_at.getTime() || endsAt.getTime() !== shift.ends_at.getTime()
    if (!moved && (meetingPoint ?? shift.meeting_point) === shift.meeting_point) return { asked: 0 }
    const asked = moved ? await askAgain(trx, shift, startsAt, { kind: 'person', id: personId }, now) : []
    // The reference from sign_up carries the new times over to every sign-up.
    await trx
      .updateTable('shift')
      .set(eb => ({
        starts_at: startsAt,
        ends_at: endsAt,
        slots: slotsOf(startsAt, endsAt),
        draw_at,
        revision: eb('revision', '+', 1),
        ...(meetingPoint !== undefined && { meeting_point: meetingPoint }),
      }))
      .where('id', '=', shiftId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'shift.moved',
      object: { kind: 'shift', id: shiftId },
      detail: { from: shift.starts_at, to: startsAt, asked: asked.length },
      at: now,
    })
    const afterwards = (await lockShift(trx, shiftId))!
    const others = (await selectStanding(trx, shift).execute()).filter(
      signUp => !asked.some(({ id }) => id === signUp.id),
    )
    await tellOfShift(trx, afterwards, asked, 'shift-moved-confirm', now, {
      wasAt: shift.starts_at,
      confirmBy: confirmBy(startsAt, now),
      until: confirmBy(startsAt, now),
    })
    await tellOfShift(trx, afterwards, others, 'shift-moved', now, { wasAt: shift.starts_at, until: startsAt })
    await settle(trx, afterwards, now)
    return { asked: asked.length }
  })
}

/** Turns every held place into an offer at the new time, and says whose. Waiting people keep waiting. */
async function askAgain(
  trx: Trx,
  shift: LockedShift,
  startsAt: Date,
  by: Parameters<typeof recordMoves>[4],
  now: Date,
): Promise<{ id: number; personId: number }[]> {
  const held = await selectStanding(trx, shift).where('sign_up.state', 'in', ['booked', 'offered']).execute()
  if (held.length === 0) return []
  await trx
    .updateTable('sign_up')
    .set({ state: 'offered', offer_reason: 'rescheduled', confirm_by: confirmBy(startsAt, now), reminded_at: null })
    .where(
      'id',
      'in',
      held.map(signUp => signUp.id),
    )
    .execute()
  await recordMoves(trx, shift, held, 'offered', by, now, { reason: 'rescheduled' })
  return held
}

/** When a rescheduled place has to be confirmed, at the latest when the shift begins. */
function confirmBy(startsAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + reconfirmHours * hour, startsAt.getTime()))
}
