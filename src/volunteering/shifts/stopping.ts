import type { Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { tellOfShift } from '../notify.ts'
import { listGuardiansOf } from '../sign-ups/telling-guardians.ts'
import { slotsOf } from '../volunteers/available-times.ts'
import type { LockedShift } from './lock.ts'
import { type ComingShift, selectStanding } from './organising.ts'
import { shiftRefusals } from './refusals.ts'

/** Why nothing can be done about the shift while it runs: it does not. */
export function findNotRunning({ state, starts_at, ends_at }: ComingShift, now: Date) {
  if (state === 'cancelled') return shiftRefusals.cancelled
  if (now < starts_at) return shiftRefusals.notBegun
  return now >= ends_at ? shiftRefusals.over : undefined
}

/**
 * Lets a shift that runs end earlier than was planned, now or later, and tells who is on it. Their sign-ups stay, and end with
 * it: the hours that are written are those that were served. Returns how many sign-ups. The transaction holds the shift.
 */
export async function endEarlier(
  trx: Trx,
  shift: LockedShift,
  { endsAt, words, personId }: { endsAt: Date; words: string; personId: number },
  now: Date,
): Promise<number> {
  // A shift has a length, also one that is called off in the moment it begins.
  const ends_at = new Date(Math.max(endsAt.getTime(), shift.starts_at.getTime() + 1))
  await trx
    .updateTable('shift')
    .set({ ends_at, slots: slotsOf(shift.starts_at, ends_at), stopped_at: now, stop_words: words })
    .where('id', '=', shift.id)
    .execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: personId },
    action: 'shift.ended-early',
    object: { kind: 'shift', id: shift.id },
    detail: { from: shift.ends_at.toISOString(), to: ends_at.toISOString() },
    at: now,
  })
  const people = await selectStanding(trx, shift).execute()
  const told = [...people, ...(await listGuardiansOf(trx, shift, people))]
  await tellOfShift(trx, shift, told, endsAt <= now ? 'shift-stopped' : 'shift-shortened', now, { endsAt: ends_at })
  return people.length
}
