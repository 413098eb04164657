import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { giveRole, takeRole } from '#people/held-roles.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { openName } from '../volunteers/profile.ts'
import { organisationRefusals } from './refusals.ts'
import { alreadyDecided, keyUsed, type Refused } from '../refusals.ts'

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

export type Decision = { approved: true; mayRecord: boolean } | { approved: false; words: string }

/**
 * The office (the caller has checked the role) admits an organisation or declines it with words for the applicant.
 * The same decision twice is one. Admitted, the applicant is its first organiser. `mayRecord`: it may record hours and issue certificates (民政部令67号).
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
      .select(['id', 'state', 'applied_by'])
      .where('id', '=', organisationId)
      .forUpdate()
      .executeTakeFirst()
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state === (decision.approved ? 'approved' : 'declined')) return { id: organisationId }
    if (organisation.state !== 'applied') return { refused: alreadyDecided }
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

/** An organiser (or an administrator) lets another person organise for the same organisation. */
export async function appointOrganiser(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, byPersonId, organisationId))) return { refused: organisationRefusals.notYours }
    await addOrganiser(trx, organisationId, personId, byPersonId, now)
    return { id: organisationId }
  })
}

/** Ends somebody's part as organiser; the last one stays until another is appointed. */
export async function dismissOrganiser(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Two organisers dismissing each other wait here, so that one of them stays.
    await trx.selectFrom('organisation').select('id').where('id', '=', organisationId).forUpdate().execute()
    if (!(await mayOrganise(trx, byPersonId, organisationId))) return { refused: organisationRefusals.notYours }
    const organisers = await trx
      .selectFrom('organiser')
      .select('person_id')
      .where('organisation_id', '=', organisationId)
      .execute()
    if (organisers.every(organiser => organiser.person_id === personId))
      return { refused: organisationRefusals.lastOrganiser }
    const { numDeletedRows } = await trx
      .deleteFrom('organiser')
      .where('organisation_id', '=', organisationId)
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return { id: organisationId }
    const elsewhere = await trx
      .selectFrom('organiser')
      .select('organisation_id')
      .where('person_id', '=', personId)
      .executeTakeFirst()
    const by = { kind: 'person' as const, id: byPersonId }
    if (!elsewhere) await takeRole(trx, personId, 'organiser', by, now)
    await recordEvent(trx, {
      actor: by,
      action: 'organiser.dismissed',
      object: { kind: 'organisation', id: organisationId },
      detail: { person: personId },
      at: now,
    })
    return { id: organisationId }
  })
}

/** Whether the person may act for an admitted organisation: one of its organisers, or an administrator. A parent's organisers may not. */
export async function mayOrganise(db: Db | Trx, personId: number, organisationId: number): Promise<boolean> {
  const row = await db
    .selectFrom('organisation')
    .innerJoin('person', join => join.on('person.id', '=', personId))
    .leftJoin('organiser', join =>
      join.onRef('organiser.organisation_id', '=', 'organisation.id').on('organiser.person_id', '=', personId),
    )
    .select(['person.roles', 'organiser.person_id as organises'])
    .where('organisation.id', '=', organisationId)
    .where('organisation.state', '=', 'approved')
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined && (row.organises !== null || row.roles.includes('admin'))
}

/** Admitted organisations by name, with how many belong to each now. */
export function listOrganisations(
  db: Db | Trx,
  filter: { county?: string | undefined; parentId?: number | undefined } = {},
) {
  let query = db
    .selectFrom('organisation')
    .selectAll()
    .select(eb =>
      eb
        .selectFrom('membership')
        .select(eb.fn.countAll<number>().as('members'))
        .whereRef('organisation_id', '=', 'organisation.id')
        .where('left_at', 'is', null)
        .as('members'),
    )
    .where('state', '=', 'approved')
  if (filter.county !== undefined) query = query.where('county', '=', filter.county)
  if (filter.parentId !== undefined) query = query.where('parent_id', '=', filter.parentId)
  return query.orderBy('name').execute()
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

/** Organisations for which the person organises. */
export function listOrganisationsOf(db: Db | Trx, personId: number) {
  return db
    .selectFrom('organisation')
    .innerJoin('organiser', 'organiser.organisation_id', 'organisation.id')
    .selectAll('organisation')
    .where('organiser.person_id', '=', personId)
    .where('state', '=', 'approved')
    .orderBy('name')
    .execute()
}

/** Who organises for the organisation, by name: a volunteer's own, or the one they sign in with. */
export async function listOrganisersOf(
  db: Db | Trx,
  personalData: PersonalData,
  organisationId: number,
): Promise<{ personId: number; name: string; appointedAt: Date }[]> {
  const rows = await db
    .selectFrom('organiser')
    .innerJoin('person', 'person.id', 'organiser.person_id')
    .leftJoin('volunteer', 'volunteer.person_id', 'person.id')
    .select(['person.id', 'person.name', 'person.login', 'volunteer.name_sealed', 'organiser.appointed_at'])
    .where('organiser.organisation_id', '=', organisationId)
    .orderBy('organiser.appointed_at')
    .orderBy('person.id')
    .execute()
  // An account opened by phone has no name of its own.
  return rows.map(row => ({
    personId: row.id,
    name: (row.login === null && openName(personalData, row.name_sealed)) || row.name,
    appointedAt: row.appointed_at,
  }))
}

export function findOrganisation(db: Db | Trx, organisationId: number) {
  return db.selectFrom('organisation').selectAll().where('id', '=', organisationId).executeTakeFirst()
}

async function addOrganiser(
  trx: Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<void> {
  const by = { kind: 'person' as const, id: byPersonId }
  const added = await trx
    .insertInto('organiser')
    .values({ organisation_id: organisationId, person_id: personId, appointed_at: now })
    .onConflict(conflict => conflict.doNothing())
    .returning('person_id')
    .executeTakeFirst()
  if (!added) return
  await giveRole(trx, personId, 'organiser', by, now)
  await recordEvent(trx, {
    actor: by,
    action: 'organiser.appointed',
    object: { kind: 'organisation', id: organisationId },
    detail: { person: personId },
    at: now,
  })
}

async function findState(trx: Trx, organisationId: number) {
  return (await trx.selectFrom('organisation').select('state').where('id', '=', organisationId).executeTakeFirst())
    ?.state
}
