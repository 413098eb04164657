import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import { alreadyDecided, ownMatter, type Refused } from '../refusals.ts'
import { hasDisputedNumber } from './applicant.ts'
import { addOrganiser } from './organisers.ts'
import { organisationRefusals } from './refusals.ts'

/** Who admits organisations. */
export const admittingRoles = ['admin'] as const satisfies Role[]

/** Whether this person does. */
export const admits = ({ roles }: { roles: readonly Role[] }): boolean =>
  admittingRoles.some(role => roles.includes(role))

/** What a move on an application asks of it. */
export interface Applied {
  state: string
}

type Decision = { approved: true; mayRecord: boolean } | { approved: false; words: string }

/**
 * The office (the caller has checked the role) admits an organisation or declines it with words for the applicant.
 * The same decision twice is one. Admitted, the applicant is its first organiser; not before it is settled whose their number is. `mayRecord`: it may record hours and issue certificates (民政部令67号).
 */
export async function decideOrganisation(
  db: Db | Trx,
  organisationId: number,
  decision: Decision,
  officePersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await trx
      .selectFrom('organisation')
      .select(['id', 'state', 'applied_by', 'decline_words'])
      .where('id', '=', organisationId)
      .forUpdate()
      .executeTakeFirst()
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.applied_by === officePersonId) return { refused: ownMatter }
    const isSame = decision.approved
      ? organisation.state === 'approved'
      : organisation.state === 'declined' && organisation.decline_words === decision.words
    if (isSame) return { id: organisationId }
    if (organisation.state !== 'applied') return { refused: alreadyDecided }
    if (decision.approved && (await hasDisputedNumber(trx, organisation.applied_by)))
      return { refused: organisationRefusals.applicantDisputed }
    const office = { kind: 'person' as const, id: officePersonId }
    await trx
      .updateTable('organisation')
      .set(
        decision.approved
          ? { state: 'approved', decided_at: now, may_record: decision.mayRecord }
          : { state: 'declined', decided_at: now, decline_words: decision.words },
      )
      .where('id', '=', organisationId)
      .execute()
    await recordEvent(trx, {
      actor: office,
      action: decision.approved ? 'organisation.approved' : 'organisation.declined',
      object: { kind: 'organisation', id: organisationId },
      detail: decision.approved ? { mayRecord: decision.mayRecord } : {},
      at: now,
    })
    // Who applies again shows them again.
    if (!decision.approved)
      for (const papers of ['organisation_document', 'organisation_file'] as const)
        await trx.deleteFrom(papers).where('organisation_id', '=', organisationId).execute()
    if (decision.approved) await addOrganiser(trx, organisationId, organisation.applied_by, officePersonId, now)
    await enqueueMessage(
      trx,
      {
        to: { personId: organisation.applied_by },
        template: decision.approved ? 'organisation-admitted' : 'organisation-declined',
        about: { kind: 'organisation', id: organisationId },
      },
      now,
    )
    return { id: organisationId }
  })
}
