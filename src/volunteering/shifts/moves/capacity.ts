import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { fields } from '#forms/fields.ts'
import { settle } from '../../line/line.ts'
import { holdActivityOf, recountAgreementCases } from '../../activities/recounting.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { type ComingShift, findOver, lockForOrganiser } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'
import { capacityField, isCapacity } from '../times.ts'

export const capacity = gardenMove({
  name: 'capacity',
  title: '改名额',
  hint: '加了名额，候补的人按先后马上收到；减只能减到已占的数。',
  submit: '改名额',
  done: '名额改好了。',
  form: fields({ capacity: capacityField }),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, shiftId, { capacity }, { person, now }) =>
    changeCapacity(db, { shiftId, capacity, personId: person.id }, now),
})

/** More places go to the line at once; fewer only down to what is taken. */
export async function changeCapacity(
  db: Db | Trx,
  { shiftId, capacity, personId }: { shiftId: number; capacity: number; personId: number },
  now: Date,
): Promise<{ taken: number } | Refused> {
  if (!isCapacity(capacity)) return { refused: shiftRefusals.capacity }
  return inTransaction(db, async trx => {
    await holdActivityOf(trx, shiftId)
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    await settle(trx, shift, now)
    if (capacity < shift.taken) return { refused: shiftRefusals.belowTaken }
    if (capacity < shift.first_timer_places) return { refused: shiftRefusals.belowQuota }
    await trx.updateTable('shift').set({ capacity }).where('id', '=', shiftId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'shift.capacity-changed',
      object: { kind: 'shift', id: shiftId },
      detail: { shift: shiftId, from: shift.capacity, to: capacity },
      at: now,
    })
    shift.capacity = capacity
    await settle(trx, shift, now)
    await recountAgreementCases(trx, shift.activity_id, { kind: 'person', id: personId }, now)
    return { taken: shift.taken }
  })
}
