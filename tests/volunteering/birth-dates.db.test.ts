import { describe, expect, test } from 'vitest'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { changeBirthDate, correctOwnBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { forgetGrownUps, rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addMinor, addPersonWithPhone } from '../support/guardians.ts'
import {
  addTestShift,
  addVolunteer,
  granted,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  registration,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

const register = (personId: number, changes: Parameters<typeof registration>[0] = {}, now = monday) =>
  registerVolunteer(connection.db, personalData, personId, registration(changes), now)

describe('a birth date', () => {
  test('is kept when a minor leaves and comes again older, whatever number they type; younger is taken', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    const { id } = granted(await register(personId, { birthDate: '2010-05-06' }))
    granted(await leaveVolunteering(db, { volunteerId: id, personId }, monday))
    expect(await register(personId, { birthDate: '1990-05-06' })).toEqual({ refused: volunteerRefusals.birthDateKept })
    const documents = [
      { document: 'passport' as const, number: 'E87654321' },
      { number: identityNumberFor('1990-05-06', 41) },
    ]
    for (const identity of documents)
      expect(await register(personId, { birthDate: '1990-05-06', identity, identityConsent: version })).toEqual({
        refused: volunteerRefusals.birthDateKept,
      })
    granted(await register(personId, { birthDate: '2011-05-06' }))
    expect((await recordOf(db, id)).birth_date).toBe('2011-05-06')
  })

  test('of a grown-up who left is not held against them', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    const { id } = granted(await register(personId, { birthDate: '1990-05-06' }))
    granted(await leaveVolunteering(db, { volunteerId: id, personId }, monday))
    granted(await register(personId, { birthDate: '1989-05-06' }))
  })

  test('of a minor is kept though they erase themselves; of a grown-up nothing is', async () => {
    const { db } = connection
    const [minor, adult] = [await addPersonWithPhone(db), await addPersonWithPhone(db)]
    granted(await register(minor, { birthDate: '2011-05-06' }))
    granted(await register(adult, { birthDate: '1991-05-06' }))
    for (const personId of [minor, adult]) await eraseVolunteering(db, personalData, personId, monday)
    expect(await register(minor)).toEqual({ refused: volunteerRefusals.birthDateKept })
    granted(await register(minor, { birthDate: '2011-05-06' }))
    granted(await register(adult))
  })

  test('of somebody refused for their age is remembered; what cannot be theirs is a slip of the pen', async () => {
    const { db } = connection
    const child = await addPersonWithPhone(db)
    await rememberRefusedAge(db, child, '2014-05-06', monday)
    expect(await register(child)).toEqual({ refused: volunteerRefusals.birthDateKept })
    const careless = await addPersonWithPhone(db)
    for (const slip of ['2024-05-06', '1990-02-30', '', undefined]) await rememberRefusedAge(db, careless, slip, monday)
    granted(await register(careless))
  })

  test('is forgotten at the 18th birthday', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    granted(await register(personId, { birthDate: '2009-01-02' }))
    await eraseVolunteering(db, personalData, personId, monday)
    const known = () => db.selectFrom('known_minor').select('hash').where('birth_date', '=', '2009-01-02').execute()
    await forgetGrownUps(db, new Date('2027-01-01T15:59:59Z'))
    expect(await known()).toHaveLength(1)
    await forgetGrownUps(db, new Date('2027-01-01T16:00:00Z'))
    expect(await known()).toEqual([])
  })

  test('changes by the number of an identity card; sign-ups for which one is too young then end', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    const adults = await addTestShift(db, { activity: { guardianRule: 'adults', minimumAge: 18 }, capacity: 1 })
    const [mine] = granted(await sign(db, adults.shiftId, volunteer)).signUpIds
    const [next] = granted(await sign(db, adults.shiftId, await addVolunteer(db))).signUpIds
    const change = (number: string) =>
      correctOwnBirthDate(db, personalData, volunteer, { number, consent: version }, monday)
    expect(await change('E12345670')).toEqual({ refused: volunteerRefusals.saysNoBirthDate })
    expect(await change(identityNumberFor('2015-05-06', 42))).toEqual({ refused: volunteerRefusals.underFourteen })
    granted(await change(identityNumberFor('2010-05-06', 42)))
    expect(await recordOf(db, volunteer.volunteerId)).toMatchObject({
      birth_date: '2010-05-06',
      identity_last4: expect.any(String),
    })
    const states = await db
      .selectFrom('sign_up')
      .select(['id', 'state', 'ended_reason'])
      .where('shift_id', '=', adults.shiftId)
      .orderBy('id')
      .execute()
    expect(states).toEqual([
      { id: mine, state: 'ended', ended_reason: 'age-corrected' },
      { id: next, state: 'offered', ended_reason: null },
    ])
  })

  test('made earlier ends a consent with the new 18th birthday', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const change = {
      volunteerId: minor.volunteerId,
      birthDate: '2009-01-02',
      byPersonId: guardian.personId,
      proven: true,
    }
    granted(await db.transaction().execute(trx => changeBirthDate(trx, change, monday)))
    const consent = await db
      .selectFrom('guardian_consent')
      .select('expires_at')
      .where('volunteer_id', '=', minor.volunteerId)
      .executeTakeFirstOrThrow()
    expect(consent.expires_at).toEqual(new Date('2027-01-02T00:00:00+08:00'))
  })
})
