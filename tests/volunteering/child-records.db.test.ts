import { describe, expect, test } from 'vitest'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { offerHandOver, takeOverRecord } from '#volunteering/sign-ups/handing-over.ts'
import { mergeVolunteers } from '#volunteering/sign-ups/merging.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { acceptInvitation, inviteGuardian, listChildren } from '#volunteering/volunteers/guardians.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { thatDay, turning } from '../support/ages.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addChild, addPersonWithPhone, asGuardian } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  recordOf,
  registration,
  sign,
  type TestVolunteer,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

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
    expect(await offer(child), 'a day too early').toEqual({ refused: guardianRefusals.tooYoungToTakeOver(thatDay) })
    expect(await offer({ ...child, personId: (await addVolunteer(db)).personId }, fourteenth)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    const { token } = granted(await offer(child, fourteenth))
    expect(await take(token, guardian.personId, fourteenth)).toEqual({ refused: guardianRefusals.takenByChildAlone })
    expect(await take(token, await addPerson(db), fourteenth)).toEqual({ refused: guardianRefusals.needsPhone })
    const phone = await addPersonWithPhone(db)
    expect(granted(await take(token, phone, fourteenth)).id).toBe(child.volunteerId)
    expect(await recordOf(db, child.volunteerId)).toMatchObject({ person_id: phone, guardian_person_id: null })
    expect(await listChildren(db, personalData, guardian.personId)).toEqual([])
    expect(await take(token, await addPersonWithPhone(db), fourteenth), 'once').toEqual({
      refused: guardianRefusals.linkVoid,
    })
    // The guardian’s consent stands: the child signs up alone.
    const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(fourteenth, 60) })
    const self = { personId: phone, volunteerId: child.volunteerId }
    expect(granted(await sign(db, shiftId, self, fourteenth)).state).toBe('booked')
  })

  test('takes in what the child had registered alone; what stands double ends', async () => {
    const { db } = connection
    const { child } = await grownChild()
    const phone = await addPersonWithPhone(db)
    const own = granted(
      await registerVolunteer(db, personalData, phone, registration({ birthDate: turning(14) }), fourteenth),
    )
    const { token: link } = granted(await inviteGuardian(db, phone, { scope: 'service' }, fourteenth))
    const parent = await addPersonWithPhone(db)
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
    expect(await recordOf(db, own.id)).toMatchObject({
      state: 'erased',
      merged_into: child.volunteerId,
      // Who merges their own need not be told.
      merged_from_account: null,
      name_sealed: null,
    })
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
    const phone = await addPersonWithPhone(db)
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
      const other = await addPersonWithPhone(db)
      granted(await acceptInvitation(db, personalData, token, other, { ...asGuardian(), version }, monday))
      await eraseVolunteering(db, personalData, guardian.personId, monday, { children })
      const told = await db
        .selectFrom('message')
        .select('template')
        .where('to_person_id', '=', other)
        .where('template', '=', 'guardian-child-yours')
        .execute()
      if (children === 'erase') {
        expect([(await recordOf(db, child.volunteerId)).state, told.length]).toEqual(['erased', 0])
        continue
      }
      expect(await recordOf(db, child.volunteerId)).toMatchObject({ state: 'active', guardian_person_id: other })
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
