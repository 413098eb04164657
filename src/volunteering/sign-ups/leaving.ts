import type { Db, Trx } from '#db/schema.ts'
import type { EndedReason } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { takeRole } from '#people/held-roles.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { withdrawConsent } from '../volunteers/consents.ts'
import { endMemberships } from '../organisations/memberships.ts'
import { resignEverywhere } from '../organisations/resigning.ts'
import { callOff } from './calling-off.ts'
import { tellOfShift } from '../notify.ts'
import { readAttendees } from './parties.ts'
import { endGuardianships, giveChildrenOver } from '../volunteers/guardianship.ts'
import { releaseIdentity } from '../volunteers/identity-disputes.ts'
import { findPhoneHash, rememberMinor } from '../volunteers/known-minors.ts'
import { erasedAt } from '../volunteers/profile.ts'
import { lockShift } from '../shifts/lock.ts'
import type { Refused } from '../refusals.ts'
import { guardianRefusals } from '../volunteers/refusals.ts'

/** A guardian takes a consent back (个人信息保护法 Art. 15). Coming sign-ups that no other consent covers end; the places go to the line. */
export async function revokeConsent(
  db: Db | Trx,
  { consentId, personId }: { consentId: number; personId: number },
  now: Date,
): Promise<{ ended: number } | Refused> {
  return inTransaction(db, async trx => {
    const consent = await trx
      .selectFrom('guardian_consent')
      .select('volunteer_id')
      .where('id', '=', consentId)
      .where('guardian_person_id', '=', personId)
      .executeTakeFirst()
    if (!consent) return { refused: guardianRefusals.consentUnknown }
    const ended = await endConsent(trx, { consentId, volunteerId: consent.volunteer_id }, personId, now)
    return ended === undefined ? { refused: guardianRefusals.consentUnknown } : { ended }
  })
}

