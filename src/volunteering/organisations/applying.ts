import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { isProvenAdult } from './applicant.ts'
import { type Described, describedColumns } from './described.ts'
import { lockDocuments, takeDocuments, takePhotos } from './documents.ts'
import { findTaken } from './taken.ts'
import { organisationRefusals } from './refusals.ts'

export interface OrganisationApplication extends Described {
  /** The form's request key: sent twice, it is one application. */
  requestKey: string
  /** Tokens of the photos of its papers, which wait. */
  documents: readonly string[]
  /** What the form carries of those that are PDFs. */
  files?: readonly string[]
  parentId?: number | undefined
  /** Invented, and so is who applies. */
  sample?: boolean
}

/**
 * A proven adult applies for a team to be admitted, with who vouches for it and its papers. Nothing of it is public before
 * the office approves it.
 */
export async function applyForOrganisation(
  db: Db | Trx,
  personId: number,
  application: OrganisationApplication,
  now: Date,
): Promise<{ id: number } | Refused> {
  const { files = [] } = application
  return inTransaction(db, async trx => {
    const before = await trx
      .selectFrom('organisation')
      .select(['id', 'applied_by'])
      .where('request_key', '=', application.requestKey)
      .executeTakeFirst()
    if (before) return before.applied_by === personId ? { id: before.id } : { refused: keyUsed }
    if (application.parentId !== undefined && (await findState(trx, application.parentId)) !== 'approved')
      return { refused: organisationRefusals.parentUnknown }
    if (!application.sample) {
      if (!(await isProvenAdult(trx, personId, now))) return { refused: organisationRefusals.notProven }
      if (application.documents.length + files.length === 0) return { refused: organisationRefusals.noDocument }
    }
    const taken = await findTaken(trx, application)
    if (taken) return { refused: taken }
    if (!(await lockDocuments(trx, files, now, 'pdf'))) return { refused: organisationRefusals.filesGone }
    const documents = await takePhotos(trx, application.documents, now)
    if ('refused' in documents) return { refused: organisationRefusals.documentsGone }
    const papers = await takeDocuments(trx, files)
    const added = await trx
      .insertInto('organisation')
      .values({
        request_key: application.requestKey,
        ...describedColumns(application),
        parent_id: application.parentId ?? null,
        sample: application.sample ?? false,
        applied_by: personId,
        applied_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (documents.length > 0)
      await trx
        .insertInto('organisation_document')
        .values(documents.map(photo => ({ organisation_id: added.id, ...photo })))
        .execute()
    if (papers.length > 0)
      await trx
        .insertInto('organisation_file')
        .values(papers.map(paper => ({ organisation_id: added.id, ...paper })))
        .execute()
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
