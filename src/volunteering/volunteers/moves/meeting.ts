import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, tick, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { type ComingShift, findOver } from '../../shifts/organising.ts'
import { guardianRefusals } from '../refusals.ts'

const fromRoster = '请从名单上的链接操作'

/** An organiser has met the guardian of a minor on the shift, with their document: said once, and kept. */
export const meeting = gardenMove({
  name: 'meeting',
  title: '当面核对监护人',
  hint: '见到监护人本人，看过证件，和名单上的姓名、关系对得上，再确认。确认的人和时间会记下来。',
  submit: '确认核对过',
  done: '记下了，这位监护人已当面核对。',
  form: fields({
    guardianship: hidden(wholeNumber('监护人', { min: 1, max: 999_999_999, missing: fromRoster, wrong: fromRoster })),
    seen: tick('见到了本人，看过证件', { must: '见到本人、看过证件，才能确认' }),
  }),
  offered: (shift: ComingShift, { now }) => !findOver(shift, now),
  act: (db, shiftId, { guardianship }, { person, now }) =>
    confirmGuardian(db, { shiftId, guardianshipId: guardianship, personId: person.id }, now),
})

/** Keeps who met the guardian and when; of a minor who stands on this shift, by who organises it. Twice is once. */
export async function confirmGuardian(
  db: Db | Trx,
  { shiftId, guardianshipId, personId }: { shiftId: number; guardianshipId: number; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const found = await trx
      .selectFrom('guardianship')
      .innerJoin('sign_up', 'sign_up.volunteer_id', 'guardianship.volunteer_id')
      .innerJoin('shift', 'shift.id', 'sign_up.shift_id')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .select(['guardianship.volunteer_id', 'guardianship.confirmed_at', 'activity.organisation_id'])
      .where('guardianship.id', '=', guardianshipId)
      .where('guardianship.ended_at', 'is', null)
      .where('sign_up.shift_id', '=', shiftId)
      .where('sign_up.state', '<>', 'ended')
      .forNoKeyUpdate('guardianship')
      .executeTakeFirst()
    if (!found) return { refused: guardianRefusals.unknown }
    if (!(await mayOrganise(trx, personId, found.organisation_id, now)))
      return { refused: organisationRefusals.notYours }
    if (found.confirmed_at) return { id: guardianshipId }
    await trx
      .updateTable('guardianship')
      .set({ confirmed_at: now, confirmed_by: personId })
      .where('id', '=', guardianshipId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'guardian.confirmed',
      object: { kind: 'volunteer', id: found.volunteer_id },
      detail: { guardianship: guardianshipId, shift: shiftId },
      at: now,
    })
    return { id: guardianshipId }
  })
}
