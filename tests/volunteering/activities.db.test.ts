import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { type ActivityDraft, draftActivity } from '#volunteering/activities/drafting.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { changeActivity } from '#volunteering/activities/changing.ts'
import { findActivity, listActivitiesOf } from '#volunteering/activities/activities.ts'
import {
  findActivityOfNeed,
  findOrganisedShift,
  listAllShiftsOf,
  listOrganisedActivities,
  listOrganisedShifts,
} from '#volunteering/organisations/organised.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { addShift, addWeeklyShifts } from '#volunteering/shifts/adding.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  activityDraft,
  addOrganisation,
  addPerson,
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
  test('is drafted once per form, by organisers of an admitted organisation', async () => {
    const { db } = connection
    const form = { ...activityDraft(), requestKey: randomUUID() }
    const first = granted(await draftActivity(db, organisation.organiser, organisation.organisationId, form, monday))
    expect(await draftActivity(db, organisation.organiser, organisation.organisationId, form, monday)).toEqual(first)
    expect(await draftActivity(db, await addPerson(db), organisation.organisationId, form, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect((await listActivitiesOf(db, organisation.organisationId))[0]!.id).toBe(first.id)
  })

  test('keeps its rules after publication, but its words may change while they stay complete, and everyone is told', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, { organisation })
    const volunteer = await addVolunteer(db)
    granted(await sign(db, shiftId, volunteer))
    const change = (changes: Partial<ActivityDraft>) => changeActivity(db, organiser, activityId, changes, monday)
    expect(await change({ minimumAge: 16 })).toEqual({ refused: activityRefusals.notDraft })
    expect(await change({ riskText: '' })).toEqual({ refused: activityRefusals.missing, missing: ['risk-text'] })
    granted(await change({ riskText: '路口车多，早晚光线暗', minimumAge: 14, skills: [] }))
    granted(await change({ riskText: '路口车多，早晚光线暗' }))
    expect(await messagesAbout(db, 'shift', shiftId), 'sent twice is told once').toMatchObject([
      { template: 'shift-changed', to_person_id: volunteer.personId },
    ])
    expect(await findActivity(db, activityId)).toMatchObject({ risk_text: '路口车多，早晚光线暗', version: 2 })
  })

  test('moves the draws of its shifts while it is a draft', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser, startsAt } = await addTestShift(db, { organisation, publish: false })
    granted(await changeActivity(db, organiser, activityId, { drawHours: 12 }, monday))
    const drawAt = async () =>
      (await db.selectFrom('shift').select('draw_at').where('id', '=', shiftId).executeTakeFirstOrThrow()).draw_at
    expect(await drawAt()).toEqual(hoursAfter(startsAt, -12))
    granted(await changeActivity(db, organiser, activityId, { drawHours: null }, monday))
    expect(await drawAt()).toBeNull()
    expect(await changeActivity(db, organiser, activityId, { firstTimerPlaces: 3 }, monday)).toEqual({
      refused: activityRefusals.quotaTooLarge,
    })
  })

  test('cancelled, takes its coming shifts with it and tells everyone', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, { organisation })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    expect(await cancelActivity(db, { personId: organiser, activityId, words: '示例原因' }, monday)).toEqual({
      told: 1,
    })
    expect(await sign(db, shiftId, await addVolunteer(db))).toEqual({ refused: shiftRefusals.cancelled })
    expect(await cancelActivity(db, { personId: organiser, activityId, words: '示例原因' }, monday)).toEqual({
      refused: activityRefusals.cancelled,
    })
    const again = {
      requestKey: randomUUID(),
      activityId,
      startsAt: hoursAfter(monday, 72),
      endsAt: hoursAfter(monday, 73),
      capacity: 1,
    }
    expect(await addShift(db, organiser, again, monday)).toEqual({ refused: activityRefusals.cancelled })
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
