import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { birthDateOf } from '#forms/typed/identity-document.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { ageOfOwnAccount, ageOn, dayOf, isBirthDate } from '../volunteers/age.ts'
import { isIdentityOfAnother } from '../volunteers/identity-disputes.ts'
import { findPhoneHash, rememberMinor } from '../volunteers/known-minors.ts'
import { type Identity, identityColumns } from '../volunteers/profile.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'
import { findOwnVolunteer, setIdentityNumber } from '../volunteers/volunteers.ts'
import { endComing } from './leaving.ts'
import { findHindrance, readAttendees } from './parties.ts'
import { isConsentRefusal, signUpRefusals } from './refusals.ts'

/** The birth date of one's own record, or of one's child, becomes the one that the number of an identity card says; the number is kept. */
export async function correctOwnBirthDate(
  db: Db | Trx,
  personalData: PersonalData,
  { personId, volunteerId }: { personId: number; volunteerId: number },
  identity: Identity & { consent: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await findOwnVolunteer(trx, personId, volunteerId))) return { refused: volunteerRefusals.notYours }
    const birthDate = birthDateOf(identity.number)
    if (!birthDate) return { refused: volunteerRefusals.saysNoBirthDate }
    // Before anything is written: a refusal leaves all as it was.
    const columns = identityColumns(personalData, identity, birthDate)
    if ('refused' in columns) return columns
    if (await isIdentityOfAnother(trx, columns.identity_hash, personId, volunteerId))
      return { refused: volunteerRefusals.notProven }
    const changed = await changeBirthDate(trx, { volunteerId, birthDate, byPersonId: personId }, now)
    return 'refused' in changed ? changed : setIdentityNumber(trx, personalData, personId, volunteerId, identity, now)
  })
}

/**
 * Writes another birth date, with its event. Consents end with the new 18th birthday at the latest, and coming sign-ups
 * for which the person is too young now, or has no consent, end; the places go to the line. The caller has seen the proof.
 */
export async function changeBirthDate(
  trx: Trx,
  { volunteerId, birthDate, byPersonId }: { volunteerId: number; birthDate: string; byPersonId: number },
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
  await trx.updateTable('volunteer').set({ birth_date: birthDate }).where('id', '=', volunteerId).execute()
  const phone = volunteer.person_id === null ? undefined : await findPhoneHash(trx, volunteer.person_id)
  await rememberMinor(trx, [phone, volunteer.identity_hash], birthDate, now, { proven: true })
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
