import { createHash, randomBytes } from 'node:crypto'
import { momentOf } from '#calendar/lishui.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { ConsentScope } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { maskName, type PersonalData } from '#people/personal-data.ts'
import { ageOfMajority, ageOn, birthday, dayOf } from './age.ts'
import { openName } from './profile.ts'
import { type Registration, registrationColumns } from './registration.ts'
import { insertVolunteer, isIdentityTaken, recordConsents } from './volunteers.ts'
import type { Refused } from '../refusals.ts'
import { guardianRefusals, volunteerRefusals } from './refusals.ts'

const day = 86_400_000
/** No law names a figure: a consent is asked for again every year, and ends with the 18th birthday. */
const consentDays = 365
const invitationDays = 7

/** What a consent covers: every activity fit for minors, or one. */
export type Scope =
  { scope: Extract<ConsentScope, 'service'> } | { scope: Extract<ConsentScope, 'activity'>; activityId: number }

/**
 * Registers a child under 14 as a record of the guardian, with the guardian's consent (浙江省志愿服务条例 Art. 9,
 * 个人信息保护法 Art. 31). The guardian acts for the record; the child has no account.
 */
export async function registerChild(
  db: Db | Trx,
  personalData: PersonalData,
  guardianPersonId: number,
  registration: Registration,
  now: Date,
): Promise<{ id: number; number: string } | Refused> {
  const columns = registrationColumns(personalData, registration, { child: true, today: dayOf(now) })
  if ('refused' in columns) return columns

  return inTransaction(db, async trx => {
    if (await isKnownMinor(trx, guardianPersonId, now)) return { refused: guardianRefusals.isMinor }
    if (await isIdentityTaken(trx, columns.identity_hash)) return { refused: volunteerRefusals.identityTaken }
    const row = { ...columns, guardian_person_id: guardianPersonId, registered_at: now }
    const child = await insertVolunteer(trx, row, registration.numberPrefix)
    await recordConsents(trx, child.id, { ...registration, mayBeAsked: undefined }, now)
    const actor = { kind: 'person' as const, id: guardianPersonId }
    await recordEvent(trx, {
      actor,
      action: 'volunteer.registered',
      object: { kind: 'volunteer', id: child.id },
      detail: { county: columns.county, child: true },
      at: now,
    })
    await insertConsent(
      trx,
      { volunteerId: child.id, birthDate: registration.birthDate, guardianPersonId },
      { scope: 'service' },
      registration.guardianConsent!,
      now,
    )
    return { id: child.id, number: child.number! }
  })
}

/** The child records of a guardian, by id, names opened. */
export async function listChildren(db: Db | Trx, personalData: PersonalData, guardianPersonId: number) {
  const rows = await db
    .selectFrom('volunteer')
    .selectAll()
    .where('guardian_person_id', '=', guardianPersonId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  return rows.map(row => ({ ...row, name: openName(personalData, row.name_sealed)! }))
}

/** A minor of 14 to 17 asks a parent to agree. Returns the token for the link; only its hash is kept, for seven days and one use. */
export async function inviteGuardian(
  db: Db | Trx,
  personId: number,
  scope: Scope,
  now: Date,
): Promise<{ token: string } | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await trx
      .selectFrom('volunteer')
      .select(['id', 'birth_date'])
      .where('person_id', '=', personId)
      .where('state', '=', 'active')
      .executeTakeFirst()
    if (!volunteer) return { refused: volunteerRefusals.notRegistered }
    if (ageOn(volunteer.birth_date!, dayOf(now)) >= ageOfMajority) return { refused: guardianRefusals.notAMinor }
    const token = randomBytes(24).toString('base64url')
    const expires_at = new Date(now.getTime() + invitationDays * day)
    await trx
      .insertInto('guardian_invitation')
      .values({
        token_hash: hashOf(token),
        volunteer_id: volunteer.id,
        ...scopeColumns(scope),
        created_at: now,
        expires_at,
      })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'guardian.invited',
      object: { kind: 'volunteer', id: volunteer.id },
      at: now,
    })
    return { token }
  })
}

