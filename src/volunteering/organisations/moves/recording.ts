import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { ownMatter, type Refused } from '../../refusals.ts'
import { admits } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'
import {
  listOrganiserIds,
  lockOrganisation,
  organises,
  type SeenOrganisation,
  tellOfOrganisation,
} from '../standing.ts'

export const recordGrant = gardenMove({
  name: 'record-grant',
  title: '准许记时长',
  hint: '谁组织谁记录，谁记录谁证明（民政部令第 67 号）。',
  submit: '准许记录时长、开具证明',
  done: '已准许，组织者会收到消息。',
  form: fields({}),
  offered: ({ state, may_record, office }: SeenOrganisation) => office && state === 'approved' && !may_record,
  act: async (db, id, _data, { person, now }) =>
    admits(person)
      ? setMayRecord(db, { organisationId: id, personId: person.id, mayRecord: true }, now)
      : { refused: organisationRefusals.notOffice },
})

export const recordWithdrawal = gardenMove({
  name: 'record-withdrawal',
  title: '收回记时长',
  hint: '以后不能再记录时长、开具证明；以前记的不变。',
  submit: '收回',
  done: '已收回，组织者会收到消息。',
  form: fields({}),
  offered: ({ state, may_record, office }: SeenOrganisation) =>
    office && (state === 'approved' || state === 'suspended') && may_record,
  act: async (db, id, _data, { person, now }) =>
    admits(person)
      ? setMayRecord(db, { organisationId: id, personId: person.id, mayRecord: false }, now)
      : { refused: organisationRefusals.notOffice },
})

/** Lets an organisation record hours and certify them, or takes that back (the caller has checked the role). As it was: nothing happens. */
async function setMayRecord(
  db: Db | Trx,
  { organisationId, personId, mayRecord }: { organisationId: number; personId: number; mayRecord: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state !== 'approved' && (mayRecord || organisation.state !== 'suspended'))
      return { refused: organisationRefusals.notStanding }
    if (await organises(trx, personId, organisationId)) return { refused: ownMatter }
    if (organisation.may_record === mayRecord) return { id: organisationId }
    await trx.updateTable('organisation').set({ may_record: mayRecord }).where('id', '=', organisationId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: mayRecord ? 'organisation.record-granted' : 'organisation.record-withdrawn',
      object: { kind: 'organisation', id: organisationId },
      at: now,
    })
    const template = mayRecord ? 'organisation-may-record' : 'organisation-may-not-record'
    await tellOfOrganisation(trx, organisationId, await listOrganiserIds(trx, organisationId), template, now)
    return { id: organisationId }
  })
}
