import type { Trx } from '#db/schema.ts'
import type { LockedShift } from './lock.ts'
import { cancelLocked } from './moves/cancellation.ts'
import { endEarlier } from './stopping.ts'

/** Calls off a shift that has not begun, and ends one that runs now; returns how many people it was. The transaction holds it. */
export function endOrCancel(
  trx: Trx,
  shift: LockedShift,
  { personId, words }: { personId: number; words: string },
  now: Date,
): Promise<number> {
  return now < shift.starts_at
    ? cancelLocked(trx, shift, { personId, words }, now)
    : endEarlier(trx, shift, { endsAt: now, words, personId }, now)
}
