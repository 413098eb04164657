import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { readDraw } from '#volunteering/line/draw.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { commitmentTo, drawLots } from '#volunteering/line/lots.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import { addTestShift, addVolunteer, granted, hoursAfter, sign } from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

const seed = 'a'.repeat(64)
const lot = (entry: number, people = 1, newcomers = 0, able = true) => ({ entry, people, newcomers, able })
const wonBy = (drawn: ReturnType<typeof drawLots>) => drawn.filter(one => one.won).map(one => one.entry)

describe('the rule of the draw', () => {
  const order = [1, 2, 3, 4, 5].toSorted((a, b) => {
    const hash = (entry: number) => createHash('sha256').update(`${seed} ${entry}`).digest('hex')
    return hash(a) < hash(b) ? -1 : 1
  })
  const [first = 0, second = 0, third = 0] = order

  test('orders by the hash of seed and number, whatever the order they came in', () => {
    const lots = [5, 3, 1, 2, 4].map(entry => lot(entry))
    expect(drawLots(seed, lots, { places: 2, others: 2 }).map(one => one.entry)).toEqual(order)
    expect(wonBy(drawLots(seed, lots, { places: 2, others: 2 }))).toEqual([first, second])
  })

  test('gives a party all of its places or none, and goes on to who fits', () => {
    const lots = order.map(entry => lot(entry, entry === second ? 3 : 1))
    expect(wonBy(drawLots(seed, lots, { places: 3, others: 3 }))).toEqual(
      order.filter(entry => entry !== second).slice(0, 3),
    )
  })

  test('leaves places that are kept to newcomers, and nobody who could not come has one', () => {
    const lots = order.map(entry => lot(entry, 1, entry === third ? 1 : 0, entry !== first))
    expect(wonBy(drawLots(seed, lots, { places: 2, others: 1 }))).toEqual([second, third])
  })
})

const entered = async () => {
  const { db } = connection
  const shift = await addTestShift(db, { capacity: 3, activity: { drawHours: 24, minimumAge: 6 } })
  for (let index = 0; index < 4; index++) granted(await sign(db, shift.shiftId, await addVolunteer(db)))
  const parent = await addVolunteer(db)
  granted(await sign(db, shift.shiftId, [parent, await addChild(db, parent)]))
  const busy = await addVolunteer(db)
  granted(await sign(db, shift.shiftId, busy))
  granted(await sign(db, (await addTestShift(db, { startsAt: shift.startsAt })).shiftId, busy))
  return { ...shift, drawsAt: hoursAfter(shift.startsAt, -24) }
}

describe('a draw', () => {
  test('is vouched for by a hash from the first moment, and by the audit trail; nobody changes its seed', async () => {
    const { db } = connection
    const { shiftId } = await entered()
    const { commitment, drawn } = await readDraw(db, shiftId)
    expect(drawn).toBeUndefined()
    const added = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'shift.added')
      .where('object_id', '=', String(shiftId))
      .executeTakeFirstOrThrow()
    expect(added.detail.draw).toBe(commitment)
    await expect(sql`UPDATE shift SET draw_seed = ${seed} WHERE id = ${shiftId}`.execute(db)).rejects.toThrow(
      'stay as they are',
    )
  })

  test('is held by the job alone, keeps the list without names, and comes out as anybody computes it', async () => {
    const { db } = connection
    const { shiftId, drawsAt } = await entered()
    await settleShifts(db, hoursAfter(drawsAt, -1))
    expect((await readDraw(db, shiftId)).drawn).toBeUndefined()
    await settleShifts(db, drawsAt)
    const { commitment, drawn } = await readDraw(db, shiftId)
    expect(commitmentTo(drawn!.seed)).toBe(commitment)
    const { seed, entries, ...places } = drawn!
    expect(entries.map(one => one.people).toSorted()).toEqual([1, 1, 1, 1, 1, 2])
    expect(entries.filter(one => !one.able).map(one => one.won)).toEqual([false])
    expect(
      drawLots(
        seed,
        entries.toSorted((a, b) => a.entry - b.entry),
        places,
      ),
    ).toEqual(entries)
    const states = await db
      .selectFrom('sign_up')
      .select(['entry', 'state', 'position'])
      .where('shift_id', '=', shiftId)
      .orderBy('position')
      .execute()
    for (const { entry, state } of states)
      expect(state).toBe(entries.find(one => one.entry === entry)!.won ? 'booked' : 'waiting')
    expect([...new Set(states.map(row => row.entry))], 'the line has the order of the draw').toEqual(
      entries.map(one => one.entry),
    )
    await expect(db.deleteFrom('shift_draw_entry').where('shift_id', '=', shiftId).execute()).rejects.toThrow(
      'stay as they are',
    )
    expect(await findingsOf(db, async () => {}, drawsAt)).toEqual([])
  })

  test('check:volunteers finds another result, another seed, and somebody who stands elsewhere', async () => {
    const { db } = connection
    const { shiftId, drawsAt } = await entered()
    await settleShifts(db, drawsAt)
    const past = (trx: Trx, table: string) => sql`ALTER TABLE ${sql.table(table)} DISABLE TRIGGER USER`.execute(trx)
    const rulesOf = async (plant: (trx: Trx) => Promise<unknown>) =>
      (await findingsOf(db, plant, drawsAt)).map(({ rule, ids }) => [rule, ids])
    expect(
      await rulesOf(async trx => {
        await past(trx, 'shift_draw_entry')
        await sql`UPDATE shift_draw_entry SET won = NOT won WHERE shift_id = ${shiftId} AND able`.execute(trx)
      }),
    ).toEqual([
      ['every draw was drawn as its seed says', [shiftId]],
      ['who was drawn stands where the draw put them', expect.any(Array)],
    ])
    expect(
      await rulesOf(async trx => {
        await past(trx, 'shift')
        await sql`UPDATE shift SET draw_seed = ${'b'.repeat(64)} WHERE id = ${shiftId}`.execute(trx)
      }),
    ).toEqual([['every draw has the seed that was vouched for', [shiftId]]])
    const { id } = await db
      .selectFrom('sign_up')
      .select('id')
      .where('shift_id', '=', shiftId)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow()
    const { entry } = await db
      .selectFrom('shift_draw_entry')
      .select('entry')
      .where('shift_id', '=', shiftId)
      .where('won', '=', true)
      .executeTakeFirstOrThrow()
    expect(await rulesOf(trx => trx.updateTable('sign_up').set({ entry }).where('id', '=', id).execute())).toEqual([
      ['who was drawn stands where the draw put them', [id]],
    ])
  })
})
