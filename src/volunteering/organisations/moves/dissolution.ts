import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent, recordEvents } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { admits } from '../admission.ts'
import { removeOrganiser } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'
import { settleShiftsOf } from '../settling.ts'
import { listOrganiserIds, lockOrganisation, type SeenOrganisation, tellOfOrganisation } from '../standing.ts'

export const dissolution = gardenMove({
  name: 'dissolution',
  title: '解散',
  hint: '不能恢复。还没开始的班次和活动全部取消，正在进行的现在结束（时长算到现在），成员关系到此为止，报了名的人、成员和组织者都会收到消息。',
  submit: '解散这个组织',
  done: '已解散，该告诉的人都告诉了。',
  look: 'warning',
  form: fields({
    words: words('为什么解散', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '组织者和报了名的人都会看到',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ state, office }: SeenOrganisation) => office && (state === 'approved' || state === 'suspended'),
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? dissolveOrganisation(db, { organisationId: id, personId: person.id, words }, now)
      : { refused: organisationRefusals.notOffice },
})

/**
 * Ends an organisation for good (the caller has checked the role): shifts, activities, memberships, organisers and its
 * right to record end; who signed up, belonged to it or organised is told. The row stays for what it has certified.
 */
export async function dissolveOrganisation(
  db: Db | Trx,
  { organisationId, personId, words }: { organisationId: number; personId: number; words: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state === 'dissolved' && organisation.ending_words === words) return { id: organisationId }
    if (organisation.state !== 'approved' && organisation.state !== 'suspended')
      return { refused: organisationRefusals.notStanding }
    const actor = { kind: 'person' as const, id: personId }
    await trx
      .updateTable('organisation')
      .set({ state: 'dissolved', dissolved_at: now, suspended_at: null, ending_words: words, may_record: false })
      .where('id', '=', organisationId)
      .execute()
    const settled = await settleShiftsOf(trx, { organisationId, personId, words }, now)
    const activities = await trx
      .updateTable('activity')
      .set({ state: 'cancelled', cancelled_at: now, cancel_words: words })
      .where('organisation_id', '=', organisationId)
      .where('state', '<>', 'cancelled')
      .returning('id')
      .execute()
    await recordEvents(
      trx,
      activities.map(({ id }) => ({ actor, action: 'activity.cancelled', object: { kind: 'activity', id }, at: now })),
    )
    const organisers = await listOrganiserIds(trx, organisationId)
    const members = await endMembershipsIn(trx, organisationId, now)
    for (const organiser of organisers) await removeOrganiser(trx, organisationId, organiser, personId, now)
    await trx
      .updateTable('appointment')
      .set({ answered_at: now, accepted: false })
      .where('organisation_id', '=', organisationId)
      .where('answered_at', 'is', null)
      .execute()
    await trx
      .updateTable('organisation_change')
      .set({ decided_at: now, decided_by: personId, accepted: false, words })
      .where('organisation_id', '=', organisationId)
      .where('decided_at', 'is', null)
      .execute()
    await recordEvent(trx, {
      actor,
      action: 'organisation.dissolved',
      object: { kind: 'organisation', id: organisationId },
      detail: { ...settled, activities: activities.length, members: members.length },
      at: now,
    })
    await tellOfOrganisation(trx, organisationId, [...organisers, ...members], 'organisation-dissolved', now)
    return { id: organisationId }
  })
}

/** Ends every standing membership in an organisation; returns whom to tell. */
async function endMembershipsIn(trx: Trx, organisationId: number, now: Date): Promise<number[]> {
  const ended = await trx
    .updateTable('membership')
    .from('volunteer')
    .set({ left_at: now })
    .whereRef('volunteer.id', '=', 'membership.volunteer_id')
    .where('organisation_id', '=', organisationId)
    .where('membership.left_at', 'is', null)
    .returning(sql<number>`coalesce(volunteer.person_id, volunteer.guardian_person_id)`.as('personId'))
    .execute()
  return ended.map(row => row.personId)
}
