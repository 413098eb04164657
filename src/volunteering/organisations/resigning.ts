import type { Trx } from '#db/schema.ts'
import { suspendOrganisation } from './moves/suspension.ts'
import { listAble, removeOrganiser } from './organisers.ts'
import { hasChildrenComing } from '../activities/two-organisers.ts'
import { listOfficeIds, listOrganiserIds, lockOrganisation, tellOfOrganisation } from './standing.ts'

/** Why an organisation is suspended whose last organiser is gone. */
export const noOrganiserWords = '这个组织眼下没有组织者，活动先停下来。'

/**
 * Somebody who leaves volunteering or goes for good organises nothing any more. Nobody can be kept, but an organisation that loses its last
 * organiser so is suspended: its shifts are called off, everyone on them and the office are told.
 */
export async function resignEverywhere(trx: Trx, personId: number, now: Date): Promise<void> {
  const organised = await trx
    .selectFrom('organiser')
    .select('organisation_id')
    .where('person_id', '=', personId)
    .orderBy('organisation_id')
    .execute()
  for (const { organisation_id: organisationId } of organised) {
    await lockOrganisation(trx, organisationId)
    await removeOrganiser(trx, organisationId, personId, personId, now)
    if ((await listOrganiserIds(trx, organisationId)).length > 0) {
      await tellOfFew(trx, organisationId, now)
      continue
    }
    await suspendOrganisation(trx, { organisationId, personId, words: noOrganiserWords }, now)
    await tellOfOrganisation(trx, organisationId, await listOfficeIds(trx), 'organisation-without-organiser', now)
  }
  await trx
    .updateTable('organisation_change')
    .set({ decided_at: now, accepted: false })
    .where('asked_by', '=', personId)
    .where('decided_at', 'is', null)
    .execute()
  await trx
    .updateTable('appointment')
    .set({ answered_at: now, accepted: false })
    .where('person_id', '=', personId)
    .where('answered_at', 'is', null)
    .execute()
}

/** Whom the office holds back, or who proves to be grown up no more, organises nothing meanwhile, and is an organiser still: who is left is told as when one leaves. */
export async function tellOfHeldOrganiser(trx: Trx, personId: number, now: Date): Promise<void> {
  const organised = await trx
    .selectFrom('organiser')
    .innerJoin('organisation', 'organisation.id', 'organiser.organisation_id')
    .select('organisation.id')
    .where('person_id', '=', personId)
    .where('state', '=', 'approved')
    .orderBy('organisation.id')
    .execute()
  for (const { id } of organised) await tellOfFew(trx, id, now)
}

/**
 * One organiser is too few for children: until there is a second nobody signs up for their shifts, and no shift is added.
 * Where all who are left are held back, the office acts for the organisation.
 */
async function tellOfFew(trx: Trx, organisationId: number, now: Date): Promise<void> {
  const able = await listAble(trx, organisationId, now)
  const office = await listOfficeIds(trx)
  if (able.length === 0) await tellOfOrganisation(trx, organisationId, office, 'organisation-organiser-held', now)
  else if (able.length === 1 && (await hasChildrenComing(trx, organisationId, now)))
    await tellOfOrganisation(trx, organisationId, [...able, ...office], 'organisation-needs-second', now)
}
