import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { isChoiceOver, settle } from '../../line/line.ts'
import { holdActivityOf, recountAgreementCases } from '../../activities/recounting.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { tellGuardiansOf } from '../../sign-ups/telling-guardians.ts'
import { slotsOf } from '../../volunteers/available-times.ts'
import { askAgain, confirmAgainBy } from '../asking-again.ts'
import { lockShift } from '../lock.ts'
import { type ComingShift, findOver, lockForOrganiser, selectStanding } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'
import { findTimesFault, hoursBefore, isUninsured, readTimes, timeFields } from '../times.ts'

export const times = gardenMove({
  name: 'times',
  title: '改时间地点',
  hint: '改了时间或者集合的地方，每个人都要重新确认来不来；和他们别的班次撞上的，确认时会提醒。未成年人的监护人也会收到消息。',
  submit: '改好并告诉大家',
  done: '改好了，都告诉了。',
  form: fields(timeFields),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, shiftId, { meeting_point = '', ...typed }, { person, now }) =>
    rescheduleShift(db, { shiftId, personId: person.id, ...readTimes(typed), meetingPoint: meeting_point }, now),
})

/**
 * Moves the shift to another time or meeting point and tells everyone, the guardians of minors too. Nobody is taken to agree:
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
    await holdActivityOf(trx, shiftId)
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    const { draw_hours, choose_hours, ...activity } = await trx
      .selectFrom('activity')
      .select(['draw_hours', 'choose_hours', 'state', 'gate', 'insured_from', 'insured_until'])
      .where('id', '=', shift.activity_id)
      .executeTakeFirstOrThrow()
    const draw_at = shift.drawn_at ? shift.draw_at : hoursBefore(startsAt, draw_hours)
    const choose_by = hoursBefore(startsAt, choose_hours)
    const decided = shift.drawn_at !== null || isChoiceOver(shift, now)
    const fault = findTimesFault(startsAt, endsAt, decided ? null : (draw_at ?? choose_by), now)
    if (fault) return { refused: fault }
    if (isUninsured(activity, { starts_at: startsAt, ends_at: endsAt })) return { refused: shiftRefusals.notInsured }
    await settle(trx, shift, now)
    const by = { kind: 'person' as const, id: personId }
    const moved = startsAt.getTime() !== shift.starts_at.getTime() || endsAt.getTime() !== shift.ends_at.getTime()
    const place = meetingPoint !== undefined && meetingPoint !== shift.meeting_point
    if (!moved && !place) return { asked: 0 }
    const asked = await askAgain(trx, shift, { reason: moved ? 'rescheduled' : 'changed', startsAt, place }, by, now)
    // The reference from sign_up carries the new times over to every sign-up.
    await trx
      .updateTable('shift')
      .set({
        starts_at: startsAt,
        ends_at: endsAt,
        slots: slotsOf(startsAt, endsAt),
        draw_at,
        choose_by,
        ...(meetingPoint !== undefined && { meeting_point: meetingPoint }),
      })
      .where('id', '=', shiftId)
      .execute()
    await recordEvent(trx, {
      actor: by,
      action: 'shift.moved',
      object: { kind: 'shift', id: shiftId },
      detail: { from: shift.starts_at, to: startsAt, asked: asked.length },
      at: now,
    })
    const afterwards = (await lockShift(trx, shiftId))!
    const others = (await selectStanding(trx, shift).execute()).filter(
      signUp => !asked.some(({ id }) => id === signUp.id),
    )
    const confirmBy = confirmAgainBy(shift, startsAt, now)
    const wasAt = shift.starts_at
    await tellOfShift(trx, afterwards, asked, moved ? 'shift-moved-confirm' : 'shift-changed-confirm', now, {
      ...(moved && { wasAt }),
      confirmBy,
      until: confirmBy,
    })
    await tellOfShift(trx, afterwards, others, 'shift-moved', now, { wasAt, until: startsAt })
    const people = [...asked, ...others]
    await tellGuardiansOf(trx, afterwards, people, 'shift-guardian-changed', now, { wasAt, until: startsAt })
    await settle(trx, afterwards, now)
    await recountAgreementCases(trx, shift.activity_id, by, now)
    return { asked: asked.length }
  })
}
