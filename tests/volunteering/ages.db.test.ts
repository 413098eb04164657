import { describe, expect, test } from 'vitest'
import type { GuardianRule } from '#db/schema-volunteers.ts'
import type { Refusal } from '#forms/refusals.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { changeBirthDate, correctOwnBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { offerHandOver, takeOverRecord } from '#volunteering/sign-ups/handing-over.ts'
import { mergeVolunteers } from '#volunteering/sign-ups/merging.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { birthday } from '#volunteering/volunteers/age.ts'
import { insertConsent } from '#volunteering/volunteers/guardian-consents.ts'
import { acceptInvitation, inviteGuardian, listChildren } from '#volunteering/volunteers/guardians.ts'
import { forgetGrownUps, rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  addChild,
  addMinor,
  addPerson,
  addTestShift,
  addVolunteer,
  asGuardian,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  registration,
  sign,
  type TestVolunteer,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

/** The day of the shifts of this file: two days from `monday`. */
const thatDay = '2026-11-25'
/** Born so that they turn so many years old on that day, or `days` later. */
function turning(years: number, days = 0): string {
  const born = new Date(`${Number(thatDay.slice(0, 4)) - years}${thatDay.slice(4)}T00:00:00Z`)
  return new Date(born.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

/*
 * Every boundary of age × what was agreed to × what the activity says. `company`: the guardian is booked on the same shift.
 */
const { tooYoung, needsConsent, needsCompany } = signUpRefusals
const consents = ['none', 'given', 'revoked', 'another activity'] as const
type Consent = (typeof consents)[number]
const kinds = {
  'adults alone': { guardianRule: 'adults', minimumAge: 18 },
  'from 16 with consent': { guardianRule: 'consent', minimumAge: 16 },
  'from 14 with consent': { guardianRule: 'consent', minimumAge: 14 },
  'from 14 in company': { guardianRule: 'accompanied', minimumAge: 14 },
} as const satisfies Record<string, { guardianRule: GuardianRule; minimumAge: number }>
type Kind = keyof typeof kinds

function expected(age: number, consent: Consent, kind: Kind): Refusal | 'booked' {
  if (age < kinds[kind].minimumAge) return tooYoung
  if (age >= 18) return 'booked'
  if (consent !== 'given') return needsConsent
  return kinds[kind].guardianRule === 'accompanied' ? needsCompany : 'booked'
}

describe.each(Object.keys(kinds) as Kind[])('an activity for %s', kind => {
  test.each(
    [14, 16, 18].flatMap(years =>
      consents.flatMap(consent => [
        { years, late: 0, consent },
        { years, late: 1, consent },
      ]),
    ),
  )('who turns $years on that day and $late later, consent $consent', async ({ years, late, consent }) => {
    const { db } = connection
    const birthDate = turning(years, late)
    // Whoever is 13 yet has no account of their own before the birthday: registered on the day itself.
    const registered = years === 14 ? new Date(`${turning(0, 1)}T00:00:00+08:00`) : monday
    const { shiftId } = await addTestShift(
      db,
      {
        activity: kinds[kind],
        startsAt: new Date(`${years === 14 && late ? turning(0, 0) : turning(0, years === 14 ? 2 : 0)}T09:00:00+08:00`),
      },
      monday,
    )
    if (years === 14 && late) {
      expect(
        await registerVolunteer(db, personalData, await addPerson(db), registration({ birthDate }), monday),
      ).toEqual({ refused: volunteerRefusals.underFourteen })
      return
    }
    const volunteer = await addVolunteer(db, { birthDate }, registered)
    if (consent !== 'none') {
      const guardian = await addPerson(db)
      await givePhone(db, guardian)
      const elsewhere = await addTestShift(db, { startsAt: hoursAfter(monday, 200) })
      await db.transaction().execute(async trx => {
        const { consentId } = await insertConsent(
          trx,
          { volunteerId: volunteer.volunteerId, birthDate, guardianPersonId: guardian },
          consent === 'another activity'
            ? { scope: 'activity', activityId: elsewhere.activityId }
            : { scope: 'service' },
          version,
          registered,
        )
        if (consent === 'revoked')
          await trx
            .updateTable('guardian_consent')
            .set({ revoked_at: registered })
            .where('id', '=', consentId)
            .execute()
      })
    }
    const outcome = await sign(db, shiftId, volunteer, registered)
    expect('refused' in outcome ? outcome.refused : outcome.state).toEqual(
      expected(late ? years - 1 : years, consent, kind),
    )
  })
})

describe('a shift across the 18th birthday', () => {
  test('needs a consent until the birthday and not after', async () => {
    const { db } = connection
    const minor = await addMinor(db, await addVolunteer(db), turning(18, 1))
    const night = { startsAt: new Date(`${thatDay}T22:00:00+08:00`), hours: 6 }
    const { shiftId } = await addTestShift(db, night)
    expect(granted(await sign(db, shiftId, minor)).state).toBe('booked')
    const alone = await addVolunteer(db, { birthDate: turning(18, 1) })
    const other = await addTestShift(db, night)
    expect(await sign(db, other.shiftId, alone)).toMatchObject({ refused: needsConsent })
    const day = await addTestShift(db, { startsAt: new Date(`${turning(0, 1)}T00:00:00+08:00`) })
    expect(granted(await sign(db, day.shiftId, alone)).state, 'grown up from midnight on').toBe('booked')
  })

  test('the database and the portal agree on the day, on 29 February too', async () => {
    const { db } = connection
    for (const born of ['2008-02-29', '2008-02-28', '2008-03-01', '2008-12-31', '2009-01-01', '2012-02-29']) {
      const row = await db
        .selectNoFrom(eb => eb.fn<Date>('adult_from', [eb.cast(eb.val(born), 'date')]).as('at'))
        .executeTakeFirstOrThrow()
      expect([born, row.at]).toEqual([born, new Date(`${birthday(born, 18)}T00:00:00+08:00`)])
    }
  })
})

/** Somebody with a phone, who is not registered. */
async function newcomer(): Promise<number> {
  const personId = await addPerson(connection.db)
  await givePhone(connection.db, personId)
  return personId
}
const register = (personId: number, changes: Parameters<typeof registration>[0] = {}, now = monday) =>
  registerVolunteer(connection.db, personalData, personId, registration(changes), now)
const recordOf = (volunteerId: number) =>
  connection.db.selectFrom('volunteer').selectAll().where('id', '=', volunteerId).executeTakeFirstOrThrow()

describe('a birth date', () => {
  test('is kept when somebody leaves and comes again, unless an identity card says another', async () => {
    const { db } = connection
    const personId = await newcomer()
    const { id } = granted(await register(personId, { birthDate: '2010-05-06' }))
    granted(await leaveVolunteering(db, { volunteerId: id, personId }, monday))
    expect(await register(personId, { birthDate: '1990-05-06' })).toEqual({ refused: volunteerRefusals.birthDateKept })
    expect(
      await register(personId, {
        birthDate: '1990-05-06',
        identity: { document: 'passport', number: 'E87654321' },
        identityConsent: version,
      }),
      'a passport says no birth date',
    ).toEqual({ refused: volunteerRefusals.birthDateKept })
    granted(
      await register(personId, {
        birthDate: '1990-05-06',
        identity: { number: identityNumberFor('1990-05-06', 41) },
        identityConsent: version,
      }),
    )
    expect((await recordOf(id)).birth_date).toBe('1990-05-06')
  })

  test('of a minor is kept though they erase themselves; of a grown-up nothing is', async () => {
    const { db } = connection
    const [minor, adult] = [await newcomer(), await newcomer()]
    granted(await register(minor, { birthDate: '2011-05-06' }))
    granted(await register(adult, { birthDate: '1991-05-06' }))
    for (const personId of [minor, adult]) await eraseVolunteering(db, personalData, personId, monday)
    expect(await register(minor)).toEqual({ refused: volunteerRefusals.birthDateKept })
    granted(await register(minor, { birthDate: '2011-05-06' }))
    granted(await register(adult))
  })

  test('of somebody refused for their age is remembered; what cannot be theirs is a slip of the pen', async () => {
    const { db } = connection
    const child = await newcomer()
    await rememberRefusedAge(db, child, '2014-05-06', monday)
    expect(await register(child)).toEqual({ refused: volunteerRefusals.birthDateKept })
    const careless = await newcomer()
    for (const slip of ['2024-05-06', '1990-02-30', '', undefined]) await rememberRefusedAge(db, careless, slip, monday)
    granted(await register(careless))
  })

  test('is forgotten at the 18th birthday', async () => {
    const { db } = connection
    const personId = await newcomer()
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
    expect(await recordOf(volunteer.volunteerId)).toMatchObject({
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
    const change = { volunteerId: minor.volunteerId, birthDate: '2009-01-02', byPersonId: guardian.personId }
    granted(await db.transaction().execute(trx => changeBirthDate(trx, change, monday)))
    const consent = await db
      .selectFrom('guardian_consent')
      .select('expires_at')
      .where('volunteer_id', '=', minor.volunteerId)
      .executeTakeFirstOrThrow()
    expect(consent.expires_at).toEqual(new Date('2027-01-02T00:00:00+08:00'))
  })
})

describe('a child’s record', () => {
  const offer = (child: TestVolunteer, now = monday) =>
    offerHandOver(connection.db, { volunteerId: child.volunteerId, personId: child.personId }, now)
  const take = (token: string, personId: number, now = monday) =>
    takeOverRecord(connection.db, personalData, { token, personId, version }, now)
  /** A child record whose child turns 14 (or so many years) on that day. */
  async function grownChild(years = 14) {
    const guardian = await addVolunteer(connection.db)
    const registered = years === 14 ? monday : new Date(`${2026 - years + 12}-11-01T00:00:00Z`)
    const child = await addChild(connection.db, guardian, turning(years), registered)
    return { guardian, child }
  }
  const fourteenth = new Date(`${thatDay}T00:00:00+08:00`)

  test('is handed over from the 14th birthday on, by a link, to a phone that is not the guardian’s', async () => {
    const { db } = connection
    const { guardian, child } = await grownChild()
    expect(await offer(child), 'a day too early').toEqual({ refused: guardianRefusals.tooYoungToTakeOver })
    expect(await offer({ ...child, personId: (await addVolunteer(db)).personId }, fourteenth)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    const { token } = granted(await offer(child, fourteenth))
    expect(await take(token, guardian.personId, fourteenth)).toEqual({ refused: guardianRefusals.takenByChildAlone })
    expect(await take(token, await addPerson(db), fourteenth)).toEqual({ refused: guardianRefusals.needsPhone })
    const phone = await newcomer()
    expect(granted(await take(token, phone, fourteenth)).id).toBe(child.volunteerId)
    expect(await recordOf(child.volunteerId)).toMatchObject({ person_id: phone, guardian_person_id: null })
    expect(await listChildren(db, personalData, guardian.personId)).toEqual([])
    expect(await take(token, await newcomer(), fourteenth), 'once').toEqual({ refused: guardianRefusals.linkVoid })
    // The guardian’s consent stands: the child signs up alone.
    const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(fourteenth, 60) })
    const self = { personId: phone, volunteerId: child.volunteerId }
    expect(granted(await sign(db, shiftId, self, fourteenth)).state).toBe('booked')
  })

  test('takes in what the child had registered alone; what stands double ends', async () => {
    const { db } = connection
    const { child } = await grownChild()
    const phone = await newcomer()
    const own = granted(await register(phone, { birthDate: turning(14) }, fourteenth))
    const { token: link } = granted(await inviteGuardian(db, phone, { scope: 'service' }, fourteenth))
    const parent = await newcomer()
    granted(await acceptInvitation(db, personalData, link, parent, { ...asGuardian(), version }, fourteenth))
    const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(fourteenth, 90), capacity: 5 })
    const [double] = granted(await sign(db, shiftId, { personId: phone, volunteerId: own.id }, fourteenth)).signUpIds
    const [kept] = granted(await sign(db, shiftId, child, fourteenth)).signUpIds
    const alone = await addTestShift(db, { startsAt: hoursAfter(fourteenth, 100) })
    const [moved] = granted(
      await sign(db, alone.shiftId, { personId: phone, volunteerId: own.id }, fourteenth),
    ).signUpIds
    const { token } = granted(await offer(child, fourteenth))
    granted(await take(token, phone, fourteenth))
    const rows = await db
      .selectFrom('sign_up')
      .select(['id', 'volunteer_id', 'state', 'ended_reason'])
      .where('id', 'in', [double!, kept!, moved!])
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { id: double, volunteer_id: child.volunteerId, state: 'ended', ended_reason: 'merged' },
      { id: kept, volunteer_id: child.volunteerId, state: 'booked', ended_reason: null },
      { id: moved, volunteer_id: child.volunteerId, state: 'booked', ended_reason: null },
    ])
    expect(await recordOf(own.id)).toMatchObject({ state: 'erased', merged_into: child.volunteerId, name_sealed: null })
    const guardians = await db
      .selectFrom('guardianship')
      .select(['person_id', 'place'])
      .where('volunteer_id', '=', child.volunteerId)
      .where('ended_at', 'is', null)
      .orderBy('place')
      .execute()
    expect(guardians).toEqual([
      { person_id: child.personId, place: 1 },
      { person_id: parent, place: 2 },
    ])
  })

  test('of somebody who is 18 on the day signs up for nothing before it is handed over', async () => {
    const { db } = connection
    const { guardian, child } = await grownChild(18)
    const { shiftId } = await addTestShift(db)
    expect(await sign(db, shiftId, child)).toMatchObject({ refused: signUpRefusals.handOverFirst })
    const phone = await newcomer()
    granted(await take(granted(await offer(child)).token, phone))
    expect(granted(await sign(db, shiftId, { ...child, personId: phone })).state).toBe('booked')
    expect(guardian.personId).not.toBe(phone)
  })

  test('goes to the other guardian when the first erases themselves, who is told; or is erased when they say so', async () => {
    const { db } = connection
    for (const children of ['other-guardian', 'erase'] as const) {
      const guardian = await addVolunteer(db)
      const child = await addChild(db, guardian, '2016-06-01')
      const { token } = granted(
        await inviteGuardian(db, guardian.personId, { scope: 'service' }, monday, child.volunteerId),
      )
      const other = await newcomer()
      granted(await acceptInvitation(db, personalData, token, other, { ...asGuardian(), version }, monday))
      await eraseVolunteering(db, personalData, guardian.personId, monday, { children })
      const told = await db
        .selectFrom('message')
        .select('template')
        .where('to_person_id', '=', other)
        .where('template', '=', 'guardian-child-yours')
        .execute()
      if (children === 'erase') {
        expect([(await recordOf(child.volunteerId)).state, told.length]).toEqual(['erased', 0])
        continue
      }
      expect(await recordOf(child.volunteerId)).toMatchObject({ state: 'active', guardian_person_id: other })
      expect(told).toHaveLength(1)
      expect(
        await db.selectFrom('guardian').select('person_id').where('person_id', '=', guardian.personId).execute(),
      ).toEqual([])
      const { shiftId } = await addTestShift(db, { activity: { minimumAge: 6 } })
      expect(granted(await sign(db, shiftId, { ...child, personId: other })).state).toBe('booked')
    }
  })

  test('of two birth dates is not merged with another', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const [one, other] = [await addChild(db, guardian, '2016-06-01'), await addChild(db, guardian, '2016-06-02')]
    const by = { kind: 'person' as const, id: guardian.personId }
    expect(
      await db
        .transaction()
        .execute(trx =>
          mergeVolunteers(trx, personalData, { keep: one.volunteerId, from: other.volunteerId }, by, monday),
        ),
    ).toEqual({ refused: volunteerRefusals.otherPerson })
  })
})
