import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { gatherForDrive, gatherForPlace } from '#record/gathered.ts'
import { makeMove } from '#record/move.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { asFound, previewRecord } from '#record/preparing.ts'
import { addColleagues, bringTo, type Colleagues } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

const now = new Date('2026-11-23T02:00:00Z')
const personalData = createPersonalData(dataKey)

describe('public records that belong together', () => {
  let connection: Connection
  let people: Colleagues
  const numbers: Record<string, string> = {}
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    const there = { category: 'bicycle-parking', county: '331102' }
    numbers.inRule = await recorded({ ...there, place: '大猷街与解放街路口' })
    numbers.elsewhere = await recorded({ ...there, county: '331121', place: '大猷街' })
    numbers.other = await recorded({ ...there, category: 'noise', place: '紫金小区 3 幢' })
    numbers.early = await recorded({ ...there, place: '中山街', received_at: new Date('2026-10-19T15:59:59Z') })
    numbers.gone = await recorded({ ...there, place: '大猷街北侧' })
    const { db } = connection
    await db.updateTable('record').set({ state: 'closed', solved: true }).where('number', '=', numbers.inRule).execute()
    // Who takes the consent back is gone from here too.
    await db.updateTable('suggestion').set({ publish_consent: false }).where('number', '=', numbers.gone).execute()
  })
  afterAll(() => connection.close())

  /** A public record that says so. */
  async function recorded(facts: { category: string; county: string; place: string; received_at?: Date }) {
    const { db } = connection
    const number = await bringTo(db, 'revisit', people, now)
    const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    const choice = asFound((await previewRecord(db, id, {}, personalData))!)
    const by = { person: people.clerk, now, personalData }
    expect(await makeMove(db, preparation, number, choice, by)).toEqual({})
    const reader = { ...by, person: people.supervisor }
    expect(await makeMove(db, publication, number, { version: now.toISOString() }, reader)).toEqual({})
    await db.updateTable('record').set(facts).where('number', '=', number).execute()
    return number
  }
  const named = (rows: { number: string }[]) =>
    rows.map(({ number }) => Object.keys(numbers).find(name => numbers[name] === number)).toSorted()

  const rule = {
    categories: ['bicycle-parking'],
    counties: ['331102'],
    place: undefined,
    from: new Date('2026-10-19T16:00:00Z'),
    until: new Date('2027-01-31T16:00:00Z'),
  }

  test('a drive has what its rule says and what was added by number, and counts what is done', async () => {
    const { rows, ...counts } = await gatherForDrive(connection.db, { rule, numbers: [numbers.other!] }, 10)
    expect(named(rows)).toEqual(['inRule', 'other'])
    expect(counts).toEqual({ total: 2, closed: 1, solved: 1 })
  })

  test('a place of a rule stands in what was written of it, sign for sign', async () => {
    const at = async (place: string) => {
      const wide = { ...rule, categories: [], counties: [], place }
      return named((await gatherForDrive(connection.db, { rule: wide, numbers: [] }, 10)).rows)
    }
    expect(await at('大猷街')).toEqual(['elsewhere', 'inRule'])
    expect(await at('紫金小区')).toEqual(['other'])
    expect(await at('%')).toEqual([])
  })

  test('an empty list of a rule asks for nothing, the last moment is not in it, and the first is', async () => {
    const wide = { ...rule, categories: [], counties: [] }
    expect(named((await gatherForDrive(connection.db, { rule: wide, numbers: [] }, 10)).rows)).toEqual([
      'elsewhere',
      'inRule',
      'other',
    ])
    const upTo = { ...wide, from: new Date('2026-10-19T15:59:59Z'), until: now }
    expect(named((await gatherForDrive(connection.db, { rule: upTo, numbers: [] }, 10)).rows)).toEqual(['early'])
  })

  test('a drive without a rule has what was added alone, and one without either nothing', async () => {
    const byHand = await gatherForDrive(connection.db, { rule: undefined, numbers: [numbers.gone!, numbers.other!] }, 9)
    expect(named(byHand.rows)).toEqual(['other'])
    expect((await gatherForDrive(connection.db, { rule: undefined, numbers: [] }, 9)).total).toBe(0)
  })

  test('more than are listed are counted', async () => {
    const { total, rows } = await gatherForDrive(connection.db, { rule: { ...rule, categories: [] }, numbers: [] }, 1)
    expect([total, rows.length]).toEqual([2, 1])
  })

  test('a place has what names it in its county, by any of its names, since a day', async () => {
    const { db } = connection
    const since = new Date('2026-11-01T00:00:00Z')
    const at = { county: '331102', names: ['紫金小区', '大猷街'], since }
    expect(named((await gatherForPlace(db, at, 9)).rows)).toEqual(['inRule', 'other'])
    expect((await gatherForPlace(db, { ...at, names: ['%'] }, 9)).total).toBe(0)
    expect((await gatherForPlace(db, { ...at, since: new Date('2027-01-01T00:00:00Z') }, 9)).total).toBe(0)
  })
})
