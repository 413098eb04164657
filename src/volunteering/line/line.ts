import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { EndedReason, SignUpState } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Actor } from '#people/events.ts'
import { tellOfShift } from '../notify.ts'
import { draw, isBeforeDraw, isDrawDue } from './draw.ts'
import { offerFreePlaces } from './offering.ts'
import { recordMoves } from './trail.ts'
import { isHeldElsewhere } from '../sign-ups/elsewhere.ts'
import { type LockedShift, lockShift, takePlaces } from '../shifts/lock.ts'
import { selectStanding } from '../shifts/organising.ts'

const system: Actor = { kind: 'system' }

/**
 * Brings a shift up to the moment: offers not confirmed in time lapse, those of who is booked elsewhere pass on, and free
 * places are offered in the order of the line. Every move on a shift begins and ends with it, so a place is never handed to
 * a newcomer while somebody who could take it waits. A draw that is due is held with `draws` alone, which is the job's: no
 * request decides when. Returns how many sign-ups moved.
 */
export async function settle(
  trx: Trx,
  shift: LockedShift,
  now: Date,
  { draws = false }: { draws?: boolean } = {},
): Promise<number> {
  if (shift.state === 'cancelled') return 0
  if (now >= shift.starts_at) {
    const line = await selectLine(trx, shift).where('sign_up.state', '<>', 'applied').execute()
    const offered = line.filter(signUp => signUp.state === 'offered')
    const others = line.filter(signUp => signUp.state !== 'offered')
    await endAndTell(trx, shift, offered, 'lapsed', now)
    await endAndTell(trx, shift, others, 'no-place', now)
    return line.length + (await endUnchosen(trx, shift, system, now))
  }
  const offers = await selectLine(trx, shift).where('sign_up.state', '=', 'offered').execute()
  const lapsed = offers.filter(offer => offer.confirm_by! <= now)
  const elsewhere = offers.filter(offer => offer.confirm_by! > now && offer.elsewhere)
  await endAndTell(trx, shift, lapsed, 'lapsed', now)
  await endAndTell(trx, shift, elsewhere, 'booked-elsewhere', now)
  const ended = lapsed.length + elsewhere.length
  // There is no line where the organiser chooses.
  if (shift.choose_by !== null)
    return ended + (isChoiceOver(shift, now) ? await endUnchosen(trx, shift, system, now) : 0)
  if (isBeforeDraw(shift) && !(draws && isDrawDue(shift, now))) return ended
  const drawn = isBeforeDraw(shift) ? await draw(trx, shift, now) : 0
  return ended + drawn + (await offerFreePlaces(trx, shift, now))
}

/** Whether the organiser of the shift chooses, and chooses no more. */
export function isChoiceOver(shift: { choose_by: Date | null }, now: Date): boolean {
  return shift.choose_by !== null && now >= shift.choose_by
}

/** Tells those who applied and were not chosen: they are free for other shifts at once. Returns how many. */
export async function endUnchosen(trx: Trx, shift: LockedShift, by: Actor, now: Date): Promise<number> {
  const applied = await selectLine(trx, shift).where('sign_up.state', '=', 'applied').execute()
  await endAndTell(trx, shift, applied, 'not-chosen', now, by)
  return applied.length
}

/** Whether the shift's own times leave something to settle. What its line leaves is read with the attendees. */
export function isDue(shift: LockedShift, now: Date): boolean {
  return now >= shift.starts_at
}

const endedTemplates = {
  lapsed: 'shift-offer-lapsed',
  'no-place': 'shift-no-place',
  'booked-elsewhere': 'shift-booked-elsewhere',
  'not-chosen': 'shift-not-chosen',
} as const

/** Ends what ends by itself, or was not chosen, and tells it once. */
async function endAndTell(
  trx: Trx,
  shift: LockedShift,
  signUps: { id: number; state: SignUpState; personId: number }[],
  reason: keyof typeof endedTemplates,
  now: Date,
  by = system,
): Promise<void> {
  await endSignUps(trx, shift, signUps, reason, by, now, { told: true })
  await tellOfShift(trx, shift, signUps, endedTemplates[reason], now)
}

