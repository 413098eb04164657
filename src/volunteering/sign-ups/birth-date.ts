import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { birthDateOf } from '#forms/typed/identity-document.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { tellOfHeldOrganiser } from '../organisations/resigning.ts'
import { ageOfMajority, ageOfOwnAccount, ageOn, dayOf, isBirthDate } from '../volunteers/age.ts'
import { claimAge, findClaimed } from '../volunteers/age-claims.ts'
import { findPhoneHash, rememberMinor } from '../volunteers/known-minors.ts'
import { findIdentityFault, type Identity } from '../volunteers/profile.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'
import { findOwnVolunteer } from '../volunteers/own.ts'
import { setIdentityNumber } from '../volunteers/volunteers.ts'
import { endAsMinor, endComing } from './leaving.ts'
import { findHindrance, readAttendees } from './parties.ts'
import { isConsentRefusal, signUpRefusals } from './refusals.ts'

/**
 * The birth date of one's own record, or of one's child, becomes the one that the number of an identity card says; the
 * number is kept. It makes nobody older who is known as a minor: that becomes a claim (`asked`), and the office sees the card.
 * Whose else the number may be changes nothing of the answer.
 */
export async function correctOwnBirthDate(
  db: Db | Trx,
  personalData: PersonalData,
  { personId, volunteerId }: { personId: number; volunteerId: number },
  identity: Identity & { consent: string },
  now: Date,
): Promise<{ id: number } | { asked: true } | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await findOwnVolunteer(trx, personId, volunteerId)
    if (!volunteer) return { refused: volunteerRefusals.notYours }
    const birthDate = birthDateOf(identity.number)
    if (!birthDate) return { refused: volunteerRefusals.saysNoBirthDate }
    // Before anything is written: a refusal leaves all as it was.
    const fault = findIdentityFault(identity, birthDate)
    if (fault) return { refused: fault }
    const childId = volunteer.person_id === personId ? undefined : volunteerId
    const kept = (await findClaimed(trx, personId, childId, now))?.kept
    if (kept !== undefined && birthDate < kept) {
      const said = { childId, birthDate, identity, consent: identity.consent }
      const claim = await claimAge(trx, personalData, personId, said, now)
      return 'refused' in claim ? claim : { asked: true }
    }
    const change = { volunteerId, birthDate, byPersonId: personId, proven: false }
    const changed = await changeBirthDate(trx, change, now)
    return 'refused' in changed ? changed : setIdentityNumber(trx, personalData, personId, volunteerId, identity, now)
  })
}

/**
 * Writes another birth date, with its event. Who is a minor by it answers for nobody any more. Consents end with the new 18th birthday at the latest, and coming sign-ups
 * for which the person is too young now, or has no consent, end; the places go to the line. `proven`: the office has seen
 * the document, and what was remembered before does not hold any more.
 */
export async function changeBirthDate(
  trx: Trx,
  {
    volunteerId,
    birthDate,
    byPersonId,
    proven,
  }: { volunteerId: number; birthDate: string; byPersonId: number; proven: boolean },
  now: Date,
): Promise<{ ended: number } | Refused> {
  const today = dayOf(now)
  if (!isBirthDate(birthDate, today)) return { refused: volunteerRefusals.birthDate }
  const volunteer = await trx
    .selectFrom('volunteer')
    .select(['birth_date', 'person_id', 'identity_hash'])
    .where('id', '=', volunteerId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (volunteer.birth_date === birthDate) return { ended: 0 }
  if (volunteer.person_id !== null && ageOn(birthDate, today) < ageOfOwnAccount)
    return { refused: volunteerRefusals.underFourteen }
  // Whether the number says the new one too is looked at anew.
  const change = { birth_date: birthDate, identity_says_birth_date: null }
  await trx.updateTable('volunteer').set(change).where('id', '=', volunteerId).execute()
  const phone = volunteer.person_id === null ? undefined : await findPhoneHash(trx, volunteer.person_id)
  await rememberMinor(trx, [phone, volunteer.identity_hash], birthDate, now, { proven })
  if (volunteer.person_id !== null && ageOn(birthDate, today) < ageOfMajority) {
    await endAsMinor(trx, volunteer.person_id, byPersonId, now)
    await tellOfHeldOrganiser(trx, volunteer.person_id, now)
  }
  await sql`
    UPDATE guardian_consent SET expires_at = greatest(adult_from(${birthDate}::date), granted_at + interval '1 second')
    WHERE volunteer_id = ${volunteerId} AND revoked_at IS NULL AND expires_at > adult_from(${birthDate}::date)`.execute(
    trx,
  )
  await recordEvent(trx, {
    actor: { kind: 'person', id: byPersonId },
    action: 'volunteer.birth-date-changed',
    object: { kind: 'volunteer', id: volunteerId },
    at: now,
  })
  const ended = await endComing(trx, volunteerId, 'age-corrected', byPersonId, now, async shift => {
    const hindrance = findHindrance(shift, await readAttendees(trx, shift, [volunteerId], now))
    return hindrance?.refused === signUpRefusals.tooYoung || isConsentRefusal(hindrance?.refused)
  })
  return { ended }
}