/** Whom a link asks to agree for: the name masked, so that a link gone astray gives nobody away. Undefined when void. */
export async function findInvitation(db: Db | Trx, personalData: PersonalData, token: string, now: Date) {
  const row = await selectInvitation(db, token, now).executeTakeFirst()
  return (
    row && {
      maskedName: maskName(openName(personalData, row.name_sealed)!),
      scope: row.scope,
      activityId: row.activity_id,
    }
  )
}

/** The guardian, signed in with an account of their own, agrees through the link to this version of the text. */
export async function acceptInvitation(
  db: Db | Trx,
  token: string,
  guardianPersonId: number,
  version: string,
  now: Date,
): Promise<{ consentId: number } | Refused> {
  return inTransaction(db, async trx => {
    const row = await selectInvitation(trx, token, now).forUpdate('guardian_invitation').executeTakeFirst()
    if (!row) return { refused: guardianRefusals.invitationVoid }
    if (row.person_id === guardianPersonId) return { refused: guardianRefusals.isSelf }
    if (await isKnownMinor(trx, guardianPersonId, now)) return { refused: guardianRefusals.isMinor }
    await trx.updateTable('guardian_invitation').set({ used_at: now }).where('token_hash', '=', hashOf(token)).execute()
    const scope: Scope =
      row.activity_id === null ? { scope: 'service' } : { scope: 'activity', activityId: row.activity_id }
    return insertConsent(
      trx,
      { volunteerId: row.volunteer_id, birthDate: row.birth_date!, guardianPersonId },
      scope,
      version,
      now,
    )
  })
}

/** Consents a guardian has given, newest first, standing or not. */
export function listConsentsBy(db: Db | Trx, guardianPersonId: number) {
  return db
    .selectFrom('guardian_consent')
    .selectAll()
    .where('guardian_person_id', '=', guardianPersonId)
    .orderBy('id', 'desc')
    .execute()
}

/** Writes the consent, which lasts a year or until the 18th birthday, and its event. */
export async function insertConsent(
  trx: Trx,
  who: { volunteerId: number; birthDate: string; guardianPersonId: number },
  scope: Scope,
  version: string,
  now: Date,
): Promise<{ consentId: number }> {
  const eighteenth = momentOf(birthday(who.birthDate, ageOfMajority))
  const expires_at = new Date(Math.min(now.getTime() + consentDays * day, eighteenth.getTime()))
  const { id } = await trx
    .insertInto('guardian_consent')
    .values({
      volunteer_id: who.volunteerId,
      guardian_person_id: who.guardianPersonId,
      ...scopeColumns(scope),
      text_version: version,
      granted_at: now,
      expires_at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordEvent(trx, {
    actor: { kind: 'person', id: who.guardianPersonId },
    action: 'guardian.agreed',
    object: { kind: 'volunteer', id: who.volunteerId },
    detail: { consent: id, ...scope, text: version },
    at: now,
  })
  return { consentId: id }
}

/** Whether the portal knows the person to be under 18. Someone who never gave a date of birth vouches for themselves. */
async function isKnownMinor(trx: Trx, personId: number, now: Date): Promise<boolean> {
  const volunteer = await trx
    .selectFrom('volunteer')
    .select('birth_date')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return volunteer?.birth_date != null && ageOn(volunteer.birth_date, dayOf(now)) < ageOfMajority
}

function selectInvitation(db: Db | Trx, token: string, now: Date) {
  return db
    .selectFrom('guardian_invitation')
    .innerJoin('volunteer', 'volunteer.id', 'guardian_invitation.volunteer_id')
    .select(['guardian_invitation.volunteer_id', 'scope', 'activity_id', 'name_sealed', 'birth_date', 'person_id'])
    .where('token_hash', '=', hashOf(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('volunteer.state', '=', 'active')
}

function scopeColumns(scope: Scope) {
  return { scope: scope.scope, activity_id: scope.scope === 'activity' ? scope.activityId : null }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
