import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { ownMatter, type Refused } from '../../refusals.ts'
import { admits } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'
import { lockOrganisation, organises, type SeenOrganisation, tellOfOrganisation } from '../standing.ts'
import { findTaken } from '../taken.ts'
import { findWaitingChange } from './change.ts'

export const changeAcceptance = gardenMove({
  name: 'change-acceptance',
  title: '同意修改',
  hint: '同意以后，公开的就是改过的。',
  submit: '同意修改',
  done: '已同意，改好了。',
  usual: true,
  form: fields({}),
  offered: ({ office, changeWaits }: SeenOrganisation) => office && changeWaits,
  act: async (db, id, _data, { person, now }) =>
    admits(person)
      ? decideChange(db, { organisationId: id, personId: person.id, accepted: true }, now)
      : { refused: organisationRefusals.notOffice },
})

export const changeDeclination = gardenMove({
  name: 'change-declination',
  title: '不同意修改',
  submit: '不同意',
  done: '已退回，组织者会收到消息。',
  look: 'warning',
  form: fields({
    words: words('写给组织者的说明', {
      min: 4,
      max: 500,
      rows: 3,
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ office, changeWaits }: SeenOrganisation) => office && changeWaits,
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? decideChange(db, { organisationId: id, personId: person.id, accepted: false, words }, now)
      : { refused: organisationRefusals.notOffice },
})

/** The office (the caller has checked the role) has the waiting change stand, or returns it with words; who asked is told. */
export async function decideChange(
  db: Db | Trx,
  {
    organisationId,
    personId,
    ...decision
  }: { organisationId: number; personId: number } & ({ accepted: true } | { accepted: false; words: string }),
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await lockOrganisation(trx, organisationId))) return { refused: organisationRefusals.unknown }
    const waiting = await findWaitingChange(trx, organisationId)
    if (await organises(trx, personId, organisationId)) return { refused: ownMatter }
    if (!waiting) return { refused: organisationRefusals.noChange }
    const { name, county, introduction, contact_name, contact_phone, standing, credit_code, supervising_unit } = waiting
    if (decision.accepted) {
      const taken = await findTaken(trx, { name, creditCode: credit_code ?? undefined }, organisationId)
      if (taken) return { refused: taken }
      await trx
        .updateTable('organisation')
        .set({ name, county, introduction, contact_name, contact_phone, standing, credit_code, supervising_unit })
        .where('id', '=', organisationId)
        .execute()
    }
    await trx
      .updateTable('organisation_change')
      .set({
        decided_by: personId,
        decided_at: now,
        accepted: decision.accepted,
        words: decision.accepted ? null : decision.words,
      })
      .where('id', '=', waiting.id)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: decision.accepted ? 'organisation.change-accepted' : 'organisation.change-declined',
      object: { kind: 'organisation', id: organisationId },
      detail: { change: waiting.id },
      at: now,
    })
    const template = decision.accepted ? 'organisation-changed' : 'organisation-change-declined'
    await tellOfOrganisation(trx, organisationId, [waiting.asked_by], template, now)
    return { id: organisationId }
  })
}

/** The last change that the office returned, with its words, while no other followed. */
export async function findDeclinedChange(db: Db | Trx, organisationId: number) {
  const last = await db
    .selectFrom('organisation_change')
    .select(['accepted', 'words', 'decided_at'])
    .where('organisation_id', '=', organisationId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.accepted === false ? last : undefined
}
