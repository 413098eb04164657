import { anHour } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { settle } from '../../line/line.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { lockShift } from '../../shifts/lock.ts'
import { shiftRefusals } from '../../shifts/refusals.ts'
import { volunteerRefusals } from '../../volunteers/refusals.ts'
import { callOff } from '../calling-off.ts'
import { signUpRefusals } from '../refusals.ts'
import { findSignUp, isComing, isOwn } from '../sign-ups.ts'

export const cancellation = gardenMove({
  name: 'cancellation',
  title: '来不了',
  submit: '来不了',
  done: '知道了，名额让给下一位。',
  look: 'quiet',
  // Back to the page on which the button stood.
  form: fields({ next: passedOn() }),
  offered: isComing,
  act: (db, signUpId, _data, { person, now }) => cannotCome(db, { signUpId, personId: person.id }, now),
})

/** Said instead of `done` where the shift was near. */
export const lateWords = '知道了，名额让给下一位。离开始很近，这次记作“临时取消”。'

/**
 * 来不了: one tap, no reason asked. The place goes to the next in line. `late` when it was booked and the start is
 * nearer than the activity's hours; it is told, and nothing else follows from it. Twice is once.
 */
export async function cannotCome(
  db: Db | Trx,
  { signUpId, personId }: { signUpId: number; personId: number },
  now: Date,
): Promise<{ late: boolean } | Refused> {
  return inTransaction(db, async trx => {
    const asked = await findSignUp(trx, signUpId)
    if (!asked) return { refused: signUpRefusals.unknown }
    if (!isOwn(asked, personId)) return { refused: volunteerRefusals.notYours }
    const shift = (await lockShift(trx, asked.shift_id))!
    await settle(trx, shift, now)
    const signUp = (await findSignUp(trx, signUpId))!
    if (signUp.state === 'ended') {
      const same = signUp.ended_reason === 'cannot-come' || signUp.ended_reason === 'declined'
      return same ? { late: signUp.late } : { refused: signUpRefusals.ended }
    }
    if (now >= shift.starts_at) return { refused: shiftRefusals.started }
    const late = signUp.state === 'booked' && now.getTime() > shift.starts_at.getTime() - shift.late_hours * anHour
    await callOff(
      trx,
      shift,
      signUp,
      signUp.state === 'offered' ? 'declined' : 'cannot-come',
      { kind: 'person', id: personId },
      now,
      late,
    )
    return { late }
  })
}
