import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { remindTomorrow } from '#volunteering/shifts/roster.ts'
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
} from '../support/volunteering.ts'

/* What the process's clock does every minute, in several processes at once and again after a restart. */

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

describe('an offer that nobody confirms', () => {
  test('goes to the next in line, who is told, each once however often and at the same moment the clock strikes', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [holder, second, third] = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const held = granted(await sign(db, shiftId, holder)).signUpIds[0]!
    for (const volunteer of [second, third]) granted(await sign(db, shiftId, volunteer))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, monday))
    const told = async () =>
      (await messagesAbout(db, 'shift', shiftId)).map(message => [message.template, message.to_person_id])
    const offer = (to: { personId: number }) => ['shift-place-offered', to.personId]
    expect(await told()).toEqual([offer(second)])

    const strike = (now: Date) => Promise.all([settleShifts(db, now), settleShifts(db, now), settleShifts(db, now)])
    await strike(hoursAfter(monday, 1))
    expect(await told(), 'the offer still stands').toEqual([offer(second)])
    const lapsed = hoursAfter(monday, 12)
    expect(
      (await strike(lapsed)).reduce((sum, settled) => sum + settled, 0),
      'one of them moved it',
    ).toBe(1)
    await strike(new Date(lapsed.getTime() + minute))
    expect(await told()).toEqual([offer(second), ['shift-offer-lapsed', second.personId], offer(third)])
    const states = await db
      .selectFrom('sign_up')
      .select(['volunteer_id', 'state', 'ended_reason'])
      .where('shift_id', '=', shiftId)
      .orderBy('id')
      .execute()
    expect(states).toEqual([
      { volunteer_id: holder.volunteerId, state: 'ended', ended_reason: 'cannot-come' },
      { volunteer_id: second.volunteerId, state: 'ended', ended_reason: 'lapsed' },
      { volunteer_id: third.volunteerId, state: 'offered', ended_reason: null },
    ])
  })
})

describe('reminders', () => {
  test('go to everybody booked for tomorrow and nobody else, once, by several clocks at the same moment', async () => {
    const { db } = connection
    const now = new Date('2026-12-20T02:00:00Z')
    const { shiftId } = await addTestShift(db, { capacity: 2, startsAt: new Date('2026-12-20T16:30:00Z') })
    const later = await addTestShift(db, { startsAt: new Date('2026-12-21T16:30:00Z') })
    const volunteers = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    for (const volunteer of volunteers) granted(await sign(db, shiftId, volunteer))
    granted(await sign(db, later.shiftId, volunteers[2]!))
    const reminded = await Promise.all([remindTomorrow(db, now), remindTomorrow(db, now), remindTomorrow(db, now)])
    expect(reminded.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(
      (await messagesAbout(db, 'shift', shiftId)).map(message => [message.template, message.to_person_id]),
    ).toEqual(volunteers.slice(0, 2).map(({ personId }) => ['shift-tomorrow', personId]))
    expect(await messagesAbout(db, 'shift', later.shiftId), 'starts the day after').toEqual([])
  })
})
