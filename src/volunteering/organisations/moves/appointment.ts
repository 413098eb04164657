import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, line } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { findAdultByNumber } from '../../volunteers/volunteers.ts'
import { mayOrganise } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'
import { listOfficeIds, listOrganiserIds, tellOfOrganisation } from '../standing.ts'

export const appointment = gardenMove({
  name: 'organisers',
  title: '请人一起组织',
  hint: '填对方的志愿者编号，在“我的花园”里能看到。对方同意以后，就能看到报名人的姓名和电话，只请信得过的成年人。',
  submit: '请他组织',
  done: '问过了，对方同意以后就是组织者。',
  look: 'quiet',
  usual: true,
  form: fields({
    number: line('志愿者编号', {
      max: 40,
      short: true,
      autocomplete: 'off',
      autocapitalize: 'characters',
      missing: '请填志愿者编号：两个字母加十位数字',
    }),
  }),
  act: async (db, id, { number }, { person, now }) => {
    const found = await findAdultByNumber(db, number, now)
    return found
      ? askToOrganise(db, id, found.personId, person.id, now)
      : { refused: organisationRefusals.numberUnknown }
  },
})

/**
 * An organiser (or an administrator) asks another person to organise for the same organisation. They are told, and are one
 * when they accept. Asked already: nothing happens.
 */
export async function askToOrganise(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (
      !(await mayOrganise(trx, byPersonId, organisationId, now)) &&
      !(await mayRevive(trx, byPersonId, organisationId))
    )
      return { refused: organisationRefusals.notYours }
    if ((await listOrganiserIds(trx, organisationId)).includes(personId))
      return { refused: organisationRefusals.alreadyOrganises }
    const asked = await trx
      .insertInto('appointment')
      .values({ organisation_id: organisationId, person_id: personId, asked_by: byPersonId, asked_at: now })
      .onConflict(conflict =>
        conflict.columns(['organisation_id', 'person_id']).where('answered_at', 'is', null).doNothing(),
      )
      .returning('id')
      .executeTakeFirst()
    if (!asked) return { id: organisationId }
    await recordEvent(trx, {
      actor: { kind: 'person', id: byPersonId },
      action: 'organiser.asked',
      object: { kind: 'organisation', id: organisationId },
      detail: { person: personId },
      at: now,
    })
    await tellOfOrganisation(trx, organisationId, [personId], 'organisation-asks-you', now)
    return { id: organisationId }
  })
}

/** The office finds an organiser for an organisation that was suspended, so that it can be resumed. */
async function mayRevive(trx: Trx, personId: number, organisationId: number): Promise<boolean> {
  const suspended = await trx
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', organisationId)
    .where('state', '=', 'suspended')
    .executeTakeFirst()
  return suspended !== undefined && (await listOfficeIds(trx)).includes(personId)
}
