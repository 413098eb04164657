import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { takeRole } from '#people/held-roles.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { mayOrganise } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'

export const dismissal = gardenMove({
  name: 'dismissal',
  title: '不再组织',
  submit: '不再组织',
  done: '已不再是组织者。',
  look: 'quiet',
  form: fields({ person: hidden(wholeNumber('组织者', { min: 1, max: 999_999_999 })) }),
  offered: (organisers: readonly unknown[]) => organisers.length > 1,
  act: (db, id, data, { person, now }) => dismissOrganiser(db, id, data.person, person.id, now),
})

/** Ends somebody's part as organiser; the last one stays until another is appointed. */
export async function dismissOrganiser(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Two organisers dismissing each other wait here, so that one of them stays.
    await trx.selectFrom('organisation').select('id').where('id', '=', organisationId).forUpdate().execute()
    if (!(await mayOrganise(trx, byPersonId, organisationId))) return { refused: organisationRefusals.notYours }
    const organisers = await trx
      .selectFrom('organiser')
      .select('person_id')
      .where('organisation_id', '=', organisationId)
      .execute()
    if (organisers.every(organiser => organiser.person_id === personId))
      return { refused: organisationRefusals.lastOrganiser }
    const { numDeletedRows } = await trx
      .deleteFrom('organiser')
      .where('organisation_id', '=', organisationId)
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return { id: organisationId }
    const elsewhere = await trx
      .selectFrom('organiser')
      .select('organisation_id')
      .where('person_id', '=', personId)
      .executeTakeFirst()
    const by = { kind: 'person' as const, id: byPersonId }
    if (!elsewhere) await takeRole(trx, personId, 'organiser', by, now)
    await recordEvent(trx, {
      actor: by,
      action: 'organiser.dismissed',
      object: { kind: 'organisation', id: organisationId },
      detail: { person: personId },
      at: now,
    })
    return { id: organisationId }
  })
}
