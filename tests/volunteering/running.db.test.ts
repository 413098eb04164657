import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { readIncidents } from '#volunteering/shifts/incidents.ts'
import { incident, type NewIncident, recordIncident } from '#volunteering/shifts/moves/incident.ts'
import { shiftMoves } from '#volunteering/shifts/moves/index.ts'
import { moveRunning, moving } from '#volunteering/shifts/moves/moving.ts'
import { shortening, shortenShift } from '#volunteering/shifts/moves/shortening.ts'
import { stopping, stopShift } from '#volunteering/shifts/moves/stopping.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  minute,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
let office: number
beforeAll(async () => {
  connection = await openTestDatabase()
  office = await addPerson(connection.db, '示例审核', ['admin'])
})
afterAll(() => connection.close())

// From 09:00 to 13:00 in Lishui, two days later; an hour of it is over.
const options = { hours: 4, capacity: 3 }
async function running() {
  const { db } = connection
  const shift = await addTestShift(db, options)
  const volunteer = await addVolunteer(db)
  const [signUpId] = granted(await sign(db, shift.shiftId, volunteer)).signUpIds
  return { ...shift, volunteer, signUpId: signUpId!, now: hoursAfter(shift.startsAt, 1), personId: shift.organiser }
}
const shiftOf = (id: number) =>
  connection.db.selectFrom('shift').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const signUpOf = (id: number) =>
  connection.db.selectFrom('sign_up').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const templates = async (shiftId: number) =>
  (await messagesAbout(connection.db, 'shift', shiftId)).map(message => message.template)

describe('a shift that runs', () => {
  test('is ended now: who is on it stays on it, with the hours until now, and is told', async () => {
    const { db } = connection
    const { shiftId, personId, signUpId, now } = await running()
    expect(await stopShift(db, { shiftId, personId, words: '雷雨' }, now)).toEqual({ told: 1 })
    expect(await signUpOf(signUpId)).toMatchObject({ state: 'booked', ends_at: now })
    expect(await shiftOf(shiftId)).toMatchObject({ ends_at: now, stop_words: '雷雨', stopped_at: now })
    expect(await templates(shiftId)).toEqual(['shift-stopped'])
    expect(await stopShift(db, { shiftId, personId, words: '别的话' }, now)).toEqual({ refused: shiftRefusals.over })
    expect(await findingsOf(db, async () => {}, now)).toEqual([])
  })

  test('may be ended in the very moment it begins', async () => {
    const { db } = connection
    const { shiftId, personId, startsAt } = await running()
    granted(await stopShift(db, { shiftId, personId, words: '雷雨' }, startsAt))
    expect((await shiftOf(shiftId)).ends_at.getTime()).toBeGreaterThan(startsAt.getTime())
  })

  test('is made shorter, never longer, and its hours follow', async () => {
    const { db } = connection
    const { shiftId, personId, signUpId, startsAt, now } = await running()
    const shorten = (until: string) => shortenShift(db, { shiftId, personId, until, words: '做得快' }, now)
    for (const until of ['13:00', '15:00']) expect(await shorten(until)).toEqual({ refused: shiftRefusals.notEarlier })
    for (const until of ['09:30', '10:00']) expect(await shorten(until)).toEqual({ refused: shiftRefusals.alreadyPast })
    expect(await shorten('11:30')).toEqual({ told: 1 })
    expect((await signUpOf(signUpId)).ends_at).toEqual(hoursAfter(startsAt, 2.5))
    expect(await templates(shiftId)).toEqual(['shift-shortened'])
    expect(await findingsOf(db, async () => {}, now)).toEqual([])
  })

  test('over midnight is made shorter by the clock of the next day', async () => {
    const { db } = connection
    const startsAt = hoursAfter(monday, 48 + 12)
    const { shiftId, organiser: personId } = await addTestShift(db, { startsAt, hours: 6 })
    granted(await shortenShift(db, { shiftId, personId, until: '01:00', words: '示例' }, hoursAfter(startsAt, 1)))
    expect((await shiftOf(shiftId)).ends_at).toEqual(hoursAfter(startsAt, 4))
  })

  test('goes on at another place, and who is on it is told once', async () => {
    const { db } = connection
    const { shiftId, personId, now } = await running()
    const move = () => moveRunning(db, { shiftId, personId, meetingPoint: '东门' }, now)
    expect([await move(), await move()]).toEqual([{ told: 1 }, { told: 0 }])
    expect((await shiftOf(shiftId)).meeting_point).toBe('东门')
    expect(await templates(shiftId)).toEqual(['shift-place-changed'])
  })

  test('ends with its activity', async () => {
    const { db } = connection
    const { shiftId, activityId, personId, signUpId, now } = await running()
    expect(await cancelActivity(db, { personId, activityId, words: '台风' }, now)).toEqual({ told: 1 })
    expect(await shiftOf(shiftId)).toMatchObject({ ends_at: now, state: 'open', stop_words: '台风' })
    expect(await signUpOf(signUpId)).toMatchObject({ state: 'booked', ends_at: now })
    expect(await findingsOf(db, async () => {}, now)).toEqual([])
  })

  const acts: [string, (shiftId: number, personId: number, now: Date) => Promise<object>][] = [
    ['stopping', (shiftId, personId, now) => stopShift(connection.db, { shiftId, personId, words: '示例' }, now)],
    [
      'shortening',
      (shiftId, personId, now) =>
        shortenShift(connection.db, { shiftId, personId, until: '12:00', words: '示例' }, now),
    ],
    [
      'moving',
      (shiftId, personId, now) => moveRunning(connection.db, { shiftId, personId, meetingPoint: '示例' }, now),
    ],
  ]
  test.each(acts)('%s is for its own organiser, and while it runs', async (_name, act) => {
    const { shiftId, personId, startsAt } = await running()
    const other = await addOrganisation(connection.db)
    expect(await act(shiftId, other.organiser, hoursAfter(startsAt, 1))).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await act(shiftId, personId, new Date(startsAt.getTime() - minute))).toEqual({
      refused: shiftRefusals.notBegun,
    })
    expect(await act(shiftId, personId, hoursAfter(startsAt, 4))).toEqual({ refused: shiftRefusals.over })
    expect(await act(0, personId, startsAt)).toEqual({ refused: shiftRefusals.unknown })
  })

  test('is offered what can be done about it, and nothing of what is for coming ones', async () => {
    const { shiftId, startsAt } = await running()
    const shift = await shiftOf(shiftId)
    const offered = (now: Date) =>
      shiftMoves.filter(move => move.offered?.(shift, { now }) ?? true).map(move => move.name)
    const whileItRuns = [moving, shortening, stopping, incident].map(move => move.name)
    expect(offered(hoursAfter(startsAt, 1))).toEqual(['notes', ...whileItRuns])
    expect(offered(monday).filter(name => whileItRuns.includes(name))).toEqual([])
    expect(offered(hoursAfter(startsAt, 5))).toEqual(['notes', incident.name])
    expect(offered(hoursAfter(startsAt, 200))).toEqual(['notes'])
  })
})

