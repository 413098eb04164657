import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { clockOf, momentOf } from '#calendar/lishui.ts'
import { type FairRules, readFairRules, setFairRules } from '#volunteering/fair-rules.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { afterWakingMinutes, wakesAt } from '#volunteering/line/night.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

let connection: Connection
let admin: number
beforeAll(async () => {
  connection = await openTestDatabase()
  admin = await addPerson(connection.db, '示例', ['admin'])
  await setRules({})
})
afterAll(() => connection.close())

async function setRules(rules: Partial<FairRules>): Promise<void> {
  const { db } = connection
  await setFairRules(db, { ...(await readFairRules(db)), ...rules }, { id: admin }, hoursAfter(monday, -2000))
}
const clean = (now: Date) => findingsOf(connection.db, async () => {}, now)
const stateOf = async (signUp: { signUpIds: number[] }) =>
  (
    await connection.db.selectFrom('sign_up').select('state').where('id', 'in', signUp.signUpIds).distinct().execute()
  ).map(row => row.state)[0]
const signed = async (shiftId: number, who: TestVolunteer | TestVolunteer[], now = monday) =>
  granted(await sign(connection.db, shiftId, who, now))

/** A full shift of two, a family of two at the head of its line, a single person behind it. */
async function familyFirst(now = monday) {
  const { db } = connection
  const shift = await addTestShift(db, { startsAt: hoursAfter(monday, 72), capacity: 2, activity: { minimumAge: 6 } })
  const holders = [await addVolunteer(db), await addVolunteer(db)]
  const held: { signUpId: number; personId: number }[] = []
  for (const holder of holders)
    held.push({ signUpId: (await signed(shift.shiftId, holder, now)).signUpIds[0]!, personId: holder.personId })
  const parent = await addVolunteer(db)
  const family = await signed(shift.shiftId, [parent, await addChild(db, parent)], now)
  const single = await signed(shift.shiftId, await addVolunteer(db), now)
  const gives = async (index: number, at: Date) => granted(await cannotCome(db, held[index]!, at))
  const states = async () => [await stateOf(family), await stateOf(single)]
  return { ...shift, family, single, gives, states }
}

describe('a place that is too few for the family at the head of the line', () => {
  test('waits for it, and is theirs when the second one comes in that time', async () => {
    const { db } = connection
    const { shiftId, gives, states } = await familyFirst()
    await gives(0, monday)
    expect(await states()).toEqual(['waiting', 'waiting'])
    const newcomer = await signed(shiftId, await addVolunteer(db), hoursAfter(monday, 1))
    expect(newcomer.state, 'nor does a newcomer get it').toBe('waiting')
    expect(await clean(hoursAfter(monday, 1))).toEqual([])
    await gives(1, hoursAfter(monday, 1.5))
    expect(await states()).toEqual(['offered', 'waiting'])
    expect(await clean(hoursAfter(monday, 1.5))).toEqual([])
  })

  test('goes on after the hours to the next that fits; the family keeps its rank, and the next place waits anew', async () => {
    const { db } = connection
    const { shiftId, organiser, gives, states } = await familyFirst()
    await gives(0, monday)
    await settleShifts(db, hoursAfter(monday, 1.9))
    expect(await states()).toEqual(['waiting', 'waiting'])
    const late = hoursAfter(monday, 2)
    await settleShifts(db, late)
    expect(await states()).toEqual(['waiting', 'offered'])
    const newcomer = await signed(shiftId, await addVolunteer(db), late)
    granted(await changeCapacity(db, { shiftId, capacity: 3, personId: organiser }, late))
    expect([await states(), await stateOf(newcomer)]).toEqual([['waiting', 'offered'], 'waiting'])
    granted(await changeCapacity(db, { shiftId, capacity: 4, personId: organiser }, late))
    expect(await states()).toEqual(['offered', 'offered'])
    expect(await clean(late)).toEqual([])
  })

  test('does not wait where the rule says no hours, for who is booked elsewhere, or when whom it waited for has gone', async () => {
    const { db } = connection
    await setRules({ family_wait_hours: 0 })
    const first = await familyFirst()
    await first.gives(0, monday)
    expect(await first.states()).toEqual(['waiting', 'offered'])
    await setRules({ family_wait_hours: 2 })
    const second = await familyFirst()
    await second.gives(0, monday)
    expect(await second.states()).toEqual(['waiting', 'waiting'])
    const { volunteer_id } = await db
      .selectFrom('sign_up')
      .select('volunteer_id')
      .where('id', '=', second.family.signUpIds[0]!)
      .executeTakeFirstOrThrow()
    const { person_id } = await db
      .selectFrom('volunteer')
      .select('person_id')
      .where('id', '=', volunteer_id)
      .executeTakeFirstOrThrow()
    for (const signUpId of second.family.signUpIds)
      granted(await cannotCome(db, { signUpId, personId: person_id! }, monday))
    expect(await second.states()).toEqual(['ended', 'offered'])
    expect(await clean(monday)).toEqual([])
  })

  test('does not wait so near the start that nobody else could come', async () => {
    const { db } = connection
    const { startsAt, gives, states } = await familyFirst()
    await settleShifts(db, hoursAfter(startsAt, -2))
    await gives(0, hoursAfter(startsAt, -2))
    expect(await states()).toEqual(['waiting', 'offered'])
  })
})

