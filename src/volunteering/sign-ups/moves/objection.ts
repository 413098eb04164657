import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { settle } from '../../line/line.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { lockShift } from '../../shifts/lock.ts'
import { shiftRefusals } from '../../shifts/refusals.ts'
import { ageOfMajority, ageOn, dayOf } from '../../volunteers/age.ts'
import { isGuardianOf } from '../../volunteers/guardianship.ts'
import { guardianRefusals, volunteerRefusals } from '../../volunteers/refusals.ts'
import { callOff } from '../calling-off.ts'
import { signUpRefusals } from '../refusals.ts'
import { findSignUp, isComing } from '../sign-ups.ts'

/** A guardian says no to one sign-up of their minor, whatever they agreed to in general. */
export const objection = gardenMove({
  name: 'objection',
  title: '不同意',
  submit: '不同意，取消这次报名',
  done: '知道了，孩子的这次报名已经取消，名额让给下一位。',
  look: 'quiet',
  form: fields({}),
  offered: isComing,
  act: (db, signUpId, _data, { person, now }) => objectToSignUp(db, { signUpId, personId: person.id }, now),
})

/**
 * A guardian refuses a sign-up of the minor: it ends, the minor is told, and the place goes to the next in line. A consent
 * given before covers this shift no more; one given after does. Twice is once.
 */
export async function objectToSignUp(
  db: Db | Trx,
  { signUpId, personId, byLink = false }: { signUpId: number; personId: number; byLink?: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const asked = await findSignUp(trx, signUpId)
    if (!asked) return { refused: signUpRefusals.unknown }
    if (!(await isGuardianOf(trx, personId, asked.volunteer_id))) return { refused: volunteerRefusals.notYours }
    const shift = (await lockShift(trx, asked.shift_id))!
    await settle(trx, shift, now)
    const signUp = (await findSignUp(trx, signUpId))!
    if (signUp.state === 'ended')
      return signUp.ended_reason === 'guardian-refused' ? { id: signUpId } : { refused: signUpRefusals.ended }
    if (now >= shift.starts_at) return { refused: shiftRefusals.started }
    const { birth_date } = await trx
      .selectFrom('volunteer')
      .select('birth_date')
      .where('id', '=', asked.volunteer_id)
      .executeTakeFirstOrThrow()
    if (ageOn(birth_date!, dayOf(shift.starts_at)) >= ageOfMajority) return { refused: guardianRefusals.notAMinor }
    const by = { kind: 'person' as const, id: personId }
    await recordEvent(trx, {
      actor: by,
      action: 'guardian.refused',
      object: { kind: 'volunteer', id: asked.volunteer_id },
      detail: { signUp: signUpId, shift: shift.id, byLink },
      at: now,
    })
    await callOff(trx, shift, signUp, 'guardian-refused', by, now)
    const told = (asked.person_id ?? asked.guardian_person_id)!
    if (told !== personId) await tellOfShift(trx, shift, [{ personId: told }], 'shift-guardian-refused', now)
    return { id: signUpId }
  })
}