describe('what happened on a shift', () => {
  const happened = (
    shift: { shiftId: number; personId: number; now: Date },
    changes: Partial<NewIncident> = {},
  ): NewIncident => ({
    shiftId: shift.shiftId,
    personId: shift.personId,
    kind: 'injury',
    happenedAt: shift.now,
    words: '示例：张某扭了脚',
    requestKey: randomUUID(),
    ...changes,
  })

  test('is sealed, told to the office, read by it and by the organiser as an event, and written down once', async () => {
    const { db } = connection
    const shift = await running()
    const given = happened(shift)
    const first = granted(await recordIncident(db, personalData, given, shift.now))
    expect(await recordIncident(db, personalData, given, shift.now)).toEqual(first)
    const row = await db.selectFrom('shift_incident').selectAll().where('id', '=', first.id).executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain('张某')
    const told = await messagesAbout(db, 'shift', shift.shiftId)
    expect(new Set(told.map(message => message.template))).toEqual(new Set(['shift-incident']))
    expect(told.filter(message => message.to_person_id === office)).toHaveLength(1)
    const read = await readIncidents(db, personalData, { shiftId: shift.shiftId, personId: office }, shift.now)
    expect(read).toMatchObject([{ kind: 'injury', words: given.words, happened_at: shift.now }])
    const events = await db
      .selectFrom('event')
      .select(['action', 'detail'])
      .where('object_kind', '=', 'shift')
      .where('object_id', '=', String(shift.shiftId))
      .where('action', 'like', 'shift.incident%')
      .orderBy('id')
      .execute()
    expect(events.map(event => event.action)).toEqual(['shift.incident', 'shift.incidents-read'])
    expect(JSON.stringify(events)).not.toContain('张某')
  })

  test('happened while it ran, on a shift of one’s own, and is written down within a week', async () => {
    const { db } = connection
    const shift = await running()
    const record = (changes: Partial<NewIncident>, now = shift.now) =>
      recordIncident(db, personalData, happened(shift, changes), now)
    for (const happenedAt of [hoursAfter(shift.startsAt, -1), hoursAfter(shift.now, 1)])
      expect(await record({ happenedAt })).toEqual({ refused: shiftRefusals.happenedElsewhen })
    expect(await record({ personId: (await addOrganisation(db)).organiser })).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await record({}, hoursAfter(shift.startsAt, -1))).toEqual({ refused: shiftRefusals.notBegun })
    expect(await record({}, hoursAfter(shift.startsAt, 4 + 169))).toEqual({ refused: shiftRefusals.longOver })
    granted(await record({}, hoursAfter(shift.startsAt, 4 + 167)))
  })
})

describe('check:volunteers finds', () => {
  const rulesOf = async (now: Date, plant: (trx: Trx) => Promise<unknown>) =>
    (await findingsOf(connection.db, plant, now)).map(({ rule, ids }) => [rule, ids])

  test('a shift that runs on, one that ends at another time, and what the office was not told', async () => {
    const { db } = connection
    const shift = await running()
    const { shiftId, activityId, personId, now } = shift
    expect(
      await rulesOf(now, trx =>
        sql`UPDATE activity SET state = 'cancelled', cancelled_at = ${now}, cancel_words = '示例' WHERE id = ${activityId}`.execute(
          trx,
        ),
      ),
    ).toEqual([['nothing runs of an activity that was called off', [shiftId]]])
    granted(await stopShift(db, { shiftId, personId, words: '示例' }, now))
    expect(
      await rulesOf(now, trx =>
        trx
          .updateTable('shift')
          .set({ ends_at: hoursAfter(now, 1) })
          .where('id', '=', shiftId)
          .execute(),
      ),
    ).toEqual([['a shift that was ended early ends when that was written down', [shiftId]]])
    const given = { shiftId, personId, kind: 'lost' as const, happenedAt: now, words: '示例', requestKey: randomUUID() }
    const { id } = granted(await recordIncident(db, personalData, given, now))
    expect(
      await rulesOf(now, trx =>
        trx
          .deleteFrom('message')
          .where('template', '=', 'shift-incident')
          .where('about_id', '=', String(shiftId))
          .execute(),
      ),
    ).toEqual([['the office was told of everything that happened on a shift', [id]]])
  })
})
