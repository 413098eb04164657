import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { endSignUps } from '../../line/line.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import { tellGuardiansOf } from '../../sign-ups/telling-guardians.ts'
import type { Refused } from '../../refusals.ts'
import type { LockedShift } from '../lock.ts'
import { type ComingShift, findOver, lockForOrganiser, selectStanding } from '../organising.ts'

export const cancellation = gardenMove({
  name: 'cancellation',
  title: '取消这一班',
  hint: '报了名和候补的人都会收到消息，并能看到下面的话。',
  submit: '取消这一班',
  done: '这一班已取消，都告诉了。',
  look: 'warning',
  form: fields({
    words: words('为什么取消', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '例：天气预警，这一班不办了',
      missing: '请写几句，500 字以内',
    }),
  }),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, shiftId, { words }, { person, now }) => cancelShift(db, { shiftId, personId: person.id, words }, now),
})

/** Calls the shift off and tells everyone on it or in its line. */
export async function cancelShift(
  db: Db | Trx,
  { shiftId, personId, words }: { shiftId: number; personId: number; words: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const isDone = ({ cancel_words }: LockedShift) => cancel_words === words
    const shift = await lockForOrganiser(trx, shiftId, personId, now, shift =>
      isDone(shift) ? undefined : findOver(shift, now),
    )
    if ('refused' in shift) return shift
    // The same form, sent once more.
    if (isDone(shift)) return { told: 0 }
    return { told: await cancelLocked(trx, shift, { personId, words }, now) }
  })
}

/** The same for a shift that the transaction holds; returns how many sign-ups ended. */
export async function cancelLocked(
  trx: Trx,
  shift: LockedShift,
  { personId, words }: { personId: number; words: string },
  now: Date,
): Promise<number> {
  const by = { kind: 'person' as const, id: personId }
  const signUps = await selectStanding(trx, shift).execute()
  await endSignUps(trx, shift, signUps, 'shift-cancelled', by, now)
  await trx
    .updateTable('shift')
    .set({ state: 'cancelled', cancelled_at: now, cancel_words: words })
    .where('id', '=', shift.id)
    .execute()
  await recordEvent(trx, {
    actor: by,
    action: 'shift.cancelled',
    object: { kind: 'shift', id: shift.id },
    detail: { signUps: signUps.length },
    at: now,
  })
  await tellOfShift(trx, shift, signUps, 'shift-cancelled', now)
  await tellGuardiansOf(trx, shift, signUps, 'shift-guardian-cancelled', now)
  return signUps.length
}
