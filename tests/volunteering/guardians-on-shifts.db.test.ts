import { describe, expect, test } from 'vitest'
import { confirmGuardian } from '#volunteering/volunteers/moves/meeting.ts'
import { listConsentsBy } from '#volunteering/volunteers/guardian-consents.ts'
import { findInvitation } from '#volunteering/volunteers/guardians.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { findObjection, objectByLink } from '#volunteering/sign-ups/objecting.ts'
import { listSignUpsOfWards } from '#volunteering/sign-ups/my-shifts.ts'
import { objectToSignUp } from '#volunteering/sign-ups/moves/objection.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addMinor, linkSentTo, renew, standingOf, toldOf } from '../support/guardians.ts'
import {
  addOrganisation,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

describe('told of a sign-up', () => {
  test('the guardian refuses with one tap; the place goes on, and only a consent given later opens the shift again', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    const [next] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    expect(await toldOf(db, signUpId!)).toEqual([{ to_person_id: guardian.personId }])
    const token = await linkSentTo(db, guardian.personId, signUpId!)
    expect(await findObjection(db, personalData, token, monday)).toMatchObject({ id: signUpId, maskedName: '示**' })
    granted(await objectByLink(db, token, hoursAfter(monday, 1)))
    expect(await standingOf(db, signUpId!)).toEqual({ state: 'ended', ended_reason: 'guardian-refused' })
    expect((await standingOf(db, next!)).state).toBe('offered')
    const hears = await db
      .selectFrom('message')
      .select('to_person_id')
      .where('template', '=', 'shift-guardian-refused')
      .where('about_id', '=', String(shiftId))
      .execute()
    expect(hears).toEqual([{ to_person_id: minor.personId }])
    expect(await objectByLink(db, token, hoursAfter(monday, 1)), 'for one use').toEqual({
      refused: guardianRefusals.linkVoid,
    })
    expect(await findObjection(db, personalData, token, hoursAfter(monday, 1))).toBeUndefined()

    expect(await sign(db, shiftId, minor, hoursAfter(monday, 2))).toMatchObject({
      refused: consentRefusals.refused,
    })
    // Within a day of the consent that was refused after: it is written anew all the same.
    granted(await renew(db, guardian.personId, minor.volunteerId, hoursAfter(monday, 3)))
    granted(await renew(db, guardian.personId, minor.volunteerId, hoursAfter(monday, 4)))
    expect(await listConsentsBy(db, guardian.personId), 'and once').toHaveLength(2)
    expect(granted(await sign(db, shiftId, minor, hoursAfter(monday, 31))).state).toBe('booked')
  })

  test('the link is good until the shift begins, and for this purpose alone', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId, startsAt } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    const token = await linkSentTo(db, guardian.personId, signUpId!)
    expect(await findInvitation(db, personalData, token, monday)).toBeUndefined()
    expect(await objectByLink(db, token, startsAt)).toEqual({ refused: guardianRefusals.linkVoid })
    expect(await objectByLink(db, String(signUpId), monday), 'no id opens anything').toEqual({
      refused: guardianRefusals.linkVoid,
    })
  })

  test('the guardian refuses from their garden too; nobody else does', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    expect((await listSignUpsOfWards(db, guardian.personId, monday)).map(({ id }) => id)).toEqual([signUpId])
    for (const personId of [minor.personId, (await addVolunteer(db)).personId])
      expect(await objectToSignUp(db, { signUpId: signUpId!, personId }, monday)).toEqual({
        refused: volunteerRefusals.notYours,
      })
    for (let time = 0; time < 2; time += 1)
      granted(await objectToSignUp(db, { signUpId: signUpId!, personId: guardian.personId }, monday))
    expect(await listSignUpsOfWards(db, guardian.personId, monday)).toEqual([])
  })

  test('a refusal and a sign-up at the same moment never leave the minor booked', async () => {
    const { db } = connection
    for (let round = 0; round < 5; round++) {
      const guardian = await addVolunteer(db)
      const minor = await addMinor(db, guardian)
      const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(monday, 120 + round) })
      const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
      const token = await linkSentTo(db, guardian.personId, signUpId!)
      await Promise.all([objectByLink(db, token, monday), sign(db, shiftId, minor)])
      const { taken } = await db.selectFrom('shift').select('taken').where('id', '=', shiftId).executeTakeFirstOrThrow()
      expect(taken).toBe(0)
    }
  })
})

describe('on the roster', () => {
  test('the guardians of a minor are whom to call, with their phone as long as it may be seen', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db, { name: '示例家长' })
    const minor = await addMinor(db, guardian)
    const { shiftId, organiser } = await addTestShift(db)
    granted(await sign(db, shiftId, minor))
    granted(await sign(db, shiftId, await addVolunteer(db)))
    const read = async (phones: boolean) =>
      granted(await readRoster(db, personalData, { shiftId, personId: organiser, phones }, monday)).rows.map(
        ({ guardians }) => guardians.map(({ name, relation, phone }) => [name, relation, phone]),
      )
    const phone = await givePhone(db, guardian.personId)
    expect(await read(false)).toEqual([[['示例家长', 'mother', undefined]], []])
    expect(await read(true)).toEqual([[['示例家长', 'mother', phone]], []])
  })

  test('an organiser of the shift confirms once that they met the guardian; nobody else does', async () => {
    const { db } = connection
    const minor = await addMinor(db, await addVolunteer(db))
    const { shiftId, organiser } = await addTestShift(db)
    granted(await sign(db, shiftId, minor))
    const { id: guardianshipId } = await db
      .selectFrom('guardianship')
      .select('id')
      .where('volunteer_id', '=', minor.volunteerId)
      .executeTakeFirstOrThrow()
    const other = await addOrganisation(db)
    const elsewhere = await addTestShift(db, { organisation: other })
    expect(await confirmGuardian(db, { shiftId, guardianshipId, personId: other.organiser }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(
      await confirmGuardian(db, { shiftId: elsewhere.shiftId, guardianshipId, personId: other.organiser }, monday),
    ).toEqual({ refused: guardianRefusals.unknown })
    for (let time = 0; time < 2; time += 1)
      granted(await confirmGuardian(db, { shiftId, guardianshipId, personId: organiser }, monday))
    const events = await db
      .selectFrom('event')
      .select(['actor_id', 'detail'])
      .where('action', '=', 'guardian.confirmed')
      .where('object_id', '=', String(minor.volunteerId))
      .execute()
    expect(events).toMatchObject([{ actor_id: organiser, detail: { guardianship: guardianshipId } }])
  })
})
