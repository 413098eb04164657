import type { Trx } from '#db/schema.ts'
import { suspendOrganisation } from './moves/suspension.ts'
import { removeOrganiser } from './organisers.ts'
import { listOfficeIds, listOrganiserIds, lockOrganisation, tellOfOrganisation } from './standing.ts'

/** Why an organisation is suspended whose last organiser is gone. */
export const noOrganiserWords = '这个组织眼下没有组织者，活动先停下来。'

/**
 * Somebody who goes for good organises nothing any more. Nobody can be kept, but an organisation that loses its last
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
    if ((await listOrganiserIds(trx, organisationId)).length > 0) continue
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
    .updateTable('organisation_change')
    .set({ contact_name: '（已删除）', contact_phone: '（已删除）' })
    .where('asked_by', '=', personId)
    .execute()
  await trx
    .updateTable('appointment')
    .set({ answered_at: now, accepted: false })
    .where('person_id', '=', personId)
    .where('answered_at', 'is', null)
    .execute()
}
