import { createHash } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Refusal } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import { slotsOf } from '../volunteers/available-times.ts'
import { mayOrganise } from '../organisations/organisations.ts'
import { endSignUps, recordMoves, settle } from '../line/line.ts'
import { tellOfShift } from '../notify.ts'
import { type LockedShift, lockShift } from './lock.ts'
import { activityRefusals } from '../activities/refusals.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { shiftRefusals } from './refusals.ts'

const hour = 3_600_000
/** How long people have to say whether they come at the new time. */
const reconfirmHours = 48

export interface NewShift {
  requestKey: string
  activityId: number
  startsAt: Date
  endsAt: Date
  capacity: number
  meetingPoint?: string
  /** Sign-up opens then; at once when not given. */
  opensAt?: Date | undefined
}


/** Adds a shift to an activity that is not cancelled. The same request key again returns the same shift. */
export async function addShift(
  db: Db | Trx, personId: number, shift: NewShift, now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Held, so that the activity is not cancelled while a shift is added.
    const activity = await trx
      .selectFrom('activity')
      .select(['id', 'organisation_id', 'state', 'draw_hours', 'first_timer_places'])
      .where('id', '=', shift.activityId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!activity) return { refused: activityRefusals.unknown }
    if (!(await mayOrganise(trx, personId, activity.organisation_id))) return { refused: organisationRefusals.notYours }
    const before = await trx.selectFrom('shift').select(['id', 'activity_id']).where('request_key', '=', shift.requestKey).executeTakeFirst()
    if (before) return before.activity_id === activity.id ? { id: before.id } : { refused: keyUsed }
    if (activity.state === 'cancelled') return { refused: activityRefusals.cancelled }
    const draw_at = drawTime(shift.startsAt, activity.draw_hours)
    const fault = findTimesFault(shift.startsAt, shift.endsAt, draw_at, now)
    if (fault) return { refused: fault }
    if (!isCapacity(shift.capacity)) return { refused: shiftRefusals.capacity }
    if (activity.first_timer_places > shift.capacity) return { refused: shiftRefusals.belowQuota }
    const added = await trx
      .insertInto('shift')
      .values({
        request_key: shift.requestKey,
        activity_id: activity.id,
        starts_at: shift.startsAt,
        ends_at: shift.endsAt,
        slots: slotsOf(shift.startsAt, shift.endsAt),
        capacity: shift.capacity,
        meeting_point: shift.meetingPoint ?? '',
        opens_at: shift.opensAt ?? null,
        draw_at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, { actor: { kind: 'person', id: personId }, action: 'shift.added', object: { kind: 'shift', id: added.id }, detail: { activity: activity.id, capacity: shift.capacity }, at: now })
    return added
  })
}

/**
 * The same shift week after week, all or none: `weeks` of them, the first at the times given. Sent twice they are
 * added once. Lishui has no summer time, so a week later is the same time of day.
 */
export async function addWeeklyShifts(db: Db | Trx, personId: number, shift: NewShift, weeks: number, now: Date): Promise<{ ids: number[] } | Refused> {
  return inTransaction(db, async trx => {
    const ids: number[] = []
    for (let week = 0; week < weeks; week += 1) {
      const later = (moment: Date) => new Date(moment.getTime() + week * 7 * 24 * hour)
      const requestKey = week === 0 ? shift.requestKey : keyOfWeek(shift.requestKey, week)
      const added = await addShift(trx, personId, { ...shift, requestKey, startsAt: later(shift.startsAt), endsAt: later(shift.endsAt), opensAt: shift.opensAt && later(shift.opensAt) }, now)
      if (!('refused' in added)) ids.push(added.id)
      else if (week === 0) return added
      else throw new Error(`a later week was refused though the first was not: ${added.refused.words}`)
    }
    return { ids }
  })
}

