import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import type { LockedShift } from '../lock.ts'
import { type ComingShift, lockForOrganiser } from '../organising.ts'
import { endEarlier, findNotRunning } from '../stopping.ts'

export const stopping = gardenMove({
  name: 'stopping',
  title: '现在结束',
  hint: '班次到现在为止，时长也算到现在。在场的人都会收到消息，并能看到下面的话。',
  submit: '现在结束',
  done: '这一班结束了，都告诉了。',
  look: 'warning',
  form: fields({
    words: words('为什么结束', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '例：雷雨，大家先回去',
      missing: '请写几句，500 字以内',
    }),
  }),
  offered: (shift: ComingShift, { now }) => !findNotRunning(shift, now),
  act: (db, shiftId, { words }, { person, now }) => stopShift(db, { shiftId, personId: person.id, words }, now),
})

/** Calls off what is left of a shift that runs. */
export async function stopShift(
  db: Db | Trx,
  { shiftId, personId, words }: { shiftId: number; personId: number; words: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const isDone = ({ ends_at, stop_words }: LockedShift) => now >= ends_at && stop_words === words
    const shift = await lockForOrganiser(trx, shiftId, personId, now, shift =>
      isDone(shift) ? undefined : findNotRunning(shift, now),
    )
    if ('refused' in shift) return shift
    // The same form, sent once more.
    if (isDone(shift)) return { told: 0 }
    return { told: await endEarlier(trx, shift, { endsAt: now, words, personId }, now) }
  })
}
