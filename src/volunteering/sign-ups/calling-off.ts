import { sql } from 'kysely'
import type { Trx } from '#db/schema.ts'
import type { SignUpState } from '#db/schema-volunteers.ts'
import type { Actor } from '#people/events.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { endSignUps, settle } from '../line/line.ts'
import { tellOfShift } from '../notify.ts'
import type { LockedShift } from '../shifts/lock.ts'

/** Ends one sign-up, and those of minors whose company it was; offers the places to the next. */
export async function callOff(
  trx: Trx,
  shift: LockedShift,
  signUp: { id: number; state: SignUpState },
  reason: Parameters<typeof endSignUps>[3],
  by: Actor,
  now: Date,
  late = false,
): Promise<void> {
  await endSignUps(trx, shift, [signUp], reason, by, now, late ? { late } : {})
  await endWithoutCompany(trx, shift, by, now)
  await settle(trx, shift, now)
}

/** Where minors come only with a guardian: ends the sign-ups of those who have none left on the shift. */
async function endWithoutCompany(trx: Trx, shift: LockedShift, by: Actor, now: Date): Promise<void> {
  if (shift.guardian_rule !== 'accompanied') return
  const withoutGuardian = await trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .select([
      'sign_up.id',
      'sign_up.state',
      'volunteer.birth_date',
      sql<number>`coalesce(volunteer.person_id, volunteer.guardian_person_id)`.as('personId'),
    ])
    .where('sign_up.shift_id', '=', shift.id)
    .where('sign_up.state', '<>', 'ended')
    .where(
      sql<boolean>`NOT EXISTS (
      SELECT 1 FROM sign_up company JOIN volunteer guardian ON guardian.id = company.volunteer_id
      WHERE company.shift_id = ${shift.id} AND company.state <> 'ended' AND (guardian.person_id = volunteer.guardian_person_id OR guardian.person_id IN (
        SELECT consent.guardian_person_id FROM guardian_consent consent WHERE consent.volunteer_id = volunteer.id AND consent.revoked_at IS NULL)))`,
    )
    .execute()
  const alone = withoutGuardian.filter(signUp => ageOn(signUp.birth_date!, dayOf(shift.starts_at)) < ageOfMajority)
  await endSignUps(trx, shift, alone, 'company-gone', by, now)
  await tellOfShift(trx, shift, alone, 'shift-company-gone', now)
}
