import { describe, expect, test } from 'vitest'
import type { GuardianRule } from '#db/schema-volunteers.ts'
import type { Refusal } from '#forms/refusals.ts'
import { consentRefusals, signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { birthday } from '#volunteering/volunteers/age.ts'
import { insertConsent } from '#volunteering/volunteers/guardian-consents.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { thatDay, turning } from '../support/ages.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  monday,
  personalData,
  registration,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

/*
 * Every boundary of age × what was agreed to × what the activity says. `company`: the guardian is booked on the same shift.
 */
const { tooYoung, needsCompany } = signUpRefusals
const { never: needsConsent } = consentRefusals
const lacking = { none: needsConsent, revoked: consentRefusals.ended, 'another activity': consentRefusals.other }
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
  if (consent !== 'given') return lacking[consent]
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

describe('an activity from an age below 14', () => {
  const cases: { years: number; late: number; rule: GuardianRule; company: boolean; outcome: Refusal | 'booked' }[] = [
    { years: 6, late: 0, rule: 'consent', company: false, outcome: 'booked' },
    { years: 6, late: 1, rule: 'consent', company: false, outcome: tooYoung },
    { years: 6, late: 0, rule: 'accompanied', company: false, outcome: needsCompany },
    { years: 6, late: 0, rule: 'accompanied', company: true, outcome: 'booked' },
    { years: 6, late: 1, rule: 'accompanied', company: true, outcome: tooYoung },
    { years: 14, late: 1, rule: 'accompanied', company: false, outcome: needsCompany },
    { years: 14, late: 1, rule: 'adults', company: true, outcome: tooYoung },
  ]
  test.each(cases)(
    'a child who turns $years on that day and $late later, $rule, in company $company',
    async ({ years, late, rule, company, outcome }) => {
      const { db } = connection
      const guardian = await addVolunteer(db)
      const child = await addChild(db, guardian, turning(years, late))
      const minimumAge = rule === 'adults' ? 18 : 6
      const { shiftId } = await addTestShift(db, {
        activity: { guardianRule: rule, minimumAge },
        startsAt: new Date(`${thatDay}T09:00:00+08:00`),
      })
      const answer = await sign(db, shiftId, company ? [guardian, child] : child)
      expect('refused' in answer ? answer.refused : answer.state).toEqual(outcome)
    },
  )
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
