import type { Insertable } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { VolunteerTable } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { giveRole } from '#people/held-roles.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { tellOfHeldOrganiser } from '../organisations/resigning.ts'
import { endAsMinor } from '../sign-ups/leaving.ts'
import { ageOfMajority, ageOn, dayOf } from './age.ts'
import { bringBlockAlong } from './blocks.ts'
import { grantConsent, withdrawConsent } from './consents.ts'
import { isIdentityTaken, releaseIdentity } from './identity-disputes.ts'
import { findMinority, findPhoneHash, rememberMinor } from './known-minors.ts'
import { findProfileFault, identityColumns, type Identity, openName, type Profile, profileColumns } from './profile.ts'
import { type Registration, registrationColumns } from './registration.ts'
import { newVolunteerNumber } from './number.ts'
import { findOwnVolunteer } from './own.ts'
import type { Refused } from '../refusals.ts'
import { volunteerRefusals } from './refusals.ts'

/**
 * Makes the person a volunteer (志愿服务条例 Art. 7), or takes back one who had left, with the same number.
 * A minor of 14 to 17 is registered here too, but signs up for nothing before a guardian's consent. Who is known as a
 * minor does not come back older, whatever number they type: for that they ask the office (`claimAge`).
 */
export async function registerVolunteer(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  registration: Registration,
  now: Date,
): Promise<{ id: number; number: string } | Refused> {
  const columns = registrationColumns(personalData, registration, { child: false, today: dayOf(now) })
  if ('refused' in columns) return columns

  return inTransaction(db, async trx => {
    const before = await trx
      .selectFrom('volunteer')
      .select(['id', 'state'])
      .where('person_id', '=', personId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (before?.state === 'active') return { refused: volunteerRefusals.alreadyRegistered }
    const kept = await findMinority(trx, personId, now)
    if (kept !== undefined && registration.birthDate < kept) return { refused: volunteerRefusals.birthDateKept }
    const identity_disputed = await isIdentityTaken(trx, {
      hash: columns.identity_hash,
      volunteerId: before?.id,
      personId,
      birthDate: registration.birthDate,
    })
    const phone = await findPhoneHash(trx, personId)
    await rememberMinor(trx, [phone, columns.identity_hash], registration.birthDate, now)

    const row = {
      ...columns,
      identity_disputed,
      may_be_asked: registration.mayBeAsked !== undefined,
      state: 'active' as const,
      left_at: null,
      registered_at: now,
    }
    const volunteer = before
      ? await trx
          .updateTable('volunteer')
          .set(row)
          .where('id', '=', before.id)
          .returning(['id', 'number'])
          .executeTakeFirstOrThrow()
      : await insertVolunteer(trx, { ...row, person_id: personId }, registration.numberPrefix)
    await recordConsents(trx, volunteer.id, registration, now)
    await bringBlockAlong(trx, volunteer.id, phone)
    if (ageOn(registration.birthDate, dayOf(now)) < ageOfMajority) await endAsMinor(trx, personId, personId, now)
    await giveRole(trx, personId, 'volunteer', { kind: 'person', id: personId }, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: before ? 'volunteer.returned' : 'volunteer.registered',
      object: { kind: 'volunteer', id: volunteer.id },
      detail: { county: columns.county },
      at: now,
    })
    return { id: volunteer.id, number: volunteer.number! }
  })
}

/** Adds the row with a volunteer number that nobody has. */
export async function insertVolunteer(
  trx: Trx,
  row: Insertable<VolunteerTable>,
  numberPrefix: string,
): Promise<{ id: number; number: string | null }> {
  for (;;) {
    const added = await trx
      .insertInto('volunteer')
      .values({ ...row, number: newVolunteerNumber(numberPrefix) })
      .onConflict(conflict => conflict.column('number').doNothing())
      .returning(['id', 'number'])
      .executeTakeFirst()
    if (added) return added
  }
}

/** Keeps what was agreed to with a registration that is without fault. */
export async function recordConsents(
  trx: Trx,
  volunteerId: number,
  { consent, identity, identityConsent, mayBeAsked }: Registration,
  now: Date,
): Promise<void> {
  await grantConsent(trx, volunteerId, 'registration', consent!, now)
  if (identity) await grantConsent(trx, volunteerId, 'identity-number', identityConsent!, now)
  if (mayBeAsked) await grantConsent(trx, volunteerId, 'being-asked', mayBeAsked, now)
}

/** The account behind a volunteer number, as typed, of a grown-up who is registered now: who may be made an organiser. */
export async function findAdultByNumber(
  db: Db | Trx,
  typed: string,
  now: Date,
): Promise<{ personId: number } | undefined> {
  const volunteer = await db
    .selectFrom('volunteer')
    .select(['person_id', 'birth_date'])
    .where('number', '=', typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase())
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (!volunteer?.person_id || ageOn(volunteer.birth_date!, dayOf(now)) < ageOfMajority) return undefined
  return { personId: volunteer.person_id }
}

