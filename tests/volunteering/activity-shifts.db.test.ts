import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import {
  findActivityOfNeed,
  findOrganisedShift,
  listAllShiftsOf,
  listOrganisedActivities,
  listOrganisedShifts,
} from '#volunteering/organisations/organised.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { addShift, addWeeklyShifts } from '#volunteering/shifts/adding.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  sign,
  type TestOrganisation,
} from '../support/volunteering.ts'

let connection: Connection
let organisation: TestOrganisation
beforeAll(async () => {
  connection = await openTestDatabase()
  organisation = await addOrganisation(connection.db)
})
afterAll(() => connection.close())

describe('an activity', () => {
  test('is insured on every day of its shifts, those that are added and moved later too', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser, startsAt } = await addTestShift(db, {
      organisation,
      activity: { insuredFrom: '2026-11-01', insuredUntil: '2026-11-26' },
    })
    const late = { startsAt: hoursAfter(startsAt, 48), endsAt: hoursAfter(startsAt, 50) }
    const shift = { activityId, capacity: 2, requestKey: randomUUID() }
    expect(await addShift(db, organiser, { ...shift, ...late }, monday)).toEqual({ refused: shiftRefusals.notInsured })
    expect(await rescheduleShift(db, { shiftId, personId: organiser, ...late }, monday)).toEqual({
      refused: shiftRefusals.notInsured,
    })
    const soon = { startsAt: hoursAfter(startsAt, 24), endsAt: hoursAfter(startsAt, 26) }
    expect(await addWeeklyShifts(db, organiser, { ...shift, ...soon }, 2, monday)).toEqual({
      refused: shiftRefusals.lastWeekNotInsured,
    })
    granted(await addShift(db, organiser, { ...shift, ...soon }, monday))
  })

  test('has shifts added once per form, at times and sizes that make sense', async () => {
    const { db } = connection
    const { activityId, organiser } = await addTestShift(db, {
      organisation,
      activity: { firstTimerPlaces: 2, drawHours: 24 },
    })
    const shift = {
      requestKey: randomUUID(),
      activityId,
      startsAt: hoursAfter(monday, 72),
      endsAt: hoursAfter(monday, 74),
      capacity: 5,
    }
    const first = granted(await addShift(db, organiser, shift, monday))
    expect(await addShift(db, organiser, shift, monday)).toEqual(first)
    const add = (changes: object) => addShift(db, organiser, { ...shift, requestKey: randomUUID(), ...changes }, monday)
    expect(await add({ endsAt: shift.startsAt })).toEqual({ refused: shiftRefusals.times })
    expect(await add({ startsAt: hoursAfter(monday, -1), endsAt: hoursAfter(monday, 1) })).toEqual({
      refused: shiftRefusals.past,
    })
    expect(await add({ startsAt: hoursAfter(monday, 23), endsAt: hoursAfter(monday, 24) })).toEqual({
      refused: shiftRefusals.tooSoonForDraw,
    })
    expect(await add({ capacity: 1.5 })).toEqual({ refused: shiftRefusals.capacity })
    expect(await add({ capacity: 1 })).toEqual({ refused: shiftRefusals.belowQuota })
    expect(await add({ activityId: 999_999 })).toEqual({ refused: activityRefusals.unknown })
  })

  test('has the same shift added week after week, once per form, all or none', async () => {
    const { db } = connection
    const { activityId, organiser } = await addTestShift(db, { organisation })
    const shift = {
      requestKey: randomUUID(),
      activityId,
      startsAt: hoursAfter(monday, 72),
      endsAt: hoursAfter(monday, 74),
      capacity: 5,
    }
    const added = granted(await addWeeklyShifts(db, organiser, shift, 4, monday))
    expect(await addWeeklyShifts(db, organiser, shift, 4, monday)).toEqual(added)
    const { coming, past } = await listAllShiftsOf(db, activityId, monday)
    expect(coming.slice(1).map(({ starts_at }) => starts_at)).toEqual(
      [0, 1, 2, 3].map(week => hoursAfter(shift.startsAt, week * 168)),
    )
    expect(past).toEqual([])
    expect(
      await addWeeklyShifts(db, organiser, { ...shift, requestKey: randomUUID(), capacity: 0 }, 4, monday),
    ).toEqual({ refused: shiftRefusals.capacity })
  })

  test('is seen by its organisers with who waits, as a draft too; moved to where it is, a shift tells nobody', async () => {
    const { db } = connection
    const mine = await addOrganisation(db)
    const { activityId, shiftId, organiser, startsAt, organisationId } = await addTestShift(db, {
      organisation: mine,
      capacity: 1,
    })
    await addTestShift(db, { organisation: mine, publish: false, startsAt: hoursAfter(monday, 20) })
    for (const volunteer of [await addVolunteer(db), await addVolunteer(db)])
      granted(await sign(db, shiftId, volunteer))
    expect(await findOrganisedShift(db, shiftId)).toMatchObject({
      taken: 1,
      waiting: 1,
      offered: 0,
      activity_id: activityId,
    })
    expect(
      (await listOrganisedShifts(db, [organisationId], { until: hoursAfter(monday, 100) }, monday)).map(row => [
        row.activity_state,
        row.waiting,
      ]),
    ).toEqual([
      ['draft', 0],
      ['published', 1],
    ])
    expect(await listOrganisedShifts(db, [], { until: hoursAfter(monday, 100) }, monday)).toEqual([])
    expect(await listOrganisedActivities(db, organisationId, {}, monday)).toMatchObject([
      { state: 'draft', coming: 1 },
      { state: 'published', coming: 1, next: startsAt },
    ])
    expect(await findActivityOfNeed(db, 999_999)).toBeUndefined()
    const move = {
      shiftId,
      personId: organiser,
      startsAt: hoursAfter(startsAt, 1),
      endsAt: hoursAfter(startsAt, 3),
      meetingPoint: '示例',
    }
    const reschedule = async () => [
      await rescheduleShift(db, move, monday),
      (await messagesAbout(db, 'shift', shiftId)).length,
    ]
    expect([await reschedule(), await reschedule()]).toEqual([
      [{ asked: 1 }, 2],
      [{ asked: 0 }, 2],
    ])
  })
})
