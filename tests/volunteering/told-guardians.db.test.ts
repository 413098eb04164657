import { expect, test } from 'vitest'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { stopShift } from '#volunteering/shifts/moves/stopping.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { listMySignUps } from '#volunteering/sign-ups/my-shifts.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { objectByLink } from '#volunteering/sign-ups/objecting.ts'
import { changeAndPass } from '../support/activity-changes.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addChild, addMinor, linkSentTo, standingOf } from '../support/guardians.ts'
import { addTestShift, addVolunteer, granted, hoursAfter, monday, personalData, sign } from '../support/volunteering.ts'

const connection = checkedVolunteers()

/** A minor on a shift of their own, whose guardian has a link to refuse it. */
async function minorOnShift() {
  const { db } = connection
  const guardian = await addVolunteer(db)
  const minor = await addMinor(db, guardian)
  const shift = await addTestShift(db)
  const [id] = granted(await sign(db, shift.shiftId, minor)).signUpIds
  const link = await linkSentTo(db, guardian.personId, id!)
  return { ...shift, personId: shift.organiser, guardian, minor, signUpId: id!, link }
}

/** What a guardian was told of a shift after the sign-up, in order. */
const heardBy = async ({ guardian, shiftId }: { guardian: { personId: number }; shiftId: number }) =>
  (
    await connection.db
      .selectFrom('message')
      .select('template')
      .where('to_person_id', '=', guardian.personId)
      .where('about_kind', '=', 'shift')
      .where('about_id', '=', String(shiftId))
      .orderBy('id')
      .execute()
  ).map(({ template }) => template)

test('a guardian hears of another time, and of the minor’s confirmation; the link goes on until the new start', async () => {
  const { db } = connection
  const at = await minorOnShift()
  const startsAt = hoursAfter(at.startsAt, 48)
  const moved = { shiftId: at.shiftId, personId: at.personId, startsAt, endsAt: hoursAfter(startsAt, 2) }
  expect(await rescheduleShift(db, moved, monday)).toEqual({ asked: 1 })
  granted(await confirmOffer(db, { signUpId: at.signUpId, personId: at.minor.personId }, hoursAfter(monday, 1)))
  expect(await heardBy(at)).toEqual(['shift-guardian-changed', 'shift-guardian-confirmed'])
  granted(await objectByLink(db, at.link, hoursAfter(startsAt, -1)))
  expect(await standingOf(db, at.signUpId)).toEqual({ state: 'ended', ended_reason: 'guardian-refused' })
})

test('a guardian hears of another risk', async () => {
  const { db } = connection
  const at = await minorOnShift()
  await changeAndPass(db, at.personId, at.activityId, { riskText: '示例：地上滑，有青苔' })
  expect(await heardBy(at)).toEqual(['shift-guardian-changed'])
})

test('a guardian hears that the shift is called off, or stopped while it runs', async () => {
  const { db } = connection
  const off = await minorOnShift()
  granted(await cancelShift(db, { shiftId: off.shiftId, personId: off.personId, words: '示例' }, monday))
  expect(await heardBy(off)).toEqual(['shift-guardian-cancelled'])
  const runs = await minorOnShift()
  granted(await stopShift(db, { ...runs, words: '示例' }, hoursAfter(runs.startsAt, 1)))
  expect(await heardBy(runs)).toEqual(['shift-stopped'])
})

test('who keeps the record of a child hears once, as the child', async () => {
  const { db } = connection
  const guardian = await addVolunteer(db)
  const child = await addChild(db, guardian, '2016-06-01')
  const { shiftId, organiser } = await addTestShift(db, { activity: { minimumAge: 6 } })
  granted(await sign(db, shiftId, child))
  granted(await cancelShift(db, { shiftId, personId: organiser, words: '示例' }, monday))
  expect(await heardBy({ guardian, shiftId })).toEqual(['shift-cancelled'])
})

test('another meeting point asks each person again, and shows where they had agreed to meet until they confirm', async () => {
  const { db } = connection
  const { shiftId, organiser: personId, startsAt } = await addTestShift(db)
  const endsAt = hoursAfter(startsAt, 2)
  const volunteer = await addVolunteer(db)
  const [signUpId] = granted(await sign(db, shiftId, volunteer)).signUpIds
  const { meeting_point: before } = await db
    .selectFrom('shift')
    .select('meeting_point')
    .where('id', '=', shiftId)
    .executeTakeFirstOrThrow()
  const meet = (meetingPoint: string) =>
    rescheduleShift(db, { shiftId, personId, startsAt, endsAt, meetingPoint }, monday)
  const changes = async () => (await listMySignUps(db, personalData, volunteer.personId, monday))[0]!.changes
  expect([await meet('东门'), await meet('东门'), await meet('西门')]).toEqual([
    { asked: 1 },
    { asked: 0 },
    { asked: 1 },
  ])
  expect(await standingOf(db, signUpId!)).toMatchObject({ state: 'offered' })
  expect(await changes()).toEqual([{ column: 'meeting_point', before, after: '西门' }])
  granted(await confirmOffer(db, { signUpId: signUpId!, personId: volunteer.personId }, monday))
  await meet('东门')
  expect(await changes(), 'from what they confirmed').toEqual([
    { column: 'meeting_point', before: '西门', after: '东门' },
  ])
})
