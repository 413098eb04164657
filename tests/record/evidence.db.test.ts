import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { countRecordsByUnit, countRecordsOfYear, listRecordsNumbered, listRecordsOfYear } from '#record/evidence.ts'
import { listWithUnits, smallestShown } from '#suggestions/public-figures.ts'
import { listUnitLoad } from '#suggestions/unit-load.ts'
import { addColleagues, bringTo, type Colleagues, leadUnit, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

describe('public answers as evidence', () => {
  /** A public answer of that moment. */
  async function publish(category: string, answered_at: string, unit: string | null = leadUnit): Promise<string> {
    const { db } = connection
    const number = await bringTo(db, 'revisit', people, now)
    const { id } = await db
      .updateTable('suggestion')
      .set({ publish_consent: true })
      .where('number', '=', number)
      .returning('id')
      .executeTakeFirstOrThrow()
    const answer = await db.selectFrom('answer').select('id').where('suggestion_id', '=', id).executeTakeFirstOrThrow()
    await db
      .insertInto('record')
      .values({
        suggestion_id: id,
        answer_id: answer.id,
        number,
        kind: 'problem',
        category,
        county: '331102',
        unit,
        title: `示例 ${number}`,
        body: '',
        place: '',
        answer: '已办',
        photos: '[]',
        state: 'closed',
        steps: '[]',
        received_at: now,
        answered_at: new Date(answered_at),
        working_days: 1,
        in_time: true,
        satisfaction: null,
        solved: null,
        prepared_by: people.clerk.id,
        published_by: people.supervisor.id,
        published_at: now,
      })
      .execute()
    return number
  }

  test('count for the year in Lishui in which they were given, for their categories alone, and go with their author', async () => {
    const { db } = connection
    // Half past midnight of New Year in Lishui is the old year in London.
    const first = await publish('noise', '2025-12-31T16:30:00Z')
    const last = await publish('noise', '2026-12-31T15:59:59Z')
    const before = await publish('noise', '2025-12-31T15:59:59Z', null)
    const other = await publish('vehicle-parking', '2026-06-01T00:00:00Z')

    const numbersOf = async (...asked: Parameters<typeof listRecordsOfYear>) =>
      (await listRecordsOfYear(...asked)).map(({ number }) => number)
    expect(await numbersOf(db, ['noise'], 2026, 10)).toEqual([last, first])
    expect(await numbersOf(db, ['noise'], 2025, 10)).toEqual([before])
    expect(await numbersOf(db, ['noise', 'vehicle-parking'], 2026, 2)).toEqual([last, other])
    expect(await numbersOf(db, [], 2026, 10)).toEqual([])
    expect(await countRecordsOfYear(db, 2026)).toEqual(
      new Map([
        ['noise', 2],
        ['vehicle-parking', 1],
      ]),
    )
    expect(await countRecordsByUnit(db)).toEqual(new Map([[leadUnit, 3]]))

    await db
      .updateTable('suggestion')
      .set({ publish_consent: false, changed_at: now })
      .where('number', '=', last)
      .execute()
    expect(await numbersOf(db, ['noise'], 2026, 10)).toEqual([first])
    expect((await listRecordsNumbered(db, [last, first, '2026-999999'])).map(({ number }) => number)).toEqual([first])
  })
})

describe('what lies with units', () => {
  test('is said to the office to the last one, and to readers from five on where no small one is given away', async () => {
    const { db } = connection
    const give = async (unit: string, count: number) => {
      for (let at = 0; at < count; at += 1) {
        const number = await receive(db, now)
        const due_at = new Date(now.getTime() + (at === 0 ? -1 : 1) * 3_600_000)
        // By hand and not by its moves: there are many, and only where they lie is asked.
        await db
          .updateTable('suggestion')
          .set({ state: 'handed-over', lead_unit: unit, due_at })
          .where('number', '=', number)
          .execute()
      }
    }
    await give('many', smallestShown + 2)
    await give('some', smallestShown)
    await give('few', smallestShown - 1)
    // The single small one would be what is missing from the sum: the next is withheld with it.
    expect(await listWithUnits(db)).toEqual(new Map([['many', smallestShown + 2]]))
    const load = await listUnitLoad(db, now)
    expect(load.toSorted((a, b) => b.open - a.open)).toEqual([
      { unit: 'many', open: smallestShown + 2, late: 1 },
      { unit: 'some', open: smallestShown, late: 1 },
      { unit: 'few', open: smallestShown - 1, late: 1 },
    ])
    await give('one', 1)
    await give('two', 2)
    expect([...(await listWithUnits(db)).keys()].toSorted()).toEqual(['many', 'some'])
  })
})