/** The person's own volunteer record, active or left, with the name opened; undefined when they never registered. */
export async function findVolunteerOf(db: Db | Trx, personalData: PersonalData, personId: number) {
  const row = await db.selectFrom('volunteer').selectAll().where('person_id', '=', personId).executeTakeFirst()
  return row && { ...row, name: openName(personalData, row.name_sealed)! }
}

/**
 * Changes the profile of the person's own record or of one of their children. The date of birth is not among it:
 * ages were checked against it, so it changes by a document (`correctOwnBirthDate`) or by the office.
 */
export async function changeProfile(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  volunteerId: number,
  profile: Profile,
  now: Date,
): Promise<{ id: number } | Refused> {
  const fault = findProfileFault(profile)
  if (fault) return { refused: fault }
  return inTransaction(db, async trx => {
    if (!(await findOwnVolunteer(trx, personId, volunteerId))) return { refused: volunteerRefusals.notYours }
    await trx
      .updateTable('volunteer')
      .set(profileColumns(personalData, profile))
      .where('id', '=', volunteerId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.changed',
      object: { kind: 'volunteer', id: volunteerId },
      at: now,
    })
    return { id: volunteerId }
  })
}

/** Agrees to be asked when a need fits, to this version of the text, or with undefined takes that back. As it was: nothing happens. */
export async function setMayBeAsked(
  db: Db | Trx,
  personId: number,
  version: string | undefined,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await trx
      .selectFrom('volunteer')
      .leftJoin('volunteer_consent', join =>
        join.onRef('volunteer_id', '=', 'volunteer.id').on('kind', '=', 'being-asked').on('withdrawn_at', 'is', null),
      )
      .select(['volunteer.id', 'text_version'])
      .where('person_id', '=', personId)
      .where('state', '=', 'active')
      .forNoKeyUpdate('volunteer')
      .executeTakeFirst()
    if (!volunteer) return { refused: volunteerRefusals.notRegistered }
    const { id } = volunteer
    if (volunteer.text_version === (version ?? null)) return { id }
    await trx
      .updateTable('volunteer')
      .set({ may_be_asked: version !== undefined })
      .where('id', '=', id)
      .execute()
    if (version) await grantConsent(trx, id, 'being-asked', version, now)
    else await withdrawConsent(trx, id, 'being-asked', now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.changed',
      object: { kind: 'volunteer', id },
      detail: { mayBeAsked: version !== undefined },
      at: now,
    })
    return { id }
  })
}

/**
 * Adds or replaces the sealed number of a document, for which `consent` is the version of the text that was agreed to, or
 * with undefined removes it and takes the consent back. An organiser replaces it by what says their birth date alone.
 */
export async function setIdentityNumber(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  volunteerId: number,
  given: (Identity & { consent: string }) | undefined,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await findOwnVolunteer(trx, personId, volunteerId)
    if (!volunteer) return { refused: volunteerRefusals.notYours }
    // Who sees names and phones of others stays somebody proven.
    const organises = volunteer.person_id !== null && (await isOrganiser(trx, volunteer.person_id))
    if (!given && organises) return { refused: volunteerRefusals.organiserKeepsNumber }
    const identity = identityColumns(personalData, given, volunteer.birth_date!)
    if ('refused' in identity) return identity
    if (organises && !identity.identity_says_birth_date) return { refused: volunteerRefusals.organiserKeepsCard }
    const identity_disputed = await isIdentityTaken(trx, {
      hash: identity.identity_hash,
      volunteerId,
      personId: volunteer.person_id,
      birthDate: volunteer.birth_date!,
    })
    await trx
      .updateTable('volunteer')
      .set({ ...identity, identity_disputed })
      .where('id', '=', volunteerId)
      .execute()
    if (volunteer.identity_hash !== identity.identity_hash) await releaseIdentity(trx, volunteer.identity_hash)
    await rememberMinor(trx, [identity.identity_hash], volunteer.birth_date!, now)
    if (organises && identity_disputed) await tellOfHeldOrganiser(trx, volunteer.person_id!, now)
    if (given) await grantConsent(trx, volunteerId, 'identity-number', given.consent, now)
    else await withdrawConsent(trx, volunteerId, 'identity-number', now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.changed',
      object: { kind: 'volunteer', id: volunteerId },
      detail: { identityNumber: given !== undefined },
      at: now,
    })
    return { id: volunteerId }
  })
}

async function isOrganiser(trx: Trx, personId: number): Promise<boolean> {
  return !!(await trx.selectFrom('organiser').select('person_id').where('person_id', '=', personId).executeTakeFirst())
}
