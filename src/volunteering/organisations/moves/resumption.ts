import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { ownMatter, type Refused } from '../../refusals.ts'
import { admits } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'
import { listOrganiserIds, lockOrganisation, type SeenOrganisation, tellOfOrganisation } from '../standing.ts'

export const resumption = gardenMove({
  name: 'resumption',
  title: '恢复',
  hint: '恢复以后，组织者可以重新排班。取消了的班次不会自己回来。',
  submit: '恢复这个组织',
  done: '已恢复，组织者会收到消息。',
  usual: true,
  form: fields({}),
  offered: ({ state, office }: SeenOrganisation) => office && state === 'suspended',
  act: async (db, id, _data, { person, now }) =>
    admits(person)
      ? resumeOrganisation(db, { organisationId: id, personId: person.id }, now)
      : { refused: organisationRefusals.notOffice },
})

/** Lets a suspended organisation work again (the caller has checked the role), when somebody organises for it. */
export async function resumeOrganisation(
  db: Db | Trx,
  { organisationId, personId }: { organisationId: number; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state === 'approved') return { id: organisationId }
    if (organisation.state !== 'suspended') return { refused: organisationRefusals.notStanding }
    const organisers = await listOrganiserIds(trx, organisationId)
    if (organisers.includes(personId)) return { refused: ownMatter }
    if (organisers.length === 0) return { refused: organisationRefusals.noOrganiser }
    await trx
      .updateTable('organisation')
      .set({ state: 'approved', suspended_at: null, ending_words: null })
      .where('id', '=', organisationId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'organisation.resumed',
      object: { kind: 'organisation', id: organisationId },
      at: now,
    })
    await tellOfOrganisation(trx, organisationId, organisers, 'organisation-resumed', now)
    return { id: organisationId }
  })
}
