import { anHour } from '#calendar/spans.ts'
import type { Trx } from '#db/schema.ts'
import { type Actor, recordEvent } from '#people/events.ts'
import { tellOfShift } from '../notify.ts'
import { type LockedShift, takePlaces } from '../shifts/lock.ts'
import { countFreePlaces, findHindrance, fits, type Party, readParties } from '../sign-ups/parties.ts'
import { afterWakingMinutes, wakesAt } from './night.ts'
import { recordMoves } from './trail.ts'

const system: Actor = { kind: 'system' }

/** Offers what is free in the order of the line; nothing at night. Returns to how many. */
export async function offerFreePlaces(trx: Trx, shift: LockedShift, now: Date): Promise<number> {
  const wakes = wakesAt(shift, now)
  let offered = 0
  for await (const { party, passedOver } of inTurn(trx, shift, now)) {
    if (wakes) return offered
    await offerPlaces(trx, shift, party, passedOver, now)
    offered += party.members.length
  }
  // Full again: the next place that is free waits anew.
  if (shift.taken === shift.capacity && shift.waits_position !== null) await waitFor(trx, shift, null, null)
  return offered
}

/** Whether what is free is somebody's in the line: for a family that it waits for, or, at night, for who is offered it in the morning. */
export async function isPromised(trx: Trx, shift: LockedShift, now: Date): Promise<boolean> {
  if (!wakesAt(shift, now) && shift.waits_position === null) return false
  for await (const _next of inTurn(trx, shift, now)) return true
  return shift.waits_until !== null && now < shift.waits_until
}

interface Turn {
  party: Party
  /** The sign-ups before them that cannot take what is free. */
  passedOver: number[]
}

/**
 * Whose turn it is, one after the other while places are free. Who cannot take one now (booked elsewhere, consent gone)
 * keeps their position and is passed over. So is a party larger than what is free, but for the first of them it waits a while.
 */
async function* inTurn(trx: Trx, shift: LockedShift, now: Date): AsyncGenerator<Turn> {
  const passedOver: number[] = []
  let isFirst = true
  // Mostly the first few are enough; a line of hundreds is not read for one place.
  for (let after = 0; shift.taken < shift.capacity;) {
    const parties = await readParties(trx, shift, 'waiting', now, { after, limit: 20 })
    for (const party of parties) {
      if (shift.taken === shift.capacity) return
      after = party.position
      const isAble = !findHindrance(shift, party.members)
      if (isAble && fits(await countFreePlaces(trx, shift, now), party.members)) {
        // What it waited for is there.
        if (shift.waits_position === party.position) await waitFor(trx, shift, null, null)
        yield { party, passedOver }
        continue
      }
      if (isAble && isFirst && (await isWaitedFor(trx, shift, party, now))) return
      passedOver.push(...party.members.map(member => member.id))
      if (isAble) isFirst = false
    }
    if (parties.length === 0) break
  }
  // Whom it waited for has gone.
  if (isFirst && shift.waits_position !== null) await waitFor(trx, shift, null, null)
}

/**
 * Whether what is free waits for this party, which is larger: from when it is first in the line, for the hours of the
 * city's rule, and never so long that others could not come instead.
 */
async function isWaitedFor(trx: Trx, shift: LockedShift, { position, members }: Party, now: Date): Promise<boolean> {
  if (members.length <= shift.capacity - shift.taken || members.length > shift.capacity) return false
  if (shift.waits_position !== position) {
    const hours = shift.family_wait_hours * anHour
    const until = new Date(Math.min(now.getTime() + hours, shift.starts_at.getTime() - hours))
    if (until <= now) return false
    await waitFor(trx, shift, position, until)
    await recordEvent(trx, {
      actor: system,
      action: 'shift.place-kept',
      object: { kind: 'shift', id: shift.id },
      detail: { shift: shift.id, position, until: until.toISOString() },
      at: now,
    })
  }
  return now < shift.waits_until!
}

async function waitFor(
  trx: Trx,
  shift: LockedShift,
  waits_position: number | null,
  waits_until: Date | null,
): Promise<void> {
  await trx.updateTable('shift').set({ waits_position, waits_until }).where('id', '=', shift.id).execute()
  Object.assign(shift, { waits_position, waits_until })
}

async function offerPlaces(
  trx: Trx,
  shift: LockedShift,
  { members }: Party,
  passedOver: number[],
  now: Date,
): Promise<void> {
  const confirm_by = afterWakingMinutes(shift, now, shift.offer_minutes)
  await trx
    .updateTable('sign_up')
    .set({ state: 'offered', offer_reason: 'place-free', confirm_by })
    .where(
      'id',
      'in',
      members.map(member => member.id),
    )
    .execute()
  await takePlaces(trx, shift, members.length)
  await recordMoves(trx, shift, members, 'offered', system, now, passedOver.length > 0 ? { passedOver } : {})
  await tellOfShift(trx, shift, members, 'shift-place-offered', now, { confirmBy: confirm_by, until: confirm_by })
}
