import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, wholeNumber, words } from '#forms/fields.ts'
import { settle } from '../../line/line.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { callOff } from '../../sign-ups/calling-off.ts'
import { signUpRefusals } from '../../sign-ups/refusals.ts'
import { findSignUp } from '../../sign-ups/sign-ups.ts'
import { lockShift } from '../lock.ts'
import { type ComingShift, findOver } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'

/** Of one sign-up, from its line in the roster. */
export const removal = gardenMove({
  name: 'removal',
  title: '取消报名',
  hint: '对方会收到消息，并能看到下面的话；名额让给候补。',
  submit: '取消这个人的报名',
  done: '已取消，名额让给下一位。',
  look: 'warning',
  form: fields({
    sign_up: hidden(
      wholeNumber('报名', { min: 1, max: 999_999_999, missing: '请从名单上的按钮操作', wrong: '请从名单上的按钮操作' }),
    ),
    words: words('为什么取消', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '对方会原样看到，写得客气些',
      missing: '请写几句，500 字以内',
    }),
  }),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, _shiftId, { sign_up, words }, { person, now }) =>
    removeSignUp(db, { signUpId: sign_up, personId: person.id, words }, now),
})

/** An organiser takes somebody off the list, with words (500 characters at most) that the person reads at their sign-up. */
export async function removeSignUp(
  db: Db | Trx,
  { signUpId, personId, words }: { signUpId: number; personId: number; words: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const asked = await findSignUp(trx, signUpId)
    if (!asked) return { refused: signUpRefusals.unknown }
    const shift = (await lockShift(trx, asked.shift_id))!
    if (!(await mayOrganise(trx, personId, shift.organisation_id, now)))
      return { refused: organisationRefusals.notYours }
    await settle(trx, shift, now)
    const signUp = (await findSignUp(trx, signUpId))!
    // The same form, sent once more, is done; other words are nobody's yet.
    if (signUp.state === 'ended')
      return signUp.removal_words === words ? { id: signUpId } : { refused: signUpRefusals.ended }
    if (now >= shift.starts_at) return { refused: shiftRefusals.started }
    await tellOfShift(
      trx,
      shift,
      [{ personId: (signUp.person_id ?? signUp.guardian_person_id)! }],
      'shift-removed-from',
      now,
    )
    await callOff(trx, shift, signUp, 'removed', { kind: 'person', id: personId }, now)
    await trx.updateTable('sign_up').set({ removal_words: words }).where('id', '=', signUpId).execute()
    return { id: signUpId }
  })
}
