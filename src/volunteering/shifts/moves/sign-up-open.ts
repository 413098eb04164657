import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { type ComingShift, findOver, lockForOrganiser } from '../organising.ts'

export const closing = gardenMove({
  name: 'closing',
  title: '停止报名',
  hint: '新的人报不进来，已有的候补照常往前走。',
  submit: '停止报名',
  done: '已停止报名。',
  form: fields({}),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now) && shift.state === 'open',
  act: (db, shiftId, _data, { person, now }) => setSignUpOpen(db, { shiftId, open: false, personId: person.id }, now),
})

export const opening = gardenMove({
  name: 'opening',
  title: '恢复报名',
  submit: '恢复报名',
  done: '又可以报名了。',
  form: fields({}),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now) && shift.state === 'closed',
  act: (db, shiftId, _data, { person, now }) => setSignUpOpen(db, { shiftId, open: true, personId: person.id }, now),
})

/** Stops new sign-ups, or lets them go on. The line goes on moving either way. */
export async function setSignUpOpen(
  db: Db | Trx,
  { shiftId, open, personId }: { shiftId: number; open: boolean; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now)
    if ('refused' in shift) return shift
    const state = open ? 'open' : 'closed'
    if (shift.state === state) return { id: shiftId }
    await trx.updateTable('shift').set({ state }).where('id', '=', shiftId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: open ? 'shift.opened' : 'shift.closed',
      object: { kind: 'shift', id: shiftId },
      at: now,
    })
    return { id: shiftId }
  })
}
