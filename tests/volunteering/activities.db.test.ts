import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { type ActivityDraft, draftActivity } from '#volunteering/activities/drafting.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { changeActivity } from '#volunteering/activities/changing.ts'
import { findActivity, listActivitiesOf } from '#volunteering/activities/activities.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { listAgreementsOf } from '#volunteering/activities/agreeing.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { listMySignUps } from '#volunteering/sign-ups/my-shifts.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { changeAndPass } from '../support/activity-changes.ts'
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
  personalData,
  sign,
  type TestOrganisation,
  version,
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

  test('keeps its rules after publication, but its words may change while they stay complete', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, { organisation })
    const volunteer = await addVolunteer(db)
    granted(await sign(db, shiftId, volunteer))
    const change = (changes: Partial<ActivityDraft>) => changeActivity(db, organiser, activityId, changes, monday)
    expect(await change({ minimumAge: 16 })).toEqual({ refused: activityRefusals.notDraft })
    expect(await change({ riskText: '' })).toEqual({ refused: activityRefusals.missing, missing: ['risk-text'] })
    expect(await change({ insuredUntil: '2026-11-01' })).toEqual({
      refused: activityRefusals.missing,
      missing: ['insurance-period'],
    })
    granted(await change({ contactName: '示例联系人', minimumAge: 14, skills: [] }))
    granted(await change({ contactName: '示例联系人' }))
    expect(await messagesAbout(db, 'shift', shiftId), 'who is to be rung up is told, once').toMatchObject([
      { template: 'shift-changed', to_person_id: volunteer.personId },
    ])
    expect(await findActivity(db, activityId)).toMatchObject({ contact_name: '示例联系人', version: 2 })
  })

  test('of which task, place or risk has changed is agreed to again, by what stands then, or the place goes on', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, { organisation, capacity: 2 })
    const [stays, goes, waits] = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const ids = []
    for (const one of [stays, goes, waits]) ids.push(granted(await sign(db, shiftId, one)).signUpIds[0]!)
    await changeAndPass(db, organiser, activityId, { riskText: '路口车多，早晚光线暗' })
    const standing = async () =>
      (
        await db
          .selectFrom('sign_up')
          .select(['state', 'offer_reason', 'activity_version', 'ended_reason'])
          .where('shift_id', '=', shiftId)
          .orderBy('id')
          .execute()
      ).map(row => [row.state, row.offer_reason ?? row.ended_reason, row.activity_version])
    expect(await standing()).toEqual([
      ['offered', 'changed', 1],
      ['offered', 'changed', 1],
      ['waiting', null, 1],
    ])
    expect(
      (await messagesAbout(db, 'shift', shiftId)).map(message => [message.template, message.to_person_id]),
    ).toEqual([
      ['shift-changed-confirm', stays.personId],
      ['shift-changed-confirm', goes.personId],
      ['shift-changed', waits.personId],
    ])
    const [mine] = await listMySignUps(db, personalData, stays.personId, monday)
    expect(mine!.changes).toEqual([{ column: 'risk_text', before: '路口车多', after: '路口车多，早晚光线暗' }])
    granted(await confirmOffer(db, { signUpId: ids[0]!, personId: stays.personId }, monday))
    await settleShifts(db, hoursAfter(monday, 48))
    expect(await standing(), 'at its beginning nobody who did not agree is on it').toEqual([
      ['booked', null, 2],
      ['ended', 'lapsed', 1],
      ['ended', 'no-place', 1],
    ])
  })

  test('drawn by lot after a change, asks the winners whether they come by what stands now', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser, startsAt } = await addTestShift(db, {
      organisation,
      startsAt: hoursAfter(monday, 200),
      activity: { drawHours: 24 },
    })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    await changeAndPass(db, organiser, activityId, { place: '示例路口北侧' })
    await settleShifts(db, hoursAfter(startsAt, -24))
    expect(
      await db.selectFrom('sign_up').select(['state', 'offer_reason']).where('shift_id', '=', shiftId).execute(),
    ).toEqual([{ state: 'offered', offer_reason: 'changed' }])
  })

  test('with an agreement to sign is signed up for by who accepts it, once for each wording', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, {
      organisation,
      capacity: 5,
      activity: { taskRisks: ['height'], minimumAge: 18, guardianRule: 'adults' },
    })
    const volunteer = await addVolunteer(db)
    const request = { shiftId, volunteerIds: [volunteer.volunteerId], personId: volunteer.personId }
    const again = (agreement?: string) =>
      signUp(db, personalData, { ...request, requestKey: randomUUID(), agreement }, monday)
    expect(await again()).toEqual({ refused: signUpRefusals.agreement })
    const { signUpIds } = granted(await again(version))
    await changeAndPass(db, organiser, activityId, { riskText: '梯子高三米，有风时会晃' })
    const confirm = (agreement?: string) =>
      confirmOffer(db, { signUpId: signUpIds[0]!, personId: volunteer.personId, agreement }, monday)
    expect(await confirm(), 'to the new wording too').toEqual({ refused: signUpRefusals.agreement })
    granted(await confirm(version))
    expect(await listAgreementsOf(db, volunteer.personId, activityId)).toMatchObject([
      { activity_version: 2, text_version: version },
    ])
    expect(await listAgreementsOf(db, await addPerson(db), activityId)).toEqual([])
  })

  test('that comes to take a month asks those who have signed up for the agreement it now needs', async () => {
    const { db } = connection
    const { activityId, shiftId, organiser } = await addTestShift(db, { organisation })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    const later = { activityId, capacity: 2, startsAt: hoursAfter(monday, 900), endsAt: hoursAfter(monday, 902) }
    granted(await addShift(db, organiser, { ...later, requestKey: randomUUID() }, monday))
    expect(await findActivity(db, activityId)).toMatchObject({ agreement_cases: ['month-or-longer'] })
    expect(await messagesAbout(db, 'shift', shiftId)).toMatchObject([{ template: 'shift-changed-confirm' }])
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
    expect(await cancelActivity(db, { personId: organiser, activityId, words: '别的话' }, monday)).toEqual({
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
})
