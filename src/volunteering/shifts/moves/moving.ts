import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, line } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { listGuardiansOf } from '../../sign-ups/telling-guardians.ts'
import { type ComingShift, lockForOrganiser, selectStanding } from '../organising.ts'
import { findNotRunning } from '../stopping.ts'

export const moving = gardenMove({
  name: 'moving',
  title: '换地方',
  hint: '班次还在进行，换到别处接着做。在场的人都会收到消息。',
  submit: '换好并告诉大家',
  done: '地方换好了，都告诉了。',
  form: fields({
    meeting_point: line('现在到哪里', { max: 120, missing: '请写新的地方', hint: '例：东门保安亭旁边' }),
  }),
  offered: (shift: ComingShift, { now }) => !findNotRunning(shift, now),
  act: (db, shiftId, { meeting_point }, { person, now }) =>
    moveRunning(db, { shiftId, personId: person.id, meetingPoint: meeting_point }, now),
})

/** Moves a shift that runs to another place and tells who is on it; the same place again tells nobody. */
export async function moveRunning(
  db: Db | Trx,
  { shiftId, personId, meetingPoint }: { shiftId: number; personId: number; meetingPoint: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now, findNotRunning)
    if ('refused' in shift) return shift
    if (shift.meeting_point === meetingPoint) return { told: 0 }
    await trx.updateTable('shift').set({ meeting_point: meetingPoint }).where('id', '=', shiftId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'shift.moved-on',
      object: { kind: 'shift', id: shiftId },
      at: now,
    })
    const people = await selectStanding(trx, shift).execute()
    const told = [...people, ...(await listGuardiansOf(trx, shift, people))]
    await tellOfShift(trx, shift, told, 'shift-place-changed', now, { until: shift.ends_at })
    return { told: people.length }
  })
}
