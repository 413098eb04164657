import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { keyUsed } from '#volunteering/refusals.ts'
import { elsewhereRefusals } from '#volunteering/sign-ups/elsewhere.ts'
import { type SeveralRequest, signUpForSeveral } from '#volunteering/sign-ups/several.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  activityDraft,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

/** An activity with shifts so many hours from `monday`, two hours long, with so many places. */
async function addShifts(...shifts: { at: number; capacity: number }[]) {
  const { db } = connection
  const [first, ...others] = shifts
  const added = await addTestShift(db, { startsAt: hoursAfter(monday, first!.at), capacity: first!.capacity })
  const ids = [added.shiftId]
  for (const { at, capacity } of others) {
    const [startsAt, endsAt] = [hoursAfter(monday, at), hoursAfter(monday, at + 2)]
    const shift = { requestKey: randomUUID(), activityId: added.activityId, startsAt, endsAt, capacity }
    ids.push(granted(await addShift(db, added.organiser, shift, monday)).id)
  }
  return { activityId: added.activityId, ids }
}

/** What became of each shift, in the order of time: a state, or why not. */
async function ask(
  activityId: number,
  shiftIds: number[],
  party: TestVolunteer[],
  changes: Partial<SeveralRequest> = {},
) {
  const request = {
    activityId,
    shiftIds,
    volunteerIds: party.map(({ volunteerId }) => volunteerId),
    personId: party[0]!.personId,
    requestKey: randomUUID(),
    ...changes,
  }
  const answers = granted(await signUpForSeveral(connection.db, personalData, request, monday))
  return answers.map(({ shiftId, outcome }) => [
    shiftIds.indexOf(shiftId),
    'refused' in outcome ? outcome.refused : outcome.state,
  ])
}

const countSignUps = async (volunteer: TestVolunteer) =>
  (await connection.db.selectFrom('sign_up').select('id').where('volunteer_id', '=', volunteer.volunteerId).execute())
    .length

describe('several shifts in one form', () => {
  test('are answered one by one: booked, in line, refused with the reason', async () => {
    const { db } = connection
    const { activityId, ids } = await addShifts(
      { at: 30, capacity: 2 },
      { at: 31, capacity: 2 },
      { at: 50, capacity: 1 },
      { at: 70, capacity: 1 },
    )
    granted(await sign(db, ids[2]!, await addVolunteer(db)))
    const startsAt = hoursAfter(monday, 30)
    const me = await addVolunteer(db)
    expect(await ask(activityId, ids, [me])).toEqual([
      [0, 'booked'],
      [
        1,
        elsewhereRefusals.overlaps({
          id: ids[0]!,
          title: activityDraft().title,
          startsAt,
          endsAt: hoursAfter(startsAt, 2),
        }),
      ],
      [2, 'waiting'],
      [3, 'booked'],
    ])
  })

  test('sent twice, at once or later, are one sign-up each and the same answers', async () => {
    const { activityId, ids } = await addShifts({ at: 30, capacity: 9 }, { at: 50, capacity: 9 })
    const [me, other] = [await addVolunteer(connection.db), await addVolunteer(connection.db)]
    const requestKey = randomUUID()
    const booked = [
      [0, 'booked'],
      [1, 'booked'],
    ]
    const twice = await Promise.all([1, 2].map(() => ask(activityId, ids, [me], { requestKey })))
    expect(twice).toEqual([booked, booked])
    expect(await ask(activityId, ids, [me], { requestKey: requestKey.toUpperCase() })).toEqual(booked)
    expect(await countSignUps(me)).toBe(2)
    expect(await ask(activityId, ids, [other], { requestKey }), 'the key says who it was for').toEqual([
      [0, keyUsed],
      [1, keyUsed],
    ])
    expect(await countSignUps(other)).toBe(0)
  })

  test('are all of one activity: of another nothing is done', async () => {
    const [mine, another] = [await addShifts({ at: 30, capacity: 2 }), await addShifts({ at: 50, capacity: 2 })]
    const me = await addVolunteer(connection.db)
    const request = {
      activityId: mine.activityId,
      shiftIds: [...mine.ids, ...another.ids],
      volunteerIds: [me.volunteerId],
      personId: me.personId,
      requestKey: randomUUID(),
    }
    expect(await signUpForSeveral(connection.db, personalData, request, monday)).toEqual({
      refused: shiftRefusals.unknown,
    })
    expect(await countSignUps(me)).toBe(0)
  })
})
