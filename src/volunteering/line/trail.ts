import type { Trx } from '#db/schema.ts'
import type { SignUpState } from '#db/schema-volunteers.ts'
import { type Actor, recordEvents } from '#people/events.ts'
import type { LockedShift } from '../shifts/lock.ts'

/** The audit trail of sign-ups: what each came from and went to. */
export async function recordMoves(
  trx: Trx,
  shift: LockedShift,
  signUps: { id: number; state?: SignUpState }[],
  to: SignUpState,
  by: Actor,
  now: Date,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await recordEvents(
    trx,
    signUps.map(({ id, state }) => ({
      actor: by,
      action: `sign-up.${to}`,
      object: { kind: 'sign-up', id },
      detail: { shift: shift.id, ...(state && { from: state }), ...detail },
      at: now,
    })),
  )
}
