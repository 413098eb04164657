import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { keyUsed } from '#volunteering/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { elsewhereRefusals } from '#volunteering/sign-ups/elsewhere.ts'
import { consentRefusals, signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { setSignUpOpen } from '#volunteering/shifts/moves/sign-up-open.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  activityDraft,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

async function stateOf(signUpId: number | undefined) {
  return connection.db.selectFrom('sign_up').selectAll().where('id', '=', signUpId!).executeTakeFirstOrThrow()
}

async function takenOf(shiftId: number): Promise<number> {
  return (await connection.db.selectFrom('shift').select('taken').where('id', '=', shiftId).executeTakeFirstOrThrow())
    .taken
}

describe('signing up', () => {
  test('books while a place is free, then waits in line', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { capacity: 2 })
    const outcomes = []
    for (let index = 0; index < 4; index++) outcomes.push(granted(await sign(db, shiftId, await addVolunteer(db))))
    expect(outcomes.map(outcome => [outcome.state, outcome.position])).toEqual([
      ['booked', 1],
      ['booked', 2],
      ['waiting', 3],
      ['waiting', 4],
    ])
    expect(await takenOf(shiftId)).toBe(2)
  })

  test('answers the same form twice with the same sign-up', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db)
    const volunteer = await addVolunteer(db)
    const key = randomUUID()
    const first = granted(await sign(db, shiftId, volunteer, monday, key))
    expect(await sign(db, shiftId, volunteer, monday, key)).toEqual(first)
    expect(await takenOf(shiftId)).toBe(1)
    expect(await sign(db, shiftId, await addVolunteer(db), monday, key)).toEqual({ refused: keyUsed })
  })

  test('is not done twice from two browsers', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db)
    const volunteer = await addVolunteer(db)
    const outcomes = await Promise.all([sign(db, shiftId, volunteer), sign(db, shiftId, volunteer)])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: signUpRefusals.already }])
    expect(await takenOf(shiftId)).toBe(1)
  })

  test('refuses a shift in the time of another booking, and says which', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    const first = await addTestShift(db, { startsAt: hoursAfter(monday, 48), hours: 2 })
    const overlapping = await addTestShift(db, { startsAt: hoursAfter(monday, 49), hours: 2 })
    const adjoining = await addTestShift(db, { startsAt: hoursAfter(monday, 50), hours: 2 })
    granted(await sign(db, first.shiftId, volunteer))
    expect(await sign(db, overlapping.shiftId, volunteer)).toEqual({
      refused: elsewhereRefusals.overlaps({
        id: first.shiftId,
        title: activityDraft().title,
        startsAt: first.startsAt,
        endsAt: hoursAfter(first.startsAt, 2),
      }),
      volunteerId: volunteer.volunteerId,
      shiftId: first.shiftId,
    })
    expect(granted(await sign(db, adjoining.shiftId, volunteer)).state).toBe('booked')
  })

  test('refuses a shift that does not exist, is not published, not open yet, closed, cancelled, or begun', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    expect(await sign(db, 999_999, volunteer)).toEqual({ refused: shiftRefusals.unknown })
    expect(await sign(db, (await addTestShift(db, { publish: false })).shiftId, volunteer)).toEqual({
      refused: signUpRefusals.notPublished,
    })
    expect(await sign(db, (await addTestShift(db, { opensAt: hoursAfter(monday, 1) })).shiftId, volunteer)).toEqual({
      refused: signUpRefusals.notOpenYet,
    })
    const { shiftId, organiser, startsAt } = await addTestShift(db)
    granted(await setSignUpOpen(db, { shiftId, open: false, personId: organiser }, monday))
    expect(await sign(db, shiftId, volunteer)).toEqual({ refused: signUpRefusals.closed })
    granted(await setSignUpOpen(db, { shiftId, open: true, personId: organiser }, monday))
    expect(await sign(db, shiftId, volunteer, startsAt)).toEqual({ refused: shiftRefusals.started })
    granted(await cancelShift(db, { shiftId, personId: organiser, words: '天气原因' }, monday))
    expect(await sign(db, shiftId, volunteer)).toEqual({ refused: shiftRefusals.cancelled })
  })

  test('says full where the activity keeps no waiting list', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { capacity: 1, activity: { waitingList: false } })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    expect(await sign(db, shiftId, await addVolunteer(db))).toEqual({ refused: signUpRefusals.full })
  })

  test('is for oneself and one’s own children only', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db)
    const [parent, stranger] = [await addVolunteer(db), await addVolunteer(db)]
    const child = await addChild(db, parent)
    expect(await sign(db, shiftId, { personId: stranger.personId, volunteerId: child.volunteerId })).toEqual({
      refused: volunteerRefusals.notYours,
    })
    expect(await sign(db, shiftId, { personId: stranger.personId, volunteerId: parent.volunteerId })).toEqual({
      refused: volunteerRefusals.notYours,
    })
  })
})

