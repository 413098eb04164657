import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  minute,
  monday,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

const standing = async (id: number | undefined) => {
  const { state, ended_reason } = await connection.db
    .selectFrom('sign_up')
    .select(['state', 'ended_reason'])
    .where('id', '=', id!)
    .executeTakeFirstOrThrow()
  return ended_reason ?? state
}
const told = async (shiftId: number, { personId }: TestVolunteer) =>
  (await messagesAbout(connection.db, 'shift', shiftId))
    .filter(message => message.to_person_id === personId)
    .map(message => message.template)

/** A shift of one place with two in its line; the place has just been offered to the first. */
async function offered() {
  const { db } = connection
  const { shiftId, startsAt } = await addTestShift(db, { capacity: 1 })
  const [holder, first, second] = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
  const held = granted(await sign(db, shiftId, holder)).signUpIds[0]!
  const [one] = granted(await sign(db, shiftId, first)).signUpIds
  const [two] = granted(await sign(db, shiftId, second)).signUpIds
  granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, monday))
  expect([await standing(one), await standing(two)]).toEqual(['offered', 'waiting'])
  return { shiftId, startsAt, first, second, one: one!, two: two! }
}

test('an offer passes on at once when who holds it books elsewhere at that time, and they are told', async () => {
  const { db } = connection
  const { shiftId, startsAt, first, second, one, two } = await offered()
  const sameDay = await addTestShift(db, { startsAt: hoursAfter(startsAt, 3) })
  granted(await sign(db, sameDay.shiftId, first))
  expect(await standing(one), 'another time is no matter').toBe('offered')
  const elsewhere = await addTestShift(db, { startsAt: hoursAfter(startsAt, 1) })
  granted(await sign(db, elsewhere.shiftId, first))
  expect([await standing(one), await standing(two)]).toEqual(['booked-elsewhere', 'offered'])
  expect(await told(shiftId, first)).toEqual(['shift-place-offered', 'shift-booked-elsewhere'])
  expect(await told(shiftId, second)).toEqual(['shift-place-offered'])
})

test('or when they confirm an offer elsewhere at that time', async () => {
  const { db } = connection
  const [here, there] = [await offered(), await addTestShift(db, { capacity: 1 })]
  const holder = await addVolunteer(db)
  const [held] = granted(await sign(db, there.shiftId, holder)).signUpIds
  const [asked] = granted(await sign(db, there.shiftId, here.first)).signUpIds
  granted(await cannotCome(db, { signUpId: held!, personId: holder.personId }, monday))
  granted(await confirmOffer(db, { signUpId: asked!, personId: here.first.personId }, monday))
  expect([await standing(here.one), await standing(here.two)]).toEqual(['booked-elsewhere', 'offered'])
})

test('an offer that lapsed and a wait in vain are told once, however often the timer runs', async () => {
  const { db } = connection
  const { shiftId, startsAt, first, second, one, two } = await offered()
  const later = new Date(monday.getTime() + 121 * minute)
  for (let turn = 0; turn < 2; turn++) await settleShifts(db, later)
  expect([await standing(one), await standing(two)]).toEqual(['lapsed', 'offered'])
  const third = await addVolunteer(db)
  const [three] = granted(await sign(db, shiftId, third, later)).signUpIds
  granted(await confirmOffer(db, { signUpId: two, personId: second.personId }, later))
  for (let turn = 0; turn < 2; turn++) await settleShifts(db, startsAt)
  expect(await standing(three)).toBe('no-place')
  expect(await told(shiftId, first)).toEqual(['shift-place-offered', 'shift-offer-lapsed'])
  expect(await told(shiftId, second)).toEqual(['shift-place-offered'])
  expect(await told(shiftId, third)).toEqual(['shift-no-place'])
})

test('check:volunteers finds an offer that did not pass on, and who was not told', async () => {
  const { db } = connection
  const { shiftId, startsAt, first, one, two } = await offered()
  const elsewhere = await addTestShift(db, { startsAt })
  granted(await sign(db, elsewhere.shiftId, first))
  expect(await findingsOf(db, async () => {}, monday)).toEqual([])
  // As if it were theirs still: of the other one the place is taken back.
  const back = await findingsOf(
    db,
    async trx => {
      const held = { offer_reason: 'place-free' as const, confirm_by: hoursAfter(monday, 1) }
      await trx
        .updateTable('sign_up')
        .set({ state: 'waiting', offer_reason: null, confirm_by: null })
        .where('id', '=', two)
        .execute()
      await trx
        .updateTable('sign_up')
        .set({ state: 'offered', ended_at: null, ended_reason: null, ...held })
        .where('id', '=', one)
        .execute()
    },
    monday,
  )
  expect(back).toContainEqual({
    rule: 'no offer is held by somebody who is booked elsewhere at that time',
    ids: [one],
  })
  const untold = await findingsOf(
    db,
    trx =>
      trx
        .deleteFrom('message')
        .where('about_id', '=', String(shiftId))
        .where('template', '=', 'shift-booked-elsewhere')
        .execute(),
    monday,
  )
  expect(untold).toEqual([{ rule: 'who waited in vain or missed an offer was told', ids: [one] }])
})