/** Ends a consent and what it alone covers; returns how many sign-ups ended. Undefined: it had ended. */
async function endConsent(
  trx: Trx,
  { consentId, volunteerId }: { consentId: number; volunteerId: number },
  byPersonId: number,
  now: Date,
): Promise<number | undefined> {
  // Held, so that a sign-up that has just read the consent is finished, or has not begun.
  const { birth_date } = await trx
    .selectFrom('volunteer')
    .select('birth_date')
    .where('id', '=', volunteerId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  const revoked = await trx
    .updateTable('guardian_consent')
    .set({ revoked_at: now })
    .where('id', '=', consentId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!revoked) return undefined
  await recordEvent(trx, {
    actor: { kind: 'person', id: byPersonId },
    action: 'guardian.revoked',
    object: { kind: 'volunteer', id: volunteerId },
    detail: { consent: consentId },
    at: now,
  })
  return endComing(trx, volunteerId, 'consent-ended', byPersonId, now, async shift => {
    if (birth_date === null || ageOn(birth_date, dayOf(shift.starts_at)) >= ageOfMajority) return false
    const [attendee] = await readAttendees(trx, shift, [volunteerId], now)
    return attendee!.unconsented !== null
  })
}

/** An account that turns out to be a minor's answers for nobody: children with another guardian are that one's, and what it agreed to ends. */
export async function endAsMinor(trx: Trx, personId: number, byPersonId: number, now: Date): Promise<void> {
  await giveChildrenOver(trx, personId, now)
  await endAsGuardian(trx, personId, byPersonId, now)
}

async function endAsGuardian(trx: Trx, personId: number, byPersonId: number, now: Date): Promise<void> {
  const standing = await trx
    .selectFrom('guardian_consent')
    .select(['id', 'volunteer_id'])
    .where('guardian_person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id, volunteer_id } of standing)
    await endConsent(trx, { consentId: id, volunteerId: volunteer_id }, byPersonId, now)
  await endGuardianships(trx, { personId }, byPersonId, now)
}

/**
 * Erases everything personal of the person's volunteering (个人信息保护法 Art. 47): their record, their children's where
 * no other guardian takes them over (with `children: 'erase'` all of them), what they wrote in needs, feeds and invitations, their number where they were the contact of an activity. Rows of past service stay without anyone's name, so that sums
 * hold, and on a coming roster it stays seen that somebody erased themselves.
 */
export async function eraseVolunteering(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  now: Date,
  { children = 'other-guardian' }: { children?: 'other-guardian' | 'erase' } = {},
): Promise<{ erased: number }> {
  return inTransaction(db, async trx => {
    if (children === 'other-guardian') await giveChildrenOver(trx, personId, now)
    // Those for whom the person agreed as a guardian are held too: their consents end below.
    const concerned = await trx
      .selectFrom('volunteer')
      .select(['id', 'person_id', 'guardian_person_id', 'identity_hash'])
      .where(eb =>
        eb.or([
          eb('person_id', '=', personId),
          eb('guardian_person_id', '=', personId),
          eb(
            'id',
            'in',
            eb
              .selectFrom('guardian_consent')
              .select('volunteer_id')
              .where('guardian_person_id', '=', personId)
              .where('revoked_at', 'is', null),
          ),
        ]),
      )
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    const records = concerned.filter(row => row.person_id === personId || row.guardian_person_id === personId)
    const actor = { kind: 'person' as const, id: personId }
    for (const { id } of records) await endComing(trx, id, 'erased', personId, now)
    for (const { id, identity_hash } of records) {
      await rememberErased(trx, id, now)
      await endMemberships(trx, id, now)
      await withdrawConsent(trx, id, 'all', now)
      await trx.deleteFrom('guardian_invitation').where('volunteer_id', '=', id).execute()
      await trx.deleteFrom('volunteer_link').where('volunteer_id', '=', id).execute()
      await trx.deleteFrom('training').where('volunteer_id', '=', id).execute()
      await trx.deleteFrom('age_claim').where('volunteer_id', '=', id).execute()
      await endGuardianships(trx, { volunteerId: id }, personId, now)
      await trx.deleteFrom('need_invitation').where('volunteer_id', '=', id).execute()
      await trx.updateTable('sign_up').set({ removal_words: null }).where('volunteer_id', '=', id).execute()
      await trx.updateTable('volunteer').set(erasedAt(now)).where('id', '=', id).execute()
      await releaseIdentity(trx, identity_hash)
      await recordEvent(trx, { actor, action: 'volunteer.erased', object: { kind: 'volunteer', id }, at: now })
    }
    await eraseRest(trx, personalData, personId, now)
    return { erased: records.length }
  })
}

/** Who erases themselves as a minor is not grown up when they come again; of a grown-up nothing is kept. */
async function rememberErased(trx: Trx, volunteerId: number, now: Date): Promise<void> {
  const { birth_date, identity_hash, person_id } = await trx
    .selectFrom('volunteer')
    .select(['birth_date', 'identity_hash', 'person_id'])
    .where('id', '=', volunteerId)
    .executeTakeFirstOrThrow()
  const phone = person_id === null ? undefined : await findPhoneHash(trx, person_id)
  if (birth_date) await rememberMinor(trx, [phone, identity_hash], birth_date, now)
}

/** What hangs on the account rather than on a volunteer's record. */
async function eraseRest(trx: Trx, personalData: PersonalData, personId: number, now: Date): Promise<void> {
  await endAsGuardian(trx, personId, personId, now)
  await trx.deleteFrom('volunteer_link').where('person_id', '=', personId).execute()
  await trx.deleteFrom('age_claim').where('person_id', '=', personId).execute()
  const guardian = await trx
    .deleteFrom('guardian')
    .where('person_id', '=', personId)
    .returning('identity_hash')
    .executeTakeFirst()
  if (guardian) await releaseIdentity(trx, guardian.identity_hash)
  await trx.deleteFrom('calendar_feed').where('person_id', '=', personId).execute()
  await trx
    .updateTable('volunteer')
    .set({ merged_from_account: null })
    .where('merged_from_account', '=', personId)
    .execute()
  await resignEverywhere(trx, personId, now)
  await trx
    .updateTable('organisation_change')
    .set({ contact_name: '（已删除）', contact_phone: '（已删除）' })
    .where('asked_by', '=', personId)
    .execute()
  await trx
    .updateTable('need')
    .set({ state: 'withdrawn', closed_at: now, decline_words: null })
    .where('filed_by', '=', personId)
    .where('state', 'in', ['filed', 'verified', 'declined'])
    .execute()
  await trx
    .updateTable('need')
    .set({ title: '（已删除）', what: '（已删除）', place: '（已删除）' })
    .where('filed_by', '=', personId)
    .execute()
  const { phone_sealed } = await trx
    .selectFrom('person')
    .select('phone_sealed')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  if (phone_sealed)
    await trx
      .updateTable('activity')
      .set({ contact_name: '（已删除）', contact_phone: '（已删除）' })
      .where('contact_phone', '=', personalData.open(phone_sealed, 'person.phone_sealed'))
      .execute()
  await trx
    .updateTable('organisation')
    .set({ contact_name: '（已删除）', contact_phone: '（已删除）' })
    .where('applied_by', '=', personId)
    .where('state', 'in', ['applied', 'declined'])
    .execute()
  for (const role of ['volunteer', 'organiser'] as const)
    await takeRole(trx, personId, role, { kind: 'person', id: personId }, now)
}

/** Ends a volunteer's sign-ups on shifts that have not begun, shift by shift in the order of their ids; returns how many. */
export async function endComing(
  trx: Trx,
  volunteerId: number,
  reason: EndedReason,
  byPersonId: number,
  now: Date,
  concerns: (shift: NonNullable<Awaited<ReturnType<typeof lockShift>>>) => Promise<boolean> = async () => true,
): Promise<number> {
  const coming = await trx
    .selectFrom('sign_up')
    .select(['id', 'shift_id'])
    .where('volunteer_id', '=', volunteerId)
    .where('state', '<>', 'ended')
    .where('starts_at', '>', now)
    .orderBy('shift_id')
    .execute()
  let ended = 0
  for (const { id, shift_id } of coming) {
    const shift = (await lockShift(trx, shift_id))!
    // Another move may have ended it while we waited for the shift.
    const signUp = await trx
      .selectFrom('sign_up')
      .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
      .select(eb => [
        'sign_up.id',
        'sign_up.state',
        eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId'),
      ])
      .where('sign_up.id', '=', id)
      .where('sign_up.state', '<>', 'ended')
      .executeTakeFirst()
    if (!signUp || !(await concerns(shift))) continue
    await callOff(trx, shift, signUp, reason, { kind: 'person', id: byPersonId }, now)
    if (reason === 'consent-ended') await tellOfShift(trx, shift, [signUp], 'shift-consent-ended', now)
    ended += 1
  }
  return ended
}
