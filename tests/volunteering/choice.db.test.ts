import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { chooseApplicants } from '#volunteering/shifts/moves/choice.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { changeAndPass } from '../support/activity-changes.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
  type ShiftOptions,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

/** A shift of two places on which the organiser chooses until a day before. */
const addChosen = (options: ShiftOptions = {}) =>
  addTestShift(connection.db, {
    ...options,
    activity: { chooseHours: 24, waitingList: false, minimumAge: 6, ...options.activity },
  })
type Shift = Awaited<ReturnType<typeof addChosen>>
const apply = async (shift: Shift, who: TestVolunteer | TestVolunteer[], now = monday) =>
  granted(await sign(connection.db, shift.shiftId, who, now)).signUpIds
const choose = (shift: Shift, signUpIds: number[], rest: 'wait' | 'tell' = 'wait', now = monday) =>
  chooseApplicants(connection.db, { shiftId: shift.shiftId, signUpIds, rest, personId: shift.organiser }, now)
const stateOf = (id: number) =>
  connection.db
    .selectFrom('sign_up')
    .select(['state', 'ended_reason', 'chosen_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const told = async ({ shiftId }: Shift, { personId }: TestVolunteer) =>
  (await messagesAbout(connection.db, 'shift', shiftId))
    .filter(message => message.to_person_id === personId)
    .map(({ template }) => template)
const numberOf = async ({ volunteerId }: TestVolunteer) =>
  (await connection.db.selectFrom('volunteer').select('number').where('id', '=', volunteerId).executeTakeFirstOrThrow())
    .number!

describe('where the organiser chooses', () => {
  test('whoever signs up applies: no place is taken, more apply than there are places, and other bookings are no hindrance yet', async () => {
    const { db } = connection
    const shift = await addChosen()
    const busy = await addVolunteer(db)
    granted(await sign(db, (await addTestShift(db, { startsAt: shift.startsAt })).shiftId, busy))
    for (const who of [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db), busy])
      expect(granted(await sign(db, shift.shiftId, who)).state).toBe('applied')
    const { taken } = await db
      .selectFrom('shift')
      .select('taken')
      .where('id', '=', shift.shiftId)
      .executeTakeFirstOrThrow()
    expect(taken).toBe(0)
    const child = await addVolunteer(db, { birthDate: '2011-03-04' })
    expect(await sign(db, shift.shiftId, child)).toMatchObject({ refused: signUpRefusals.needsConsent })
  })

  test('who is chosen is booked and told, all of a request or none; the rest is told with respect and free at once', async () => {
    const { db } = connection
    const shift = await addChosen()
    const [parent, alone] = [await addVolunteer(db), await addVolunteer(db)]
    const [first, second] = await apply(shift, [parent, await addChild(db, parent)])
    const [other] = await apply(shift, alone)
    expect(await choose(shift, [first!])).toEqual({ chosen: 2, ended: 0 })
    expect([(await stateOf(first!)).state, (await stateOf(second!)).state]).toEqual(['booked', 'booked'])
    expect(await stateOf(other!)).toMatchObject({ state: 'applied' })
    expect(await choose(shift, [first!]), 'pressed twice').toEqual({ chosen: 0, ended: 0 })
    expect(await choose(shift, [], 'tell')).toEqual({ chosen: 0, ended: 1 })
    expect(await stateOf(other!)).toMatchObject({ state: 'ended', ended_reason: 'not-chosen' })
    expect(await told(shift, parent)).toEqual(['shift-chosen'])
    expect(await told(shift, alone)).toEqual(['shift-not-chosen'])
    expect(await findingsOf(db, async () => {}, monday)).toEqual([])
  })

  test('nobody is chosen beyond the places, from another shift, after they withdrew, without a name, or by somebody else', async () => {
    const { db } = connection
    const shift = await addChosen()
    const people = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const ids = []
    for (const one of people) ids.push(...(await apply(shift, one)))
    expect(await choose(shift, ids)).toEqual({ refused: shiftRefusals.moreThanFree(2, 3) })
    expect(await choose(shift, [])).toEqual({ refused: shiftRefusals.nobodyChosen })
    const elsewhere = await addChosen()
    expect(await choose(shift, await apply(elsewhere, people[0]!))).toEqual({
      refused: shiftRefusals.applicantsChanged,
    })
    const stranger = await addPerson(db)
    expect(await choose({ ...shift, organiser: stranger }, [ids[0]!])).toEqual({
      refused: organisationRefusals.notYours,
    })
    granted(await cannotCome(db, { signUpId: ids[0]!, personId: people[0]!.personId }, monday))
    expect(await choose(shift, [ids[0]!, ids[1]!])).toEqual({ refused: shiftRefusals.applicantsChanged })
    const plain = await addTestShift(db)
    expect(await choose(plain, [])).toEqual({ refused: shiftRefusals.notByChoice })
    for (const id of ids) expect((await stateOf(id)).state).not.toBe('booked')
  })

  test('ages, consents, company and other bookings are looked at again when somebody is chosen', async () => {
    const { db } = connection
    const shift = await addChosen()
    const guardian = await addVolunteer(db)
    const [minor, busy] = [await addMinor(db, guardian), await addVolunteer(db)]
    const [ofMinor] = await apply(shift, minor)
    const [ofBusy] = await apply(shift, busy)
    granted(await sign(db, (await addTestShift(db, { startsAt: shift.startsAt })).shiftId, busy))
    expect(await choose(shift, [ofBusy!])).toEqual({ refused: shiftRefusals.cannotServe(await numberOf(busy)) })
    await db
      .updateTable('guardian_consent')
      .set({ revoked_at: monday })
      .where('volunteer_id', '=', minor.volunteerId)
      .execute()
    expect(await choose(shift, [ofMinor!])).toEqual({ refused: shiftRefusals.cannotServe(await numberOf(minor)) })
  })

  test('when the time is over the job tells who was not chosen, once; nobody applies or is chosen any more, least of all after the shift began', async () => {
    const { db } = connection
    const shift = await addChosen()
    const [chosen, left] = [await addVolunteer(db), await addVolunteer(db)]
    const [ofChosen] = await apply(shift, chosen)
    const [ofLeft] = await apply(shift, left)
    granted(await choose(shift, [ofChosen!]))
    const over = hoursAfter(shift.startsAt, -24)
    await settleShifts(db, hoursAfter(over, -1))
    expect((await stateOf(ofLeft!)).state).toBe('applied')
    await settleShifts(db, over)
    await settleShifts(db, over)
    expect(await stateOf(ofLeft!)).toMatchObject({ state: 'ended', ended_reason: 'not-chosen' })
    expect(await told(shift, left)).toEqual(['shift-not-chosen'])
    expect((await stateOf(ofChosen!)).state).toBe('booked')
    expect(await sign(db, shift.shiftId, left, over)).toEqual({ refused: signUpRefusals.choiceOver })
    expect(await choose(shift, [ofLeft!], 'wait', over)).toEqual({ refused: shiftRefusals.choiceOver })
    expect(await choose(shift, [ofLeft!], 'wait', shift.startsAt)).toEqual({ refused: shiftRefusals.started })
  })

  test('whose words have changed since they applied is asked again; a moved shift moves the choice', async () => {
    const { db } = connection
    const shift = await addChosen()
    const volunteer = await addVolunteer(db)
    const [signUpId] = await apply(shift, volunteer)
    await changeAndPass(db, shift.organiser, shift.activityId, { riskText: '示例：改了风险' })
    expect((await stateOf(signUpId!)).state).toBe('applied')
    granted(await choose(shift, [signUpId!]))
    expect((await stateOf(signUpId!)).state).toBe('offered')
    granted(await confirmOffer(db, { signUpId: signUpId!, personId: volunteer.personId }, monday))
    const [startsAt, endsAt] = [hoursAfter(shift.startsAt, 72), hoursAfter(shift.startsAt, 74)]
    granted(await rescheduleShift(db, { shiftId: shift.shiftId, personId: shift.organiser, startsAt, endsAt }, monday))
    const { choose_by } = await db
      .selectFrom('shift')
      .select('choose_by')
      .where('id', '=', shift.shiftId)
      .executeTakeFirstOrThrow()
    expect(choose_by).toEqual(hoursAfter(startsAt, -24))
    const tooSoon = { shiftId: shift.shiftId, personId: shift.organiser, startsAt: hoursAfter(monday, 20) }
    expect(await rescheduleShift(db, { ...tooSoon, endsAt: hoursAfter(monday, 22) }, monday)).toEqual({
      refused: shiftRefusals.tooSoonForDraw,
    })
  })

  test('the roster says of an applicant what they can and have done, and neither a phone nor a family', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    await givePhone(db, volunteer.personId)
    const served = await addTestShift(db, { hours: 3 })
    granted(await sign(db, served.shiftId, volunteer))
    const now = hoursAfter(monday, 60)
    const shift = await addChosen({ startsAt: hoursAfter(monday, 200) })
    const { id: qualification_id } = await db
      .insertInto('qualification')
      .values({
        request_key: randomUUID(),
        organisation_id: shift.organisationId,
        title: '示例急救',
        how: '示例',
        added_by: shift.organiser,
        added_at: monday,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('training')
      .values({
        request_key: randomUUID(),
        qualification_id,
        volunteer_id: volunteer.volunteerId,
        trained_on: '2026-11-01',
        given_by: shift.organiser,
        given_at: monday,
      })
      .execute()
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const [ofMinor] = await apply(shift, minor, now)
    await apply(shift, volunteer, now)
    const roster = async () => {
      const asked = { shiftId: shift.shiftId, personId: shift.organiser, phones: true }
      return granted(await readRoster(db, personalData, asked, now)).rows
    }
    const [ofGrownUp] = (await roster()).filter(({ minor }) => !minor)
    expect(ofGrownUp).toMatchObject({ trainings: ['示例急救'], served_hours: 3, phone: undefined })
    expect((await roster()).find(({ id }) => id === ofMinor)).toMatchObject({ guardians: [], phone: undefined })
    granted(await choose(shift, [ofMinor!], 'wait', now))
    expect((await roster()).find(({ id }) => id === ofMinor)!.guardians).toHaveLength(1)
  })
})

describe('SQL and check:volunteers', () => {
  test('the database lets nobody be booked unchosen, chosen after the beginning or elsewhere, and no activity with a line choose', async () => {
    const { db } = connection
    const shift = await addChosen()
    const [id] = await apply(shift, await addVolunteer(db))
    const plain = await addTestShift(db)
    const [booked] = granted(await sign(db, plain.shiftId, await addVolunteer(db))).signUpIds
    const set = (signUpId: number, values: object) =>
      db.updateTable('sign_up').set(values).where('id', '=', signUpId).execute()
    await expect(set(id!, { state: 'booked' })).rejects.toThrow('chooses')
    await expect(set(id!, { state: 'waiting' })).rejects.toThrow('chooses')
    await expect(set(id!, { state: 'booked', chosen_at: shift.startsAt })).rejects.toThrow('chosen_in_time')
    await expect(set(booked!, { state: 'applied' })).rejects.toThrow('chooses')
    await expect(set(booked!, { chosen_at: monday })).rejects.toThrow('chooses')
    await expect(
      db.updateTable('activity').set({ waiting_list: true }).where('id', '=', shift.activityId).execute(),
    ).rejects.toThrow('chosen_by_the_organiser_alone')
    await expect(
      db.updateTable('shift').set({ choose_by: shift.startsAt }).where('id', '=', shift.shiftId).execute(),
    ).rejects.toThrow('chosen_before_it_begins')
  })

  test('check:volunteers finds who is booked unchosen, who waits for a choice that is over, and a constraint that is gone', async () => {
    const { db } = connection
    const shift = await addChosen()
    const [id] = await apply(shift, await addVolunteer(db))
    const [other] = await apply(shift, await addVolunteer(db))
    granted(await choose(shift, [other!]))
    const rulesOf = async (plant: (trx: Trx) => Promise<unknown>, now = monday) =>
      (await findingsOf(db, plant, now)).map(({ rule, ids }) => [rule, ids])
    expect(
      await rulesOf(async trx => {
        await sql`ALTER TABLE sign_up DISABLE TRIGGER sign_up_chosen`.execute(trx)
        await trx.updateTable('sign_up').set({ chosen_at: null }).where('id', '=', other!).execute()
      }),
    ).toEqual([['where the organiser chooses everybody was chosen, and nowhere else', [other]]])
    expect(
      (await rulesOf(async () => {}, hoursAfter(shift.startsAt, -1))).find(([, ids]) =>
        (ids as number[]).includes(id!),
      ),
    ).toEqual(['nobody waits for a choice that is over', expect.arrayContaining([id])])
    expect(await rulesOf(trx => sql`ALTER TABLE sign_up DROP CONSTRAINT chosen_in_time`.execute(trx))).toEqual([
      ['the constraints are in place', [0]],
    ])
  })
})
