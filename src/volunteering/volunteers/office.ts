import type { Db, Trx } from '#db/schema.ts'
import { sql } from 'kysely'
import { inTransaction } from '#db/transaction.ts'
import { birthDateOf } from '#forms/typed/identity-document.ts'
import { plainName } from '#forms/typed/name.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { recordEvent } from '#people/events.ts'
import { maskPhone, type PersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'
import { isVolunteerNumber } from './number.ts'
import { listOpenClaims } from './office-ages.ts'
import { identityIn, openName } from './profile.ts'

/** Who finds and corrects volunteers. */
export const volunteerOfficeRoles = ['clerk', 'admin'] as const satisfies Role[]

const most = 50

/**
 * Finds volunteers by number, phone (theirs, or that of who registered them) or whole name, by keyed hashes; at most 50, by
 * id. Each search is an event that says by what, and how many were found; never what was typed.
 */
export async function findVolunteers(
  db: Db | Trx,
  personalData: PersonalData,
  typed: string,
  byPersonId: number,
  now: Date,
) {
  const number = typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase()
  const phone = readPhone(typed)
  const by = isVolunteerNumber(typed) ? 'number' : phone ? 'phone' : 'name'
  return inTransaction(db, async trx => {
    const query = selectListed(trx)
    const rows = await (
      by === 'number'
        ? query.where('volunteer.number', '=', number)
        : by === 'phone'
          ? query.where('person.phone_hash', '=', personalData.lookup(phone!, 'phone'))
          : query.where('volunteer.name_hash', '=', personalData.lookup(plainName(typed), 'volunteer.name_hash'))
    ).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: byPersonId },
      action: 'volunteer.searched',
      object: { kind: 'portal', id: 'volunteers' },
      detail: { by, found: rows.length },
      at: now,
    })
    return rows.map(row => openListed(personalData, row))
  })
}

