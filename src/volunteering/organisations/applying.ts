import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { organisationRefusals } from './refusals.ts'

export interface OrganisationApplication {
  /** The form's request key: sent twice, it is one application. */
  requestKey: string
  name: string
  county: string
  introduction: string
  contactName: string
  contactPhone: string
  parentId?: number | undefined
  sample?: boolean
}

/** Someone applies for a team to be admitted. Nothing of it is public before the office approves it. */
export async function applyForOrganisation(
  db: Db | Trx,
  personId: number,
  application: OrganisationApplication,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const before = await trx
      .selectFrom('organisation')
      .select(['id', 'applied_by'])
      .where('request_key', '=', application.requestKey)
      .executeTakeFirst()
    if (before) return before.applied_by === personId ? { id: before.id } : { refused: keyUsed }
    if (application.parentId !== undefined && (await findState(trx, application.parentId)) !== 'approved')
      return { refused: organisationRefusals.parentUnknown }
    const sameName = await trx
      .selectFrom('organisation')
      .select('id')
      .where('name', '=', application.name)
      .where('state', 'in', ['applied', 'approved'])
      .executeTakeFirst()
    if (sameName) return { refused: organisationRefusals.nameTaken }
    const added = await trx
      .insertInto('organisation')
      .values({
        request_key: application.requestKey,
        name: application.name,
        county: application.county,
        introduction: application.introduction,
        contact_name: application.contactName,
        contact_phone: application.contactPhone,
        parent_id: application.parentId ?? null,
        sample: application.sample ?? false,
        applied_by: personId,
        applied_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'organisation.applied',
      object: { kind: 'organisation', id: added.id },
      at: now,
    })
    return added
  })
}

/** The office's queue: applications not yet decided, oldest first. */
export function listApplications(db: Db | Trx) {
  return db
    .selectFrom('organisation')
    .selectAll()
    .where('state', '=', 'applied')
    .orderBy('applied_at')
    .orderBy('id')
    .execute()
}

/** What a person applied for, newest first: waiting, admitted or declined. */
export function listApplicationsBy(db: Db | Trx, personId: number) {
  return db
    .selectFrom('organisation')
    .select(['id', 'name', 'state', 'applied_at', 'decline_words'])
    .where('applied_by', '=', personId)
    .orderBy('id', 'desc')
    .execute()
}

async function findState(trx: Trx, organisationId: number) {
  return (await trx.selectFrom('organisation').select('state').where('id', '=', organisationId).executeTakeFirst())
    ?.state
}
