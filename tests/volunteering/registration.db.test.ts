import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { IdentityDocument } from '#forms/typed/identity-document.ts'
import {
  changeProfile,
  findVolunteerOf,
  registerVolunteer,
  setIdentityNumber,
  setMayBeAsked,
} from '#volunteering/volunteers/volunteers.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addPerson,
  addVolunteer,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  registration,
  version,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

const register = (personId: number, changes = {}) =>
  registerVolunteer(connection.db, personalData, personId, registration(changes), monday)

/** Whether the identity number of each, by id, was given by somebody else before. */
const disputedOf = async (...ids: number[]) =>
  (
    await connection.db
      .selectFrom('volunteer')
      .select('identity_disputed')
      .where('id', 'in', ids)
      .orderBy('id')
      .execute()
  ).map(row => row.identity_disputed)

describe('registering', () => {
  test('keeps the name sealed, consents with their versions, and gives a number and the role', async () => {
    const { db } = connection
    const personId = await addPerson(db)
    const { id, number } = granted(
      await register(personId, {
        name: '𠮷野示例',
        skills: ['first-aid', 'first-aid'],
        availableTimes: ['sun-evening', 'mon-morning'],
        mayBeAsked: version,
      }),
    )
    const row = await db.selectFrom('volunteer').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      number,
      person_id: personId,
      skills: ['first-aid'],
      available_times: ['mon-morning', 'sun-evening'],
      birth_date: '1990-05-06',
      state: 'active',
    })
    expect(row.name_sealed).not.toContain('示例')
    expect((await findVolunteerOf(db, personalData, personId))?.name).toBe('𠮷野示例')
    const consents = await db
      .selectFrom('volunteer_consent')
      .select(['kind', 'text_version'])
      .where('volunteer_id', '=', id)
      .orderBy('kind')
      .execute()
    expect(consents).toEqual([
      { kind: 'being-asked', text_version: version },
      { kind: 'registration', text_version: version },
    ])
    expect(
      (await db.selectFrom('person').select('roles').where('id', '=', personId).executeTakeFirstOrThrow()).roles,
    ).toEqual(['volunteer'])
  })

  test('happens once for a person, from two browsers too', async () => {
    const personId = await addPerson(connection.db)
    const outcomes = await Promise.all([register(personId), register(personId)])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: volunteerRefusals.alreadyRegistered }])
  })

  test.each([
    [{ name: ' ' }, volunteerRefusals.name],
    [{ name: '长'.repeat(41) }, volunteerRefusals.name],
    [{ county: '莲都区' }, volunteerRefusals.county],
    [{ skills: ['flying'] }, volunteerRefusals.skills],
    [{ skills: ['constructor'] }, volunteerRefusals.skills],
    [{ availableTimes: ['mon-night'] }, volunteerRefusals.times],
    [{ wishes: ['nothing'] }, volunteerRefusals.wishes],
    [{ birthDate: '2027-01-01' }, volunteerRefusals.birthDate],
    [{ birthDate: '1990-02-30' }, volunteerRefusals.birthDate],
    [{ birthDate: '2012-11-24' }, volunteerRefusals.underFourteen],
    [{ consent: undefined }, volunteerRefusals.consent],
    [{ identity: { number: '123' }, identityConsent: version }, volunteerRefusals.identityNumber],
    [
      { identity: { number: identityNumberFor('1990-05-07') }, identityConsent: version },
      volunteerRefusals.otherBirthDate,
    ],
    [{ identity: { number: identityNumberFor('1990-05-06') } }, volunteerRefusals.identityConsent],
    [{ identity: { document: 'passport', number: '12' }, identityConsent: version }, volunteerRefusals.identityNumber],
  ])('with %j is refused: %s', async (changes, refused) => {
    expect(await register(await addPerson(connection.db), changes)).toEqual({ refused })
  })

  test('with an identity number keeps a keyed hash, the last four and a seal, and finds a second registration', async () => {
    const { db } = connection
    const identityNumber = identityNumberFor('1990-05-06', 7)
    const { id } = granted(
      await register(await addPerson(db), { identity: { number: identityNumber }, identityConsent: version }),
    )
    const row = await db.selectFrom('volunteer').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row.identity_last4).toBe(identityNumber.slice(-4))
    expect(JSON.stringify(row)).not.toContain(identityNumber)
    expect(personalData.open(row.identity_sealed!, 'volunteer.identity')).toBe(identityNumber)
    const again = granted(
      await register(await addPerson(db), { identity: { number: identityNumber }, identityConsent: version }),
    )
    expect(await disputedOf(id, again.id), 'and nobody is told').toEqual([false, true])
    const twoAtOnce = identityNumberFor('1990-05-06', 8)
    const people = [await addPerson(db), await addPerson(db)]
    const outcomes = await Promise.all(
      people.map(person => register(person, { identity: { number: twoAtOnce }, identityConsent: version })),
    )
    const [one, other] = outcomes.map(outcome => granted(outcome).id)
    expect((await disputedOf(one!, other!)).toSorted()).toEqual([false, true])
  })

  test('with another document than the identity card keeps its number apart from the same of others', async () => {
    const { db } = connection
    const registerWith = async (document: IdentityDocument, number: string) =>
      register(await addPerson(db), { identity: { document, number }, identityConsent: version })
    const { id } = granted(await registerWith('passport', 'E12345678'))
    const row = await db.selectFrom('volunteer').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row.identity_last4).toBe('5678')
    expect(personalData.open(row.identity_sealed!, 'volunteer.identity')).toBe('passport E12345678')
    expect(await disputedOf(granted(await registerWith('passport', 'E12345678')).id)).toEqual([true])
    granted(await registerWith('passport', '12345678'))
    const permit = granted(await registerWith('taiwan-permit', '12345678'))
    expect(await disputedOf(permit.id)).toEqual([false])
    granted(await registerWith('passport', 'C01X00T4B'))
  })

  test('can be changed: profile, identity number, being asked; by nobody else', async () => {
    const { db } = connection
    const { personId, volunteerId } = await addVolunteer(db)
    const stranger = await addVolunteer(db)
    const profile = registration({ name: '新名字', county: '331181' })
    expect(await changeProfile(db, personalData, stranger.personId, volunteerId, profile, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    granted(await changeProfile(db, personalData, personId, volunteerId, profile, monday))
    granted(await setMayBeAsked(db, personId, version, monday))
    granted(await setMayBeAsked(db, personId, undefined, hoursAfter(monday, 1)))
    granted(
      await setIdentityNumber(
        db,
        personalData,
        personId,
        volunteerId,
        { number: identityNumberFor('1990-05-06', 9), consent: version },
        monday,
      ),
    )
    expect(await findVolunteerOf(db, personalData, personId)).toMatchObject({
      name: '新名字',
      county: '331181',
      may_be_asked: false,
    })
    granted(await setIdentityNumber(db, personalData, personId, volunteerId, undefined, hoursAfter(monday, 1)))
    const consents = await db
      .selectFrom('volunteer_consent')
      .select(['kind', 'withdrawn_at'])
      .where('volunteer_id', '=', volunteerId)
      .orderBy('kind')
      .execute()
    expect(consents).toEqual([
      { kind: 'being-asked', withdrawn_at: hoursAfter(monday, 1) },
      { kind: 'identity-number', withdrawn_at: hoursAfter(monday, 1) },
      { kind: 'registration', withdrawn_at: null },
    ])
  })
})

test('agreeing to another version of a text ends the consent to the one before', async () => {
  const { db } = connection
  const { personId, volunteerId } = await addVolunteer(db, { mayBeAsked: version })
  for (const agreed of [version, '2099-01-05', '2099-01-05'])
    granted(await setMayBeAsked(db, personId, agreed, hoursAfter(monday, 1)))
  const consents = await db
    .selectFrom('volunteer_consent')
    .select(['text_version', 'granted_at', 'withdrawn_at'])
    .where('volunteer_id', '=', volunteerId)
    .where('kind', '=', 'being-asked')
    .orderBy('id')
    .execute()
  expect(consents).toEqual([
    { text_version: version, granted_at: monday, withdrawn_at: hoursAfter(monday, 1) },
    { text_version: '2099-01-05', granted_at: hoursAfter(monday, 1), withdrawn_at: null },
  ])
})