/** Every week's own key, the same for the same form. */
function keyOfWeek(requestKey: string, week: number): string {
  const hex = createHash('sha256').update(`${requestKey} ${week}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** More places go to the line at once; fewer only down to what is taken. */
export async function changeCapacity(
  db: Db | Trx, { shiftId, capacity, personId }: { shiftId: number; capacity: number; personId: number }, now: Date,
): Promise<{ taken: number } | Refused> {
  if (!isCapacity(capacity)) return { refused: shiftRefusals.capacity }
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    await settle(trx, shift, now)
    if (capacity < shift.taken) return { refused: shiftRefusals.belowTaken }
    if (capacity < shift.first_timer_places) return { refused: shiftRefusals.belowQuota }
    await trx.updateTable('shift').set({ capacity }).where('id', '=', shiftId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId }, action: 'shift.capacity-changed', object: { kind: 'shift', id: shiftId }, detail: { shift: shiftId, from: shift.capacity, to: capacity }, at: now,
    })
    shift.capacity = capacity
    await settle(trx, shift, now)
    return { taken: shift.taken }
  })
}

/** Stops new sign-ups, or lets them go on. The line goes on moving either way. */
export async function setSignUpOpen(db: Db | Trx, { shiftId, open, personId }: { shiftId: number; open: boolean; personId: number }, now: Date): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    const state = open ? 'open' : 'closed'
    if (shift.state === state) return { id: shiftId }
    await trx.updateTable('shift').set({ state }).where('id', '=', shiftId).execute()
    await recordEvent(trx, { actor: { kind: 'person', id: personId }, action: open ? 'shift.opened' : 'shift.closed', object: { kind: 'shift', id: shiftId }, at: now })
    return { id: shiftId }
  })
}

/** Calls the shift off and tells everyone on it or in its line. */
export async function cancelShift(
  db: Db | Trx, { shiftId, personId, words }: { shiftId: number; personId: number; words: string }, now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    return { told: await cancelLocked(trx, shift, { personId, words }, now) }
  })
}

/** The same for a shift that the transaction holds; returns how many sign-ups ended. */
export async function cancelLocked(trx: Trx, shift: LockedShift, { personId, words }: { personId: number; words: string }, now: Date): Promise<number> {
  const by = { kind: 'person' as const, id: personId }
  const signUps = await selectStanding(trx, shift).execute()
  await endSignUps(trx, shift, signUps, 'shift-cancelled', by, now)
  await trx.updateTable('shift').set(eb => ({ state: 'cancelled', cancelled_at: now, cancel_words: words, revision: eb('revision', '+', 1) })).where('id', '=', shift.id).execute()
  await recordEvent(trx, { actor: by, action: 'shift.cancelled', object: { kind: 'shift', id: shift.id }, detail: { signUps: signUps.length }, at: now })
  await tellOfShift(trx, shift, signUps, 'shift-cancelled', now)
  return signUps.length
}

/**
 * Moves the shift to another time or meeting point and tells everyone. At another time nobody is taken to agree:
 * each booked place becomes an offer to be confirmed, and clashes with other bookings are found when it is.
 */
export async function rescheduleShift(
  db: Db | Trx, { shiftId, personId, startsAt, endsAt, meetingPoint }: { shiftId: number; personId: number; startsAt: Date; endsAt: Date; meetingPoint?: string | undefined }, now: Date,
): Promise<{ asked: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    const { draw_hours } = await trx.selectFrom('activity').select('draw_hours').where('id', '=', shift.activity_id).executeTakeFirstOrThrow()
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
      .set(eb => ({ starts_at: startsAt, ends_at: endsAt, slots: slotsOf(startsAt, endsAt), draw_at, revision: eb('revision', '+', 1), ...(meetingPoint !== undefined && { meeting_point: meetingPoint }) }))
      .where('id', '=', shiftId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId }, action: 'shift.moved', object: { kind: 'shift', id: shiftId }, detail: { from: shift.starts_at, to: startsAt, asked: asked.length }, at: now,
    })
    const afterwards = (await lockShift(trx, shiftId))!
    const others = (await selectStanding(trx, shift).execute()).filter(signUp => !asked.some(({ id }) => id === signUp.id))
    await tellOfShift(trx, afterwards, asked, 'shift-moved-confirm', now, { wasAt: shift.starts_at, confirmBy: confirmBy(startsAt, now), until: confirmBy(startsAt, now) })
    await tellOfShift(trx, afterwards, others, 'shift-moved', now, { wasAt: shift.starts_at, until: startsAt })
    await settle(trx, afterwards, now)
    return { asked: asked.length }
  })
}

/** Turns every held place into an offer at the new time, and says whose. Waiting people keep waiting. */
async function askAgain(trx: Trx, shift: LockedShift, startsAt: Date, by: Parameters<typeof recordMoves>[4], now: Date): Promise<{ id: number; personId: number }[]> {
  const held = await selectStanding(trx, shift).where('sign_up.state', 'in', ['booked', 'offered']).execute()
  if (held.length === 0) return []
  await trx
    .updateTable('sign_up')
    .set({ state: 'offered', offer_reason: 'rescheduled', confirm_by: confirmBy(startsAt, now), reminded_at: null })
    .where('id', 'in', held.map(signUp => signUp.id))
    .execute()
  await recordMoves(trx, shift, held, 'offered', by, now, { reason: 'rescheduled' })
  return held
}

/** When a rescheduled place has to be confirmed, at the latest when the shift begins. */
function confirmBy(startsAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + reconfirmHours * hour, startsAt.getTime()))
}

/** Locks the shift for one of its organisers; refuses others, and a shift that is cancelled or has begun. */
async function lockForOrganiser(trx: Trx, shiftId: number, personId: number, now: Date): Promise<LockedShift | Refused> {
  const shift = await lockShift(trx, shiftId)
  if (!shift) return { refused: shiftRefusals.unknown }
  if (!(await mayOrganise(trx, personId, shift.organisation_id))) return { refused: organisationRefusals.notYours }
  if (shift.state === 'cancelled') return { refused: shiftRefusals.cancelled }
  if (now >= shift.starts_at) return { refused: shiftRefusals.started }
  return shift
}

/** Sign-ups that have not ended, with whom to tell. */
export function selectStanding(trx: Trx, shift: { id: number }) {
  return trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .select(eb => ['sign_up.id', 'sign_up.state', 'sign_up.volunteer_id', eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId')])
    .where('sign_up.shift_id', '=', shift.id)
    .where('sign_up.state', '<>', 'ended')
    .orderBy('sign_up.id')
}

function findTimesFault(startsAt: Date, endsAt: Date, drawAt: Date | null, now: Date): Refusal | undefined {
  const length = endsAt.getTime() - startsAt.getTime()
  if (!(length > 0 && length <= 24 * hour)) return shiftRefusals.times
  if (startsAt <= now) return shiftRefusals.past
  return drawAt && drawAt <= now ? shiftRefusals.tooSoonForDraw : undefined
}

function drawTime(startsAt: Date, drawHours: number | null): Date | null {
  return drawHours === null ? null : new Date(startsAt.getTime() - drawHours * hour)
}

function isCapacity(capacity: number): boolean {
  return Number.isInteger(capacity) && capacity >= 1 && capacity <= 5000
}
