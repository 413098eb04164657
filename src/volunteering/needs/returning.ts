import type { Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { tellOfNeed } from '../notify.ts'
import { listOrganiserIds } from '../organisations/standing.ts'
import { listOrganisersIn } from './needs.ts'

/** Needs that an organisation took up are to be taken up again by another: who filed them is told, so are
 * the organisation and the other organisers of the county. */
export async function returnNeedsOf(trx: Trx, organisationId: number, now: Date): Promise<number> {
  const needs = await trx
    .selectFrom('need')
    .select(['id', 'filed_by', 'wanted_from', 'county'])
    .where('organisation_id', '=', organisationId)
    .where('state', '=', 'taken-up')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const need of needs) await returnNeed(trx, need, organisationId, now)
  return needs.length
}

/** The same for one need, which the transaction holds. */
export async function returnNeed(
  trx: Trx,
  need: { id: number; filed_by: number; wanted_from: Date; county: string },
  organisationId: number,
  now: Date,
): Promise<void> {
  await trx.updateTable('need').set({ state: 'verified', organisation_id: null }).where('id', '=', need.id).execute()
  await recordEvent(trx, {
    actor: { kind: 'system' },
    action: 'need.returned',
    object: { kind: 'need', id: need.id },
    detail: { organisation: organisationId },
    at: now,
  })
  await tellOfNeed(trx, need, [{ personId: need.filed_by }], 'need-returned', now)
  const gaveBack = (await listOrganiserIds(trx, organisationId)).map(personId => ({ personId }))
  await tellOfNeed(trx, need, gaveBack, 'need-left-you', now)
  const others = (await listOrganisersIn(trx, need.county)).filter(
    ({ personId }) => !gaveBack.some(one => one.personId === personId),
  )
  await tellOfNeed(trx, need, others, 'need-open', now)
}

/** The need of an activity that was called off, while the organisation has no other activity for it. */
export async function returnNeedOf(
  trx: Trx,
  { id, need_id, organisation_id }: { id: number; need_id: number | null; organisation_id: number },
  now: Date,
): Promise<void> {
  if (need_id === null) return
  const need = await trx.selectFrom('need').selectAll().where('id', '=', need_id).forUpdate().executeTakeFirst()
  if (need?.state !== 'taken-up' || need.organisation_id !== organisation_id) return
  const other = await trx
    .selectFrom('activity')
    .select('id')
    .where('need_id', '=', need_id)
    .where('id', '<>', id)
    .where('state', '<>', 'cancelled')
    .executeTakeFirst()
  if (!other) await returnNeed(trx, need, organisation_id, now)
}