describe('minors', () => {
  test('are counted by their age on the day of the shift', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, {
      capacity: 5,
      activity: { minimumAge: 18, guardianRule: 'adults' },
    })
    expect(startsAt.toISOString().slice(0, 10)).toBe('2026-11-25')
    const eighteenThatDay = await addVolunteer(db, { birthDate: '2008-11-25' })
    const seventeenThatDay = await addVolunteer(db, { birthDate: '2008-11-26' })
    expect(granted(await sign(db, shiftId, eighteenThatDay)).state).toBe('booked')
    expect(await sign(db, shiftId, seventeenThatDay)).toMatchObject({
      refused: signUpRefusals.tooYoung,
      minimumAge: 18,
    })
  })

  test('need a guardian’s consent that lasts through the shift', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { capacity: 5 })
    const alone = await addVolunteer(db, { birthDate: '2010-01-01' })
    expect(await sign(db, shiftId, alone)).toMatchObject({ refused: signUpRefusals.needsConsent })
    const minor = await addMinor(db, await addVolunteer(db))
    expect(granted(await sign(db, shiftId, minor)).state).toBe('booked')
    const nextYear = await addTestShift(db, { startsAt: hoursAfter(monday, 24 * 366) })
    expect(await sign(db, nextYear.shiftId, minor)).toMatchObject({ refused: consentRefusals.short })
  })

  test('come together with a guardian where the activity says so, and not without', async () => {
    const { db } = connection
    const activity = { minimumAge: 6, guardianRule: 'accompanied' as const }
    const { shiftId } = await addTestShift(db, { capacity: 2, activity })
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent)
    expect(await sign(db, shiftId, child)).toMatchObject({ refused: signUpRefusals.needsCompany })
    const together = granted(await sign(db, shiftId, [parent, child]))
    expect(together.state).toBe('booked')
    expect(await takenOf(shiftId)).toBe(2)
    granted(await cannotCome(db, { signUpId: together.signUpIds[0]!, personId: parent.personId }, monday))
    expect((await stateOf(together.signUpIds[1])).ended_reason).toBe('company-gone')
    expect(await takenOf(shiftId)).toBe(0)
  })

  test('and parents get two places or none', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, {
      capacity: 2,
      activity: { minimumAge: 6, guardianRule: 'accompanied' },
    })
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent)
    const single = granted(await sign(db, shiftId, await addVolunteer(db)))
    const together = granted(await sign(db, shiftId, [parent, child]))
    expect(together.state).toBe('waiting')
    const newcomer = granted(await sign(db, shiftId, await addVolunteer(db)))
    expect(newcomer.state, 'one place waits a while for the two').toBe('waiting')
    for (const id of [...single.signUpIds, ...newcomer.signUpIds]) {
      const { volunteer_id } = await stateOf(id)
      const { person_id } = await db
        .selectFrom('volunteer')
        .select('person_id')
        .where('id', '=', volunteer_id)
        .executeTakeFirstOrThrow()
      granted(await cannotCome(db, { signUpId: id, personId: person_id! }, monday))
    }
    expect(await Promise.all(together.signUpIds.map(async id => (await stateOf(id)).state))).toEqual([
      'offered',
      'offered',
    ])
    granted(await confirmOffer(db, { signUpId: together.signUpIds[0]!, personId: parent.personId }, monday))
    expect(await Promise.all(together.signUpIds.map(async id => (await stateOf(id)).state))).toEqual([
      'booked',
      'booked',
    ])
    expect(await takenOf(shiftId)).toBe(2)
  })
})