/** Ends sign-ups, gives back the places they held, and keeps why. Offers nothing: call `settle` after it. */
export async function endSignUps(
  trx: Trx,
  shift: LockedShift,
  signUps: { id: number; state: SignUpState }[],
  reason: EndedReason,
  by: Actor,
  now: Date,
  detail: { late?: boolean; told?: boolean } = {},
): Promise<void> {
  if (signUps.length === 0) return
  await trx
    .updateTable('sign_up')
    .set({
      state: 'ended',
      ended_at: now,
      ended_reason: reason,
      late: detail.late ?? false,
      confirm_by: null,
      offer_reason: null,
    })
    .where(
      'id',
      'in',
      signUps.map(signUp => signUp.id),
    )
    .execute()
  await takePlaces(trx, shift, -signUps.filter(signUp => holdsPlace(signUp.state)).length)
  await recordMoves(trx, shift, signUps, 'ended', by, now, { reason, ...detail })
}

function holdsPlace(state: SignUpState): boolean {
  return state === 'booked' || state === 'offered'
}

function selectLine(trx: Trx, shift: LockedShift) {
  return selectStanding(trx, shift)
    .select(['sign_up.confirm_by', isHeldElsewhere.as('elsewhere')])
    .where('sign_up.state', 'in', ['applied', 'entered', 'waiting', 'offered'])
}

/**
 * Settles the shifts that hold an offer for one of these people who is booked elsewhere at that time. Each in a transaction
 * of its own, after the booking: two shifts are locked in the order of their ids, and the one that was booked is locked first.
 */
export async function passOnOffers(db: Db | Trx, volunteerIds: number[], now: Date): Promise<void> {
  // Inside somebody else's transaction the next minute does it.
  if (db.isTransaction) return
  const held = await db
    .selectFrom('sign_up')
    .select('shift_id')
    .distinct()
    .where('volunteer_id', 'in', volunteerIds)
    .where('state', '=', 'offered')
    .where(isHeldElsewhere)
    .orderBy('shift_id')
    .execute()
  for (const { shift_id } of held)
    await inTransaction(db, async trx => settle(trx, (await lockShift(trx, shift_id))!, now))
}

/**
 * Settles every shift on which something fell due by itself: an offer not confirmed, a draw, the end of a choice, a start, a free place
 * that somebody waiting can now take. Called every minute, each shift in a transaction of its own: a killed process leaves the rest to the next call, and
 * two at once do it one after the other. Returns on how many something moved.
 */
export async function settleShifts(db: Db, now: Date): Promise<number> {
  const due = await sql<{ id: number }>`
    SELECT shift_id AS id FROM sign_up WHERE state = 'offered' AND confirm_by <= ${now}
    UNION SELECT shift_id FROM sign_up WHERE state = 'offered' AND ${isHeldElsewhere}
    UNION SELECT shift_id FROM sign_up WHERE state IN ('applied', 'entered', 'waiting', 'offered') AND starts_at <= ${now}
    UNION SELECT shift.id FROM shift JOIN sign_up ON sign_up.shift_id = shift.id AND sign_up.state = 'applied'
      WHERE choose_by <= ${now} AND shift.state <> 'cancelled'
    UNION SELECT id FROM shift WHERE draw_at <= ${now} AND drawn_at IS NULL AND state <> 'cancelled' AND starts_at > ${now}
    UNION SELECT shift.id FROM shift JOIN sign_up ON sign_up.shift_id = shift.id AND sign_up.state = 'waiting'
      WHERE shift.taken < shift.capacity AND shift.state <> 'cancelled'
    ORDER BY id`.execute(db)
  let settled = 0
  for (const { id } of due.rows) {
    const moved = await inTransaction(db, async trx => settle(trx, (await lockShift(trx, id))!, now, { draws: true }))
    if (moved > 0) settled += 1
  }
  return settled
}
