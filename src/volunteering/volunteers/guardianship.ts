import type { Db, Trx } from '#db/schema.ts'
import type { Relation } from '#db/schema-volunteers.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent, recordEvents } from '#people/events.ts'
import { maskName, type PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { ageOfMajority, ageOn, dayOf, isBirthDate } from './age.ts'
import { releaseIdentity } from './identity-disputes.ts'
import { findMinority, rememberMinor } from './known-minors.ts'
import { type Identity, openName, sealedIdentity } from './profile.ts'
import { guardianRefusals } from './refusals.ts'

/** What a guardian says of themselves. Name and birth date may be left out by somebody whose are known. */
export interface GuardianGiven {
  relation: Relation
  name?: string | undefined
  /** YYYY-MM-DD */
  birthDate?: string | undefined
  identity?: Identity | undefined
}

/** Who a guardian is, as they said it as a guardian or as a volunteer; undefined when they are known by a phone alone. */
export async function findGuardianFacts(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
): Promise<{ name: string; birthDate: string } | undefined> {
  const row = await selectFacts(db, personId).executeTakeFirst()
  if (row?.guardian_name && row.guardian_birth)
    return { name: personalData.open(row.guardian_name, 'guardian.name_sealed'), birthDate: row.guardian_birth }
  return row?.name_sealed && row.birth_date
    ? { name: openName(personalData, row.name_sealed)!, birthDate: row.birth_date }
    : undefined
}

function selectFacts(db: Db | Trx, personId: number) {
  return db
    .selectFrom('person')
    .leftJoin('guardian', 'guardian.person_id', 'person.id')
    .leftJoin('volunteer', 'volunteer.person_id', 'person.id')
    .select([
      'person.phone_hash',
      'guardian.name_sealed as guardian_name',
      'guardian.birth_date as guardian_birth',
      'guardian.identity_hash as guardian_identity',
      'volunteer.name_sealed',
      'volunteer.birth_date',
    ])
    .where('person.id', '=', personId)
}

/** Whether the person has said who they are as a guardian. */
export async function hasDeclared(db: Db | Trx, personId: number): Promise<boolean> {
  const row = await db.selectFrom('guardian').select('person_id').where('person_id', '=', personId).executeTakeFirst()
  return row !== undefined
}

/**
 * Keeps who the guardian is: name, birth date of somebody grown up, a phone that they have proven by a code and that came
 * as no minor's, the identity number sealed if they gave one. An account without that consents to nothing. A number proves
 * nothing: the phone of a minor is refused with any, until the office has seen the document (`claimAge`).
 */
export async function declareGuardian(
  trx: Trx,
  personalData: PersonalData,
  personId: number,
  given: GuardianGiven,
  now: Date,
): Promise<Refused | undefined> {
  const row = await selectFacts(trx, personId).executeTakeFirstOrThrow()
  if (row.phone_hash === null) return { refused: guardianRefusals.needsPhone }
  const known = await findGuardianFacts(trx, personalData, personId)
  const { name, birthDate } = known ?? { name: given.name?.trim(), birthDate: given.birthDate }
  if (!name) return { refused: guardianRefusals.name }
  const today = dayOf(now)
  if (!birthDate || !isBirthDate(birthDate, today)) return { refused: guardianRefusals.birthDate }
  if (ageOn(birthDate, today) < ageOfMajority) {
    await rememberMinor(trx, [row.phone_hash], birthDate, now)
    return { refused: guardianRefusals.isMinor }
  }
  const identity = given.identity && sealedIdentity(personalData, given.identity, birthDate, 'guardian.identity_sealed')
  if (identity && 'refused' in identity) return identity
  if ((await findMinority(trx, personId, now)) !== undefined) return { refused: guardianRefusals.phoneOfMinor }
  const columns = {
    name_sealed: personalData.seal(name, 'guardian.name_sealed'),
    birth_date: birthDate,
    declared_at: now,
  }
  await trx
    .insertInto('guardian')
    .values({ person_id: personId, ...columns, ...identity })
    .onConflict(conflict => conflict.column('person_id').doUpdateSet({ ...columns, ...identity }))
    .execute()
  if (identity && identity.identity_hash !== row.guardian_identity) await releaseIdentity(trx, row.guardian_identity)
  return undefined
}

/**
 * Makes the person a guardian of the minor, as the first or the second. Again it keeps the relation as it is said now.
 * Refuses a third, and somebody whose identity number is the minor's own.
 */
export async function beginGuardianship(
  trx: Trx,
  { volunteerId, personId, relation }: { volunteerId: number; personId: number; relation: Relation },
  now: Date,
): Promise<Refused | undefined> {
  const isSame = await trx
    .selectFrom('volunteer')
    .innerJoin('guardian', 'guardian.identity_hash', 'volunteer.identity_hash')
    .select('volunteer.id')
    .where('volunteer.id', '=', volunteerId)
    .where('guardian.person_id', '=', personId)
    .executeTakeFirst()
  if (isSame) return { refused: guardianRefusals.isSelf }
  const standing = await trx
    .selectFrom('guardianship')
    .select(['id', 'person_id', 'place'])
    .where('volunteer_id', '=', volunteerId)
    .where('ended_at', 'is', null)
    .execute()
  const own = standing.find(one => one.person_id === personId)
  if (own) {
    await trx.updateTable('guardianship').set({ relation }).where('id', '=', own.id).execute()
    return undefined
  }
  if (standing.length >= 2) return { refused: guardianRefusals.twoAlready }
  const place = standing[0]?.place === 1 ? 2 : 1
  await trx
    .insertInto('guardianship')
    .values({ volunteer_id: volunteerId, person_id: personId, relation, place, began_at: now })
    .execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: personId },
    action: 'guardian.began',
    object: { kind: 'volunteer', id: volunteerId },
    detail: { relation, place },
    at: now,
  })
  return undefined
}

