import { sql } from 'kysely'
import { anHour, later } from '#calendar/spans.ts'
import type { Trx } from '#db/schema.ts'
import type { OfferReason } from '#db/schema-volunteers.ts'
import type { Actor } from '#people/events.ts'
import { tellGuardiansOf } from '../sign-ups/telling-guardians.ts'
import { wakesAt } from '../line/night.ts'
import { recordMoves } from '../line/trail.ts'
import { tellOfShift } from '../notify.ts'
import type { LockedShift } from './lock.ts'
import { selectStanding } from './organising.ts'

/** How long people have to say whether they still come. */
const reconfirmHours = 48

/** When a place has to be confirmed again: not at night, at the latest when the shift begins. */
export function confirmAgainBy(shift: LockedShift, startsAt: Date, now: Date): Date {
  const by = later(now, reconfirmHours * anHour)
  const morning = wakesAt({ ...shift, starts_at: startsAt }, by) ?? by
  return morning < startsAt ? morning : startsAt
}

/**
 * Nobody is taken to agree to what was changed: every held place becomes an offer to be confirmed, and it is returned whose.
 * Waiting people keep waiting. `only`: of these sign-ups those. `place`: they meet elsewhere, and see where they had agreed to
 * meet. The caller tells them.
 */
export async function askAgain(
  trx: Trx,
  shift: LockedShift,
  {
    reason,
    startsAt = shift.starts_at,
    only,
    place = false,
  }: { reason: OfferReason; startsAt?: Date; only?: number[]; place?: boolean },
  by: Actor,
  now: Date,
): Promise<{ id: number; personId: number }[]> {
  const holding = await selectStanding(trx, shift).where('sign_up.state', 'in', ['booked', 'offered']).execute()
  const held = holding.filter(({ id }) => only?.includes(id) ?? true)
  if (held.length === 0) return []
  await trx
    .updateTable('sign_up')
    .set({
      state: 'offered',
      offer_reason: reason,
      confirm_by: confirmAgainBy(shift, startsAt, now),
      reminded_at: null,
      // Asked twice, they see what they agreed to at first.
      ...(place && { meeting_was: sql<string>`coalesce(meeting_was, ${shift.meeting_point})` }),
    })
    .where(
      'id',
      'in',
      held.map(signUp => signUp.id),
    )
    .execute()
  await recordMoves(trx, shift, held, 'offered', by, now, { reason })
  return held
}

/**
 * Asks everyone again who holds a place by what the activity said before, and tells those in the line that something was
 * changed: they see it when a place is offered to them.
 */
export async function askAboutChange(trx: Trx, shift: LockedShift, by: Actor, now: Date): Promise<void> {
  const asked = await askAgain(trx, shift, { reason: 'changed' }, by, now)
  const others = (await selectStanding(trx, shift).execute()).filter(({ id }) => !asked.some(one => one.id === id))
  const confirmBy = confirmAgainBy(shift, shift.starts_at, now)
  const until = shift.starts_at
  await tellOfShift(trx, shift, asked, 'shift-changed-confirm', now, { confirmBy, until: confirmBy })
  await tellOfShift(trx, shift, others, 'shift-changed', now, { until })
  await tellGuardiansOf(trx, shift, [...asked, ...others], 'shift-guardian-changed', now, { until })
}

/** A draw books by an entry that may be older than the words that stand now: whose is, is asked. */
export async function askWhoAgreedToLess(trx: Trx, shift: LockedShift, now: Date): Promise<void> {
  const behind = await trx
    .selectFrom('sign_up')
    .select('id')
    .where('shift_id', '=', shift.id)
    .where('state', '=', 'booked')
    .where('activity_version', '<', eb =>
      eb
        .selectFrom('activity_wording')
        .select(wording => wording.fn.max('version').as('version'))
        .where('activity_id', '=', shift.activity_id),
    )
    .execute()
  if (behind.length === 0) return
  const only = behind.map(({ id }) => id)
  const asked = await askAgain(trx, shift, { reason: 'changed', only }, { kind: 'system' }, now)
  const confirmBy = confirmAgainBy(shift, shift.starts_at, now)
  await tellOfShift(trx, shift, asked, 'shift-changed-confirm', now, { confirmBy, until: confirmBy })
  await tellGuardiansOf(trx, shift, asked, 'shift-guardian-changed', now, { until: shift.starts_at })
}
