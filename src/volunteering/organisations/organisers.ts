import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { giveRole, takeRole } from '#people/held-roles.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { isHeldBack } from '../volunteers/blocks.ts'
import { openName } from '../volunteers/profile.ts'

/**
 * Whether the account stands in the way of organising: the office holds its volunteer back, or its own record does not prove
 * somebody grown up by the number of an identity card that nobody else gave (`isProvenAdult`), now as when they were
 * appointed. An account without a record is that of staff whom the city knows; a sample is asked
 * for no number.
 */
const isUnfit = (account: 'person.id' | 'organiser.person_id', now: Date) =>
  sql<boolean>`(${isHeldBack(account)} OR EXISTS (
    SELECT 1 FROM volunteer own JOIN person holder ON holder.id = own.person_id WHERE own.person_id = ${sql.ref(account)} AND (own.state <> 'active'
      OR own.identity_disputed OR (own.identity_hash IS NULL AND NOT holder.sample) OR own.identity_says_birth_date IS FALSE OR adult_from(own.birth_date) > ${now})))`

/**
 * Whether the person may act for an admitted organisation: one of its organisers who is fit to, or an administrator. A
 * parent's organisers may not.
 */
export async function mayOrganise(db: Db | Trx, personId: number, organisationId: number, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('organisation')
    .innerJoin('person', join => join.on('person.id', '=', personId))
    .leftJoin('organiser', join =>
      join.onRef('organiser.organisation_id', '=', 'organisation.id').on('organiser.person_id', '=', personId),
    )
    .select(['person.roles', 'organiser.person_id as organises', isUnfit('person.id', now).as('unfit')])
    .where('organisation.id', '=', organisationId)
    .where('organisation.state', '=', 'approved')
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined && ((row.organises !== null && !row.unfit) || row.roles.includes('admin'))
}

/** Whether the person may still look at the organisation at the desk: its organisers while it is suspended, the office at any time. */
export async function maySeeOrganisation(db: Db | Trx, personId: number, organisationId: number): Promise<boolean> {
  const row = await db
    .selectFrom('organisation')
    .innerJoin('person', join => join.on('person.id', '=', personId))
    .leftJoin('organiser', join =>
      join.onRef('organiser.organisation_id', '=', 'organisation.id').on('organiser.person_id', '=', personId),
    )
    .select(['organisation.state', 'person.roles', 'organiser.person_id as organises'])
    .where('organisation.id', '=', organisationId)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row || row.state === 'applied' || row.state === 'declined') return false
  return row.roles.includes('admin') || (row.organises !== null && row.state !== 'dissolved')
}

/** Whether somebody may not organise just now, for whatever organisation; why stands in their own garden. */
export async function isKeptFromOrganising(db: Db | Trx, personId: number, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select(isUnfit('person.id', now).as('unfit'))
    .where('id', '=', personId)
    .executeTakeFirst()
  return row?.unfit ?? false
}

/** Organisations for which the person organises, and may: those that work, or also those that are suspended. */
export function listOrganisationsOf(
  db: Db | Trx,
  personId: number,
  now: Date,
  states: ('approved' | 'suspended')[] = ['approved'],
) {
  return db
    .selectFrom('organisation')
    .innerJoin('organiser', 'organiser.organisation_id', 'organisation.id')
    .selectAll('organisation')
    .where('organiser.person_id', '=', personId)
    .where(eb => eb.not(isUnfit('organiser.person_id', now)))
    .where('state', 'in', states)
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

/** Who organises and is fit to; nobody whose account is closed. */
export async function listAble(db: Db | Trx, organisationId: number, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('organiser')
    .innerJoin('person', 'person.id', 'organiser.person_id')
    .select('person_id')
    .where('organisation_id', '=', organisationId)
    .where('person.disabled_at', 'is', null)
    .where(eb => eb.not(isUnfit('organiser.person_id', now)))
    .orderBy('person_id')
    .execute()
  return rows.map(row => row.person_id)
}

/** How many were asked to organise and have not answered. */
export async function countAppointments(db: Db | Trx, organisationId: number): Promise<number> {
  const { count } = await db
    .selectFrom('appointment')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('organisation_id', '=', organisationId)
    .where('answered_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Makes the person an organiser, in the transaction of whatever made them one; again it is nothing. */
export async function addOrganiser(
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

/** Ends somebody's part as organiser, and their role when it was the last; false when they were none. */
export async function removeOrganiser(
  trx: Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('organiser')
    .where('organisation_id', '=', organisationId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) return false
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
  return true
}
