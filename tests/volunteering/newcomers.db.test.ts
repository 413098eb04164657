import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { mergeVolunteers } from '#volunteering/sign-ups/merging.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  sign,
  type TestOrganisation,
} from '../support/volunteering.ts'

let connection: Connection
let team: TestOrganisation
beforeAll(async () => {
  connection = await openTestDatabase()
  // Its first activities have been seen, and so has its line.
  team = await addOrganisation(connection.db)
})
afterAll(() => connection.close())

let days = 2
/** One of the two places is kept for a newcomer; the other is taken unless there are `others`. */
const keeping = async (others = false) => {
  const { db } = connection
  const options = { organisation: team, startsAt: hoursAfter(monday, 24 * days++), capacity: 2 }
  const shift = await addTestShift(db, { ...options, activity: { firstTimerPlaces: 1 } })
  if (!others) granted(await sign(db, shift.shiftId, await experienced()))
  return shift
}
const experienced = async () => {
  const { db } = connection
  const volunteer = await addVolunteer(db)
  const past = await addTestShift(
    db,
    { organisation: team, startsAt: hoursAfter(monday, -47) },
    hoursAfter(monday, -48),
  )
  granted(await sign(db, past.shiftId, volunteer, hoursAfter(monday, -48)))
  return volunteer
}
const claims = async (volunteerId: number) =>
  (
    await connection.db
      .selectFrom('sign_up')
      .select('newcomer')
      .where('volunteer_id', '=', volunteerId)
      .where('state', '<>', 'ended')
      .orderBy('id')
      .execute()
  ).map(row => row.newcomer)

test('a newcomer has the place that is kept on one shift, not on two', async () => {
  const { db } = connection
  const [first, second, third] = [await keeping(), await keeping(), await keeping(true)]
  const newcomer = await addVolunteer(db)
  const held = granted(await sign(db, first.shiftId, newcomer))
  expect(held.state).toBe('booked')
  expect(granted(await sign(db, second.shiftId, newcomer)).state, 'the kept place is for others').toBe('waiting')
  expect(granted(await sign(db, third.shiftId, newcomer)).state, 'as anybody else').toBe('booked')
  expect(await claims(newcomer.volunteerId)).toEqual([true, false, false])
  const other = await addVolunteer(db)
  expect(granted(await sign(db, second.shiftId, other)).state).toBe('booked')
})

test('who calls off and signs up again is no newcomer on that shift; on another one they are', async () => {
  const { db } = connection
  const [first, second] = [await keeping(), await keeping()]
  const newcomer = await addVolunteer(db)
  const [signUpId] = granted(await sign(db, first.shiftId, newcomer)).signUpIds
  granted(await cannotCome(db, { signUpId: signUpId!, personId: newcomer.personId }, monday))
  expect(granted(await sign(db, first.shiftId, newcomer)).state).toBe('waiting')
  expect(granted(await sign(db, second.shiftId, newcomer)).state).toBe('booked')
})

test('a shift that is called off takes nothing from them', async () => {
  const { db } = connection
  const [first, second] = [await keeping(), await keeping()]
  const newcomer = await addVolunteer(db)
  granted(await sign(db, first.shiftId, newcomer))
  granted(await cancelShift(db, { shiftId: first.shiftId, personId: team.organiser, words: '示例' }, monday))
  expect(granted(await sign(db, second.shiftId, newcomer)).state).toBe('booked')
})

test('however many forms come at once, one of them is the newcomer’s', async () => {
  const { db } = connection
  const shifts = [await keeping(), await keeping(), await keeping(), await keeping()]
  const newcomer = await addVolunteer(db)
  const states = await Promise.all(shifts.map(async ({ shiftId }) => granted(await sign(db, shiftId, newcomer)).state))
  expect(states.toSorted()).toEqual(['booked', 'waiting', 'waiting', 'waiting'])
})

test('two records of one person that become one are a newcomer once', async () => {
  const { db } = connection
  const [keep, from] = [await addVolunteer(db), await addVolunteer(db)]
  granted(await sign(db, (await keeping()).shiftId, keep))
  granted(await sign(db, (await keeping()).shiftId, from))
  const by = { kind: 'person' as const, id: await addPerson(db, '示例', ['admin']) }
  await db
    .transaction()
    .execute(async trx =>
      granted(await mergeVolunteers(trx, personalData, { keep: keep.volunteerId, from: from.volunteerId }, by, monday)),
    )
  expect(await claims(keep.volunteerId)).toEqual([true, false])
  expect(await findingsOf(db, async () => {}, monday)).toEqual([])
})

test('check:volunteers finds who has it twice: on two shifts, on one again, after service', async () => {
  const { db } = connection
  const rule = 'nobody has a newcomer’s place twice'
  const newcomer = await addVolunteer(db)
  const [first, second] = [await keeping(), await keeping(true)]
  const [here] = granted(await sign(db, first.shiftId, newcomer)).signUpIds
  const [there] = granted(await sign(db, second.shiftId, newcomer)).signUpIds
  const setNewcomer = (id: number | undefined) =>
    db.updateTable('sign_up').set({ newcomer: true }).where('id', '=', id!)
  await expect(setNewcomer(there).execute(), 'SQL refuses it').rejects.toThrow('newcomer_once')

  granted(await cannotCome(db, { signUpId: here!, personId: newcomer.personId }, monday))
  const [again] = granted(await sign(db, first.shiftId, newcomer)).signUpIds
  const plant = (id: number | undefined) => findingsOf(db, trx => trx.executeQuery(setNewcomer(id).compile()), monday)
  expect(await plant(again)).toEqual([{ rule, ids: [again] }])
  const old = await experienced()
  const [served] = granted(await sign(db, (await keeping(true)).shiftId, old)).signUpIds
  expect(await plant(served)).toEqual([{ rule, ids: [served] }])
})
