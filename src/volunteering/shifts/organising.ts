import type { Trx } from '#db/schema.ts'
import type { ShiftState } from '#db/schema-volunteers.ts'
import type { Refusal } from '#forms/refusals.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import type { Refused } from '../refusals.ts'
import { type LockedShift, lockShift } from './lock.ts'
import { shiftRefusals } from './refusals.ts'

/** What decides whether a shift may still be changed. */
export interface ComingShift {
  state: ShiftState
  starts_at: Date
  ends_at: Date
}

/** Why nothing can be changed about the shift any more: it is cancelled, or has begun. */
export function findOver(shift: ComingShift, now: Date): Refusal | undefined {
  if (shift.state === 'cancelled') return shiftRefusals.cancelled
  return now >= shift.starts_at ? shiftRefusals.started : undefined
}

/** Locks the shift for one of its organisers; refuses others, and what `findFault` finds. */
export async function lockForOrganiser(
  trx: Trx,
  shiftId: number,
  personId: number,
  now: Date,
  findFault: (shift: LockedShift, now: Date) => Refusal | undefined = findOver,
): Promise<LockedShift | Refused> {
  const shift = await lockShift(trx, shiftId)
  if (!shift) return { refused: shiftRefusals.unknown }
  if (!(await mayOrganise(trx, personId, shift.organisation_id, now))) return { refused: organisationRefusals.notYours }
  const fault = findFault(shift, now)
  return fault ? { refused: fault } : shift
}

/** Sign-ups that have not ended, with whom to tell. */
export function selectStanding(trx: Trx, shift: { id: number }) {
  return trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .select(eb => [
      'sign_up.id',
      'sign_up.state',
      'sign_up.volunteer_id',
      eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId'),
    ])
    .where('sign_up.shift_id', '=', shift.id)
    .where('sign_up.state', '<>', 'ended')
    .orderBy('sign_up.id')
}
