import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openFeed, readFeed } from '#volunteering/shifts/calendar.ts'
import { eraseVolunteering, revokeConsent } from '#volunteering/sign-ups/leaving.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { exportMyData } from '#volunteering/volunteers/my-data.ts'
import { fileNeed } from '#volunteering/needs/needs.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { listConsentsBy } from '#volunteering/volunteers/guardian-consents.ts'
import { joinOrganisation, listMemberships } from '#volunteering/organisations/memberships.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals, guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  registration,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

const endedReason = async (signUpId: number) =>
  (
    await connection.db
      .selectFrom('sign_up')
      .select('ended_reason')
      .where('id', '=', signUpId)
      .executeTakeFirstOrThrow()
  ).ended_reason
const takenOf = async (shiftId: number) =>
  (await connection.db.selectFrom('shift').select('taken').where('id', '=', shiftId).executeTakeFirstOrThrow()).taken

describe('a consent taken back', () => {
  test('ends the coming sign-ups it carried, and the place goes to the next', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [mine] = granted(await sign(db, shiftId, minor)).signUpIds
    const [next] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    const [consent] = await listConsentsBy(db, guardian.personId)
    expect(await revokeConsent(db, { consentId: consent!.id, personId: minor.personId }, monday)).toEqual({
      refused: guardianRefusals.consentUnknown,
    })
    expect(await revokeConsent(db, { consentId: consent!.id, personId: guardian.personId }, monday)).toEqual({
      ended: 1,
    })
    expect(await revokeConsent(db, { consentId: consent!.id, personId: guardian.personId }, monday)).toEqual({
      refused: guardianRefusals.consentUnknown,
    })
    expect(await endedReason(mine!)).toBe('consent-ended')
    expect(
      (await db.selectFrom('sign_up').select('state').where('id', '=', next!).executeTakeFirstOrThrow()).state,
    ).toBe('offered')
    expect(await sign(db, shiftId, minor)).toMatchObject({ refused: consentRefusals.ended })
  })

  test('leaves alone what comes after the 18th birthday', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian, '2008-11-25')
    const { shiftId } = await addTestShift(db)
    granted(await sign(db, shiftId, minor))
    const [consent] = await listConsentsBy(db, guardian.personId)
    expect(await revokeConsent(db, { consentId: consent!.id, personId: guardian.personId }, monday)).toEqual({
      ended: 0,
    })
  })

  test('and a sign-up at the same moment never leave a minor booked without consent', async () => {
    const { db } = connection
    for (let round = 0; round < 5; round++) {
      const guardian = await addVolunteer(db)
      const minor = await addMinor(db, guardian)
      const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(monday, 72 + round) })
      const [consent] = await listConsentsBy(db, guardian.personId)
      await Promise.all([
        sign(db, shiftId, minor),
        revokeConsent(db, { consentId: consent!.id, personId: guardian.personId }, monday),
      ])
      expect(await takenOf(shiftId)).toBe(0)
    }
  })
})

describe('leaving', () => {
  test('ends coming sign-ups and memberships; coming back finds the number', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    const { shiftId, organisationId } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, volunteer)).signUpIds
    granted(await joinOrganisation(db, { ...volunteer, organisationId, home: true }, monday))
    const { number } = await db
      .selectFrom('volunteer')
      .select('number')
      .where('id', '=', volunteer.volunteerId)
      .executeTakeFirstOrThrow()
    expect(await leaveVolunteering(db, volunteer, hoursAfter(monday, 1))).toEqual({ ended: 1 })
    expect(await leaveVolunteering(db, volunteer, hoursAfter(monday, 1))).toEqual({
      refused: volunteerRefusals.notRegistered,
    })
    expect(await endedReason(signUpId!)).toBe('left')
    expect(await listMemberships(db, volunteer.volunteerId)).toEqual([])
    expect(await sign(db, shiftId, volunteer)).toEqual({ refused: volunteerRefusals.notRegistered })
    expect(
      await registerVolunteer(db, personalData, volunteer.personId, registration(), hoursAfter(monday, 2)),
    ).toEqual({ id: volunteer.volunteerId, number })
    expect(granted(await sign(db, shiftId, volunteer)).state).toBe('booked')
  })
})