/** Whether the person is a guardian of the minor now. */
export async function isGuardianOf(db: Db | Trx, personId: number, volunteerId: number): Promise<boolean> {
  const row = await db
    .selectFrom('guardianship')
    .select('id')
    .where('volunteer_id', '=', volunteerId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Minors whose guardian the person is, by id. Of those with an account of their own the name is masked, as at the link. */
export async function listWards(db: Db | Trx, personalData: PersonalData, personId: number) {
  const rows = await db
    .selectFrom('guardianship')
    .innerJoin('volunteer', 'volunteer.id', 'guardianship.volunteer_id')
    .select([
      'volunteer.id',
      'volunteer.number',
      'volunteer.name_sealed',
      'volunteer.birth_date',
      'volunteer.guardian_person_id',
      'guardianship.relation',
      'guardianship.place',
    ])
    .where('guardianship.person_id', '=', personId)
    .where('guardianship.ended_at', 'is', null)
    .where('volunteer.state', '=', 'active')
    .orderBy('volunteer.id')
    .execute()
  return rows.map(({ name_sealed, ...row }) => {
    const name = openName(personalData, name_sealed)!
    return { ...row, name: row.guardian_person_id === personId ? name : maskName(name) }
  })
}

/** Ends the guardianships of a minor, or those of a guardian. */
export async function endGuardianships(
  trx: Trx,
  of: { volunteerId: number } | { personId: number },
  byPersonId: number,
  now: Date,
): Promise<void> {
  const standing = trx.updateTable('guardianship').set({ ended_at: now }).where('ended_at', 'is', null)
  const ended = await (
    'volunteerId' in of
      ? standing.where('volunteer_id', '=', of.volunteerId)
      : standing.where('person_id', '=', of.personId)
  )
    .returning(['id', 'volunteer_id'])
    .execute()
  await recordEvents(
    trx,
    ended.map(({ id, volunteer_id }) => ({
      actor: { kind: 'person', id: byPersonId },
      action: 'guardian.ended',
      object: { kind: 'volunteer', id: volunteer_id },
      detail: { guardianship: id },
      at: now,
    })),
  )
}

/** Child records of somebody who goes, which another guardian takes over: that one keeps them from now on, and is told. */
export async function giveChildrenOver(trx: Trx, personId: number, now: Date): Promise<number[]> {
  const children = await trx
    .selectFrom('volunteer')
    .innerJoin('guardianship', 'guardianship.volunteer_id', 'volunteer.id')
    .select(['volunteer.id', 'guardianship.person_id as other'])
    .where('volunteer.guardian_person_id', '=', personId)
    .where('guardianship.person_id', '<>', personId)
    .where('guardianship.ended_at', 'is', null)
    .orderBy('volunteer.id')
    .execute()
  for (const { id, other } of children) {
    await trx.updateTable('volunteer').set({ guardian_person_id: other }).where('id', '=', id).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.given-over',
      object: { kind: 'volunteer', id },
      detail: { to: other },
      at: now,
    })
    await enqueueMessage(
      trx,
      { to: { personId: other }, template: 'guardian-child-yours', about: { kind: 'volunteer', id } },
      now,
    )
  }
  return children.map(({ id }) => id)
}

/** Whether one of the person's child records has another guardian, who would take it over. */
export async function hasOtherGuardian(db: Db | Trx, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom('volunteer')
    .innerJoin('guardianship', 'guardianship.volunteer_id', 'volunteer.id')
    .select('volunteer.id')
    .where('volunteer.guardian_person_id', '=', personId)
    .where('guardianship.person_id', '<>', personId)
    .where('guardianship.ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
