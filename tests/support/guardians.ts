import type { Db } from '#db/schema.ts'
import { acceptInvitation, inviteGuardian, registerChild } from '#volunteering/volunteers/guardians.ts'
import type { GuardianGiven } from '#volunteering/volunteers/guardianship.ts'
import { renewConsent } from '#volunteering/volunteers/moves/renewal.ts'
import {
  addPerson,
  addVolunteer,
  givePhone,
  granted,
  monday,
  personalData,
  registration,
  type TestVolunteer,
  version,
} from './volunteering.ts'

/** What a guardian says of themselves, when it is not known from their own registration. */
export function asGuardian(changes: Partial<GuardianGiven> = {}): GuardianGiven {
  return { relation: 'mother', name: '示例监护人', birthDate: '1985-03-04', ...changes }
}

/** An account with a phone and nothing else. */
export async function addPersonWithPhone(db: Db): Promise<number> {
  const personId = await addPerson(db)
  await givePhone(db, personId)
  return personId
}

/** A child record of the guardian. */
export async function addChild(
  db: Db,
  guardian: { personId: number },
  birthDate = '2018-01-02',
  now = monday,
): Promise<TestVolunteer> {
  await givePhone(db, guardian.personId)
  const child = granted(
    await registerChild(
      db,
      personalData,
      guardian.personId,
      { ...registration({ name: '示例孩子', birthDate, guardianConsent: version }), guardian: asGuardian() },
      now,
    ),
  )
  return { personId: guardian.personId, volunteerId: child.id }
}

/** A minor with an account, and the guardian's consent. */
export async function addMinor(
  db: Db,
  guardian: { personId: number },
  birthDate = '2011-03-04',
  now = monday,
): Promise<TestVolunteer> {
  const minor = await addVolunteer(db, { birthDate }, now)
  const { token } = granted(await inviteGuardian(db, minor.personId, { scope: 'service' }, now))
  await givePhone(db, guardian.personId)
  granted(await acceptInvitation(db, personalData, token, guardian.personId, { ...asGuardian(), version }, now))
  return minor
}

/** A minor asks for a guardian; resolves with the token of the link. */
export const invite = async (db: Db, minor: { personId: number }) =>
  granted(await inviteGuardian(db, minor.personId, { scope: 'service' }, monday)).token

/** A guardian agrees through the link. */
export const accept = (db: Db, token: string, personId: number, changes: object = {}, now = monday) =>
  acceptInvitation(db, personalData, token, personId, { ...asGuardian(), version, ...changes }, now)

/** A guardian agrees again to the last that they agreed to. */
export async function renew(db: Db, personId: number, volunteerId: number, now: Date) {
  const last = await db
    .selectFrom('guardian_consent')
    .select('id')
    .where('guardian_person_id', '=', personId)
    .where('volunteer_id', '=', volunteerId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return renewConsent(db, { personId, volunteerId, consentId: last?.id, version }, now)
}

/** A minor with an account, whom nobody has agreed for. */
export const addTeen = (db: Db, birthDate = '2010-08-09', name = '欧阳示例') => addVolunteer(db, { birthDate, name })

/** Which guardians were told of a sign-up. */
export const toldOf = (db: Db, signUpId: number) =>
  db
    .selectFrom('message')
    .select('to_person_id')
    .where('template', '=', 'guardian-told')
    .where('about_id', '=', String(signUpId))
    .orderBy('to_person_id')
    .execute()

/** The token of the link by which a guardian refuses a sign-up. */
export async function linkSentTo(db: Db, personId: number, signUpId: number): Promise<string> {
  const { secret_sealed } = await db
    .selectFrom('message')
    .select('secret_sealed')
    .where('template', '=', 'guardian-told')
    .where('to_person_id', '=', personId)
    .where('about_id', '=', String(signUpId))
    .executeTakeFirstOrThrow()
  return personalData.open(secret_sealed!, 'message.secret_sealed')
}

/** How a sign-up stands, and why it ended. */
export const standingOf = (db: Db, signUpId: number) =>
  db.selectFrom('sign_up').select(['state', 'ended_reason']).where('id', '=', signUpId).executeTakeFirstOrThrow()

/** What a person was told, in order. */
export async function listTold(db: Db, personId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .select('template')
    .where('to_person_id', '=', personId)
    .orderBy('id')
    .execute()
  return rows.map(({ template }) => template)
}