const at = (day: string, time: string) => momentOf(`2026-11-${day}`, time)

describe('at night', () => {
  test('no place is offered and none is given past who waits; in the morning the line goes on', async () => {
    const { db } = connection
    const startsAt = at('26', '10:00')
    const { shiftId } = await addTestShift(db, { startsAt, capacity: 1 })
    const holder = await addVolunteer(db)
    const held = (await signed(shiftId, holder)).signUpIds[0]!
    const waiting = await signed(shiftId, await addVolunteer(db))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, at('23', '22:00')))
    expect(await stateOf(waiting)).toBe('waiting')
    const night = at('24', '03:00')
    expect((await signed(shiftId, await addVolunteer(db), night)).state).toBe('waiting')
    await settleShifts(db, at('24', '07:59'))
    expect(await stateOf(waiting)).toBe('waiting')
    expect(await clean(at('24', '07:59'))).toEqual([])
    expect(await messagesAbout(db, 'shift', shiftId)).toEqual([])
    await settleShifts(db, at('24', '08:00'))
    expect(await stateOf(waiting)).toBe('offered')
    expect((await messagesAbout(db, 'shift', shiftId)).map(message => message.template)).toEqual([
      'shift-place-offered',
    ])
  })

  test('an offer does not run out; the minutes go on in the morning', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { startsAt: at('26', '10:00'), capacity: 1 })
    const holder = await addVolunteer(db)
    const held = (await signed(shiftId, holder)).signUpIds[0]!
    const waiting = await signed(shiftId, await addVolunteer(db))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, at('23', '21:00')))
    const { confirm_by } = await db
      .selectFrom('sign_up')
      .select('confirm_by')
      .where('id', '=', waiting.signUpIds[0]!)
      .executeTakeFirstOrThrow()
    expect(confirm_by).toEqual(at('24', '09:00'))
    await settleShifts(db, at('24', '08:59'))
    expect(await stateOf(waiting)).toBe('offered')
    await settleShifts(db, at('24', '09:00'))
    expect(await stateOf(waiting)).toBe('ended')
  })

  test('what begins in the early morning is offered all the same', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { startsAt: at('26', '09:30'), capacity: 1 })
    const holder = await addVolunteer(db)
    const held = (await signed(shiftId, holder)).signUpIds[0]!
    const waiting = await signed(shiftId, await addVolunteer(db))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, at('25', '23:00')))
    expect(await stateOf(waiting)).toBe('offered')
    await settleShifts(db, at('25', '23:00'))
    expect(await clean(at('25', '23:00'))).toEqual([])
  })

  test('who is asked again has until the morning', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db, { startsAt: at('27', '10:00'), capacity: 1 })
    const booked = await signed(shiftId, await addVolunteer(db))
    const moved = { startsAt: at('27', '14:00'), endsAt: at('27', '16:00') }
    granted(await rescheduleShift(db, { shiftId, personId: organiser, ...moved }, at('23', '23:30')))
    const { confirm_by } = await db
      .selectFrom('sign_up')
      .select('confirm_by')
      .where('id', '=', booked.signUpIds[0]!)
      .executeTakeFirstOrThrow()
    expect(confirm_by).toEqual(at('26', '08:00'))
  })

  const usual = { night_from: '22:00', night_until: '08:00' }
  test.each([
    ['by day', usual, '10:00', '12:00'],
    ['over the night', usual, '21:30', '09:30 next'],
    ['until exactly the evening', usual, '20:00', '08:00 next'],
    ['from the night', usual, '23:00', '10:00 next'],
    ['from after midnight', usual, '02:00', '10:00'],
    ['a night after midnight', { night_from: '00:00', night_until: '06:00' }, '23:00', '07:00 next'],
    ['no night', { night_from: '08:00', night_until: '08:00' }, '23:00', '01:00 next'],
  ])('two hours are counted %s', (_name, night, from, until) => {
    const [clock, next] = until.split(' ')
    const ends = afterWakingMinutes({ ...night, starts_at: at('30', '10:00') }, at('23', from), 120)
    expect(ends).toEqual(at(next ? '24' : '23', clock!))
  })

  test.each([
    ['21:59', undefined],
    ['22:00', '08:00'],
    ['07:59', '08:00'],
    ['08:00', undefined],
  ])('the line of a later day sleeps at %s until %s', (now, morning) => {
    const wakes = wakesAt({ ...usual, starts_at: at('30', '10:00') }, at('23', now))
    expect(wakes && clockOf(wakes)).toBe(morning)
  })

  test('an offer never lasts longer than until the shift begins, night or not', () => {
    const ends = afterWakingMinutes({ ...usual, starts_at: at('24', '09:00') }, at('23', '23:00'), 2880)
    expect(ends).toEqual(at('24', '09:00'))
  })
})