describe('erasing', () => {
  test('takes everything personal, of the children too, frees places, and keeps the sums', async () => {
    const { db } = connection
    const past = await addTestShift(db, { startsAt: hoursAfter(monday, -10), capacity: 3 }, hoursAfter(monday, -20))
    const coming = await addTestShift(db, { capacity: 3 })
    const parent = await addVolunteer(
      db,
      { identity: { number: identityNumberFor('1990-05-06', 77) }, identityConsent: version },
      hoursAfter(monday, -20),
    )
    const child = await addChild(db, parent, '2016-01-01', hoursAfter(monday, -20))
    const minor = await addMinor(db, parent, '2011-01-01', hoursAfter(monday, -20))
    granted(await sign(db, past.shiftId, parent, hoursAfter(monday, -20)))
    granted(await sign(db, coming.shiftId, parent))
    const [ofMinor] = granted(await sign(db, coming.shiftId, minor)).signUpIds
    const { token } = await openFeed(db, parent.personId, monday)
    const need = {
      requestKey: randomUUID(),
      title: '家里有老人',
      what: '住在示例路 3 号',
      kind: 'elderly',
      county: '331102',
      place: '示例路 3 号',
      wantedFrom: hoursAfter(monday, 1),
      wantedUntil: hoursAfter(monday, 9),
      peopleWanted: 1,
      skills: [],
    }
    granted(await fileNeed(db, parent.personId, need, monday))

    expect(await eraseVolunteering(db, personalData, parent.personId, monday)).toEqual({ erased: 2 })

    const rows = await db
      .selectFrom('volunteer')
      .selectAll()
      .where('id', 'in', [parent.volunteerId, child.volunteerId])
      .execute()
    for (const row of rows) {
      expect(row).toMatchObject({
        state: 'erased',
        number: null,
        person_id: null,
        guardian_person_id: null,
        name_sealed: null,
        birth_date: null,
        identity_hash: null,
        identity_sealed: null,
      })
    }
    expect(await takenOf(past.shiftId), 'the past shift had one').toBe(1)
    expect(await takenOf(coming.shiftId)).toBe(0)
    expect(await endedReason(ofMinor!)).toBe('consent-ended')
    expect(await readFeed(db, token, monday)).toBeUndefined()
    expect(
      await db
        .selectFrom('need')
        .select(['title', 'what', 'place', 'state'])
        .where('filed_by', '=', parent.personId)
        .execute(),
    ).toEqual([{ title: '（已删除）', what: '（已删除）', place: '（已删除）', state: 'withdrawn' }])
    const soon = granted(
      await readRoster(db, personalData, { shiftId: coming.shiftId, personId: coming.organiser }, monday),
    )
    expect(soon.rows).toMatchObject([{ name: undefined, state: 'ended', ended_reason: 'erased' }])
    const roster = granted(
      await readRoster(db, personalData, { shiftId: past.shiftId, personId: past.organiser, phones: true }, monday),
    )
    expect(roster.rows).toMatchObject([{ name: undefined, number: null, phone: undefined, minor: false, child: false }])
    expect((await exportMyData(db, personalData, parent.personId, monday)).volunteers).toEqual([])
  })

  test('takes the number away where it stands as the contact of an activity', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    const phone_sealed = personalData.seal('13800000123', 'person.phone_sealed')
    await db.updateTable('person').set({ phone_sealed }).where('id', '=', volunteer.personId).execute()
    const { activityId } = await addTestShift(db)
    await db.updateTable('activity').set({ contact_phone: '13800000123' }).where('id', '=', activityId).execute()
    await eraseVolunteering(db, personalData, volunteer.personId, monday)
    expect(
      await db.selectFrom('activity').select(['contact_name', 'contact_phone']).where('id', '=', activityId).execute(),
    ).toEqual([{ contact_name: '（已删除）', contact_phone: '（已删除）' }])
  })

  test('lets the person begin again, without a past', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    await eraseVolunteering(db, personalData, volunteer.personId, monday)
    expect(granted(await registerVolunteer(db, personalData, volunteer.personId, registration(), monday)).id).not.toBe(
      volunteer.volunteerId,
    )
  })
})

test('exporting gives a person all that is kept of them and their children, opened', async () => {
  const { db } = connection
  const identityNumber = identityNumberFor('1990-05-06', 88)
  const parent = await addVolunteer(db, {
    name: '示例父母',
    identity: { number: identityNumber },
    identityConsent: version,
  })
  await addChild(db, parent)
  const { shiftId } = await addTestShift(db)
  granted(await sign(db, shiftId, parent))
  const data = await exportMyData(db, personalData, parent.personId, monday)
  expect(data.volunteers).toMatchObject([
    {
      name: '示例父母',
      identity_number: identityNumber,
      consents: [{ kind: 'registration' }, { kind: 'identity-number' }],
      sign_ups: [{ title: '路口文明劝导', state: 'booked' }],
    },
    { name: '示例孩子', guardian_consents: [{ scope: 'service' }] },
  ])
  expect(JSON.stringify(data)).not.toContain('sealed')
})
