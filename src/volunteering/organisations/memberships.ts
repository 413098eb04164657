import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, passedOn, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { mayOrganise } from './organisers.ts'
import { openName } from '../volunteers/profile.ts'
import { findOwnVolunteer } from '../volunteers/own.ts'
import { organisationRefusals } from './refusals.ts'
import type { Refused } from '../refusals.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'

/** How a volunteer stands to an organisation: undefined, when they do not belong to it. */
export type Standing = { home: boolean } | undefined

/** Who it is about, and where the form leads back to. */
export const memberFields = fields({
  volunteer: hidden(wholeNumber('志愿者', { min: 1, max: 999_999_999 })),
  next: passedOn(),
})

/**
 * A volunteer (or a guardian for a child) joins an organisation: free, no one's leave is needed (浙江省志愿服务条例 Art. 11).
 * `home` makes it the home organisation; a former home becomes an ordinary membership from now on.
 */
export async function joinOrganisation(
  db: Db | Trx,
  joining: { personId: number; volunteerId: number; organisationId: number; home: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const { personId, volunteerId, organisationId, home } = joining
    if (!(await lockOwn(trx, personId, volunteerId))) return { refused: volunteerRefusals.notYours }
    const organisation = await trx
      .selectFrom('organisation')
      .select('id')
      .where('id', '=', organisationId)
      .where('state', '=', 'approved')
      .executeTakeFirst()
    if (!organisation) return { refused: organisationRefusals.unknown }
    const standing = await selectStanding(trx, volunteerId).execute()
    const here = standing.find(membership => membership.organisation_id === organisationId)
    if (here && here.home === home) return { refused: organisationRefusals.alreadyMember }
    if (home)
      for (const former of standing.filter(membership => membership.home)) await replace(trx, former, false, now)
    const id = here ? await replace(trx, here, home, now) : await insert(trx, volunteerId, organisationId, home, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'membership.joined',
      object: { kind: 'volunteer', id: volunteerId },
      detail: { organisation: organisationId, home },
      at: now,
    })
    return { id }
  })
}

/** Leaves an organisation at once; the organisation has no say in it (Art. 11). */
export async function leaveOrganisation(
  db: Db | Trx,
  leaving: { personId: number; volunteerId: number; organisationId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const { personId, volunteerId, organisationId } = leaving
    if (!(await lockOwn(trx, personId, volunteerId))) return { refused: volunteerRefusals.notYours }
    const standing = await selectStanding(trx, volunteerId)
      .where('organisation_id', '=', organisationId)
      .executeTakeFirst()
    if (!standing) return { refused: organisationRefusals.notMember }
    await trx.updateTable('membership').set({ left_at: now }).where('id', '=', standing.id).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'membership.left',
      object: { kind: 'volunteer', id: volunteerId },
      detail: { organisation: organisationId },
      at: now,
    })
    return { id: standing.id }
  })
}

/** Ends every standing membership of a volunteer; for those who leave volunteering altogether. */
export async function endMemberships(trx: Trx, volunteerId: number, now: Date): Promise<void> {
  await trx
    .updateTable('membership')
    .set({ left_at: now })
    .where('volunteer_id', '=', volunteerId)
    .where('left_at', 'is', null)
    .execute()
}

/** Where a volunteer belongs now, home first. */
export function listMemberships(db: Db | Trx, volunteerId: number) {
  return db
    .selectFrom('membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation_id')
    .select(['membership.organisation_id', 'organisation.name', 'membership.home', 'membership.joined_at'])
    .where('membership.volunteer_id', '=', volunteerId)
    .where('membership.left_at', 'is', null)
    .orderBy('membership.home', 'desc')
    .orderBy('organisation.name')
    .execute()
}

/**
 * Who belongs to an organisation, newest first, for its organisers. Names are opened, so each reading is an event.
 * Phone numbers are not among it: they belong to a shift.
 */
export async function readMembers(
  db: Db | Trx,
  personalData: PersonalData,
  {
    organisationId,
    personId,
    limit,
    offset = 0,
  }: { organisationId: number; personId: number; limit: number; offset?: number },
  now: Date,
): Promise<
  | {
      total: number
      rows: { id: number; number: string | null; name: string | undefined; home: boolean; joined_at: Date }[]
    }
  | Refused
> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    const standing = trx
      .selectFrom('membership')
      .innerJoin('volunteer', 'volunteer.id', 'membership.volunteer_id')
      .where('organisation_id', '=', organisationId)
      .where('membership.left_at', 'is', null)
    const { total } = await standing.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
    const rows = await standing
      .select(['membership.id', 'volunteer.number', 'volunteer.name_sealed', 'membership.home', 'membership.joined_at'])
      .orderBy('membership.id', 'desc')
      .limit(limit)
      .offset(offset)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'members.read',
      object: { kind: 'organisation', id: organisationId },
      detail: { rows: rows.length },
      at: now,
    })
    return {
      total: Number(total),
      rows: rows.map(({ name_sealed, ...row }) => ({ ...row, name: openName(personalData, name_sealed) })),
    }
  })
}

async function lockOwn(trx: Trx, personId: number, volunteerId: number): Promise<boolean> {
  await trx.selectFrom('volunteer').select('id').where('id', '=', volunteerId).forNoKeyUpdate().execute()
  return (await findOwnVolunteer(trx, personId, volunteerId)) !== undefined
}

function selectStanding(trx: Trx, volunteerId: number) {
  return trx
    .selectFrom('membership')
    .select(['id', 'volunteer_id', 'organisation_id', 'home'])
    .where('volunteer_id', '=', volunteerId)
    .where('left_at', 'is', null)
}

/** A membership never changes its kind: the old row ends and a new one begins, so that any past day can be told. */
async function replace(
  trx: Trx,
  membership: { id: number; volunteer_id: number; organisation_id: number },
  home: boolean,
  now: Date,
): Promise<number> {
  await trx.updateTable('membership').set({ left_at: now }).where('id', '=', membership.id).execute()
  return insert(trx, membership.volunteer_id, membership.organisation_id, home, now)
}

async function insert(
  trx: Trx,
  volunteerId: number,
  organisationId: number,
  home: boolean,
  now: Date,
): Promise<number> {
  const added = await trx
    .insertInto('membership')
    .values({ volunteer_id: volunteerId, organisation_id: organisationId, home, joined_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return added.id
}
