import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { readQuery } from '#publishing/search/query.ts'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { findNumbered, findRecords } from '#record/found.ts'
import { makeMove } from '#record/move.ts'
import { removal } from '#record/moves/removal.ts'
import { countRecords, listRecords, readRecordFilter } from '#record/record.ts'
import { listSimilarRecords } from '#record/similar.ts'
import { followSuggestions } from '#record/telling.ts'
import { addColleagues, bringTo, type Colleagues } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { publishedRecord } from '../support/records.ts'
import { dataKey } from '../support/server.ts'

const now = new Date('2026-11-23T02:00:00Z')
const personalData = createPersonalData(dataKey)
const texts = {
  lamp: {
    title: '灯塔街路灯不亮',
    body: '12 盏不亮，晚上看不清路，老人摔过跤。LED 的。',
    place: '灯塔街',
    county: '331102',
  },
  parking: {
    title: '学校门口停车难',
    body: '接送孩子的车排到路口，𠮷野家门前也是。',
    place: '丽阳路',
    county: '331102',
  },
  elsewhere: { title: '路灯不亮', body: '村口的路灯坏了。', place: '石帆村', county: '331121' },
}

describe('words in what is public', () => {
  let connection: Connection
  let people: Colleagues
  const numbers = {} as Record<keyof typeof texts, string>
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    for (const [name, written] of Object.entries(texts)) {
      const { number } = await publishedRecord(connection.db, people, personalData, now, written)
      numbers[name as keyof typeof texts] = number
    }
  })
  afterAll(() => connection.close())

  const find = async (asked: string, narrowed = {}) => {
    const { rows } = await findRecords(connection.db, readQuery(asked).terms, {
      county: undefined,
      year: undefined,
      ...narrowed,
    })
    return rows.map(({ number }) => number).toSorted()
  }
  const both = () => [numbers.lamp, numbers.elsewhere].toSorted()

  test('are found from two characters on, in full width and traditional forms, and rare ones too', async () => {
    expect(await find('路灯')).toEqual(both())
    expect(await find('路燈')).toEqual(both())
    expect(await find('１２')).toEqual([numbers.lamp])
    expect(await find('𠮷野')).toEqual([numbers.parking])
    expect(await find('停车 学校')).toEqual([numbers.parking])
    expect(await find('停车 灯塔')).toEqual([])
    for (const asked of ['led', 'LE']) expect(await find(asked)).toEqual([numbers.lamp])
    expect(await find('ed')).toEqual([])
  })

  test('are a number where they are one, however it is written', async () => {
    for (const typed of [numbers.lamp, formatSuggestionNumber(numbers.lamp)]) {
      const filter = readRecordFilter(new URLSearchParams({ q: typed }))
      const rows = await listRecords(connection.db, filter, { limit: 10 })
      expect(rows.map(({ number }) => number)).toEqual([numbers.lamp])
      expect(await findNumbered(connection.db, filter.number!)).toMatchObject({ title: texts.lamp.title })
    }
    expect(await findNumbered(connection.db, '2001-1')).toBeUndefined()
  })

  test('are data, whatever stands in them', async () => {
    for (const asked of ["'); DROP TABLE record --", '\\', '%', '_', '\0路灯\0', '路灯'.repeat(5000), '.*', '& | !'])
      expect(await find(asked)).toBeInstanceOf(Array)
    expect(await find('%')).toEqual([])
  })

  test('are narrowed by county and year, which are told of all that have them', async () => {
    expect(await find('路灯', { county: '331121' })).toEqual([numbers.elsewhere])
    expect(await find('路灯', { year: '2025' })).toEqual([])
    const found = await findRecords(connection.db, ['路灯'], { county: '331121', year: '2025' })
    expect([found.total, found.counties.toSorted(), found.years]).toEqual([0, ['331102', '331121'], ['2026']])
  })

  test('are looked for in the list with its other filters', async () => {
    const filter = readRecordFilter(new URLSearchParams({ q: '路燈', county: '331102' }))
    expect(await countRecords(connection.db, filter)).toBe(1)
    expect((await listRecords(connection.db, filter, { limit: 9 })).map(({ number }) => number)).toEqual([numbers.lamp])
  })

  test('show what is similar: of the county, the same place first; nothing that only shares a word', async () => {
    const similar = async (title: string, more = {}) =>
      (await listSimilarRecords(connection.db, { title, ...more })).map(({ number }) => number)
    expect(await similar('路灯不亮了', { place: '石帆村' })).toEqual([numbers.elsewhere, numbers.lamp])
    expect(await similar('路灯不亮了', { county: '331102' })).toEqual([numbers.lamp])
    expect(await similar('希望多办几场灯塔街音乐会和读书会')).toEqual([])
    for (const odd of ['', '路', '。。。。', "'|&!", '\0\0\0\0']) expect(await similar(odd)).toEqual([])
  })

  test('never come from what is not public: not yet, no more', async () => {
    const title = '秘密花园喷泉漏水'
    const number = await bringTo(connection.db, 'revisit', people, now)
    await connection.db.updateTable('suggestion').set({ title }).where('number', '=', number).execute()
    const looked = async () => [await find('喷泉'), await listSimilarRecords(connection.db, { title })]
    expect(await looked()).toEqual([[], []])
    const gone = await publishedRecord(connection.db, people, personalData, now, { title })
    expect(await find('喷泉')).toEqual([gone.number])
    await makeMove(
      connection.db,
      removal,
      gone.number,
      { words: '认得出人' },
      { person: people.clerk, now, personalData },
    )
    expect(await looked()).toEqual([[], []])
    const { folded } = await connection.db
      .selectFrom('record')
      .select('folded')
      .where('id', '=', gone.id)
      .executeTakeFirstOrThrow()
    expect(folded).toBeNull()
  })

  test('are written by the job for what was public before', async () => {
    const set = { folded: null, is_behind: true }
    await connection.db.updateTable('record').set(set).where('number', '=', numbers.lamp).execute()
    expect(await find('灯塔')).toEqual([])
    await followSuggestions(connection.db, now)
    expect(await find('灯塔')).toEqual([numbers.lamp])
  })
})