function selectListed(db: Db | Trx) {
  return db
    .selectFrom('volunteer')
    .leftJoin('person', join =>
      join.on(eb => eb('person.id', '=', eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id'))),
    )
    .select([
      'volunteer.id',
      'volunteer.number',
      'volunteer.name_sealed',
      'volunteer.birth_date',
      'volunteer.county',
      'volunteer.state',
    ])
    .where('volunteer.state', '<>', 'erased')
    .orderBy('volunteer.id')
    .limit(most)
}

/** A guardian with another account gave the number of this record: they have no record of their own on which it could be disputed. */
const givenByGuardian = sql<boolean>`EXISTS (
  SELECT 1 FROM guardian WHERE guardian.identity_hash = volunteer.identity_hash AND guardian.person_id IS DISTINCT FROM volunteer.person_id)`

type Listed = Awaited<ReturnType<ReturnType<typeof selectListed>['execute']>>[number]
const openListed = (personalData: PersonalData, { name_sealed, ...row }: Listed) => ({
  ...row,
  name: openName(personalData, name_sealed),
})

/**
 * What waits for the office: identity numbers that two gave, people who say that they are older than is known of them,
 * people who seem to be registered twice, those held back and those of them who appeal. Names are opened, so reading it is
 * an event.
 */
export async function readOfficeLists(db: Db | Trx, personalData: PersonalData, byPersonId: number, now: Date) {
  return inTransaction(db, async trx => {
    const disputes = await selectListed(trx)
      .where(eb => eb.or([eb('volunteer.identity_disputed', '=', true), givenByGuardian]))
      .execute()
    const ages = await listOpenClaims(trx, personalData)
    const doubles = await selectListed(trx)
      .where('volunteer.state', '=', 'active')
      .where(
        sql<boolean>`EXISTS (
          SELECT 1 FROM volunteer other WHERE other.name_hash = volunteer.name_hash AND other.birth_date = volunteer.birth_date
          AND other.state = 'active' AND other.id <> volunteer.id)`,
      )
      .execute()
    const blocked = await selectListed(trx)
      .innerJoin('volunteer_block as block', join =>
        join.onRef('block.volunteer_id', '=', 'volunteer.id').on('block.ended_at', 'is', null),
      )
      .select(eb => eb.and([eb('block.appeal', 'is not', null), eb('block.answer', 'is', null)]).as('appeals'))
      .execute()
    const shown = disputes.length + ages.length + doubles.length + blocked.length
    if (shown > 0)
      await recordEvent(trx, {
        actor: { kind: 'person', id: byPersonId },
        action: 'volunteer.searched',
        object: { kind: 'portal', id: 'volunteers' },
        detail: { by: 'lists', found: shown },
        at: now,
      })
    return {
      disputes: disputes.map(row => openListed(personalData, row)),
      ages,
      doubles: doubles.map(row => openListed(personalData, row)),
      blocked: blocked.map(({ appeals, ...row }) => ({ ...openListed(personalData, row), appeals: Boolean(appeals) })),
    }
  })
}

/** One volunteer for the office, with guardians and counts; the phone is masked. The reading is an event. Undefined when there is none. */
export async function readVolunteer(
  db: Db | Trx,
  personalData: PersonalData,
  volunteerId: number,
  byPersonId: number,
  now: Date,
) {
  return inTransaction(db, async trx => {
    const row = await selectListed(trx)
      .select([
        'volunteer.person_id',
        'volunteer.guardian_person_id',
        'volunteer.identity_last4',
        'volunteer.identity_hash',
        'volunteer.identity_disputed',
        'person.phone_sealed',
      ])
      .select(
        sql<number>`(SELECT count(*)::int FROM sign_up WHERE volunteer_id = volunteer.id AND state <> 'ended' AND starts_at > ${now})`.as(
          'coming',
        ),
      )
      .select(
        sql<number>`(SELECT count(*)::int FROM sign_up WHERE volunteer_id = volunteer.id AND state = 'booked' AND ends_at <= ${now})`.as(
          'served',
        ),
      )
      .select(
        sql<boolean>`EXISTS (SELECT 1 FROM volunteer other WHERE other.identity_hash = volunteer.identity_hash AND other.identity_disputed AND other.id <> volunteer.id)`.as(
          'contested',
        ),
      )
      .select(givenByGuardian.as('given_by_guardian'))
      .where('volunteer.id', '=', volunteerId)
      .executeTakeFirst()
    if (!row) return undefined
    const guardians = await trx
      .selectFrom('guardianship')
      .innerJoin('person', 'person.id', 'guardianship.person_id')
      .leftJoin('guardian', 'guardian.person_id', 'guardianship.person_id')
      .select(['guardianship.relation', 'guardianship.confirmed_at', 'guardian.name_sealed', 'person.phone_sealed'])
      .where('volunteer_id', '=', volunteerId)
      .where('guardianship.ended_at', 'is', null)
      .orderBy('place')
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: byPersonId },
      action: 'volunteer.read',
      object: { kind: 'volunteer', id: volunteerId },
      at: now,
    })
    const masked = (sealed: string | null) =>
      sealed === null ? undefined : maskPhone(personalData.open(sealed, 'person.phone_sealed'))
    const { phone_sealed, name_sealed, identity_hash: _hash, ...rest } = row
    return {
      ...rest,
      name: openName(personalData, name_sealed)!,
      phone: masked(phone_sealed),
      guardians: guardians.map(guardian => ({
        relation: guardian.relation,
        confirmed: guardian.confirmed_at !== null,
        name:
          guardian.name_sealed === null ? undefined : personalData.open(guardian.name_sealed, 'guardian.name_sealed'),
        phone: masked(guardian.phone_sealed),
      })),
    }
  })
}

/** Makes the keyed hash of names from before they were found by it; some each night. Returns how many. */
export async function hashNames(db: Db | Trx, personalData: PersonalData): Promise<number> {
  const rows = await db
    .selectFrom('volunteer')
    .select(['id', 'name_sealed'])
    .where('name_hash', 'is', null)
    .where('name_sealed', 'is not', null)
    .orderBy('id')
    .limit(5000)
    .execute()
  for (const { id, name_sealed } of rows)
    await db
      .updateTable('volunteer')
      .set({ name_hash: personalData.lookup(plainName(openName(personalData, name_sealed)!), 'volunteer.name_hash') })
      .where('id', '=', id)
      .where('name_sealed', '=', name_sealed)
      .execute()
  return rows.length
}

/** Looks which numbers say the birth date of their record, where nobody has looked since either changed; some each night. Returns how many. */
export async function readIdentities(db: Db | Trx, personalData: PersonalData): Promise<number> {
  const rows = await db
    .selectFrom('volunteer')
    .select(['id', 'birth_date', 'identity_sealed'])
    .where('identity_hash', 'is not', null)
    .where('identity_says_birth_date', 'is', null)
    .orderBy('id')
    .limit(5000)
    .execute()
  for (const { id, birth_date, identity_sealed } of rows) {
    const { number } = identityIn(personalData.open(identity_sealed!, 'volunteer.identity'))
    await db
      .updateTable('volunteer')
      .set({ identity_says_birth_date: birthDateOf(number) === birth_date })
      .where('id', '=', id)
      .where('identity_sealed', '=', identity_sealed)
      .where('birth_date', '=', birth_date)
      .execute()
  }
  return rows.length
}