describe('check:volunteers finds', () => {
  test('a place offered at night, an offer that runs out at night, and a place that waits for nobody', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { startsAt: at('29', '10:00'), capacity: 1 })
    const holder = await addVolunteer(db)
    const held = (await signed(shiftId, holder)).signUpIds[0]!
    const [signUpId] = (await signed(shiftId, await addVolunteer(db))).signUpIds
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, monday))
    // The tests before went on to other days, from where this morning looks back.
    const before = (await clean(monday)).map(({ rule }) => rule)
    const found = async (plant: (trx: Trx) => Promise<unknown>) =>
      (await findingsOf(db, plant, monday)).filter(({ rule }) => !before.includes(rule))
    const nightly = await found(trx =>
      trx
        .insertInto('event')
        .values({
          actor_kind: 'system',
          action: 'sign-up.offered',
          object_kind: 'sign-up',
          object_id: String(signUpId),
          detail: JSON.stringify({ shift: shiftId }),
          at: at('23', '23:00'),
        })
        .execute(),
    )
    expect(nightly).toEqual([{ rule: 'no place is offered at night', ids: [shiftId] }])
    const lapsing = await found(trx =>
      trx
        .updateTable('sign_up')
        .set({ confirm_by: at('24', '02:00') })
        .where('id', '=', signUpId!)
        .execute(),
    )
    expect(lapsing).toEqual([{ rule: 'no offer runs out at night', ids: [signUpId] }])
    const forNobody = await found(trx =>
      trx
        .updateTable('shift')
        .set({ waits_position: 9, waits_until: hoursAfter(monday, 1) })
        .where('id', '=', shiftId)
        .execute(),
    )
    expect(forNobody).toEqual([
      { rule: 'a place waits for somebody first in the line who is more than it is', ids: [shiftId] },
    ])
  })
})
