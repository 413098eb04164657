import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { highestShare, smallestBase, smallestShown } from '#suggestions/public-figures.ts'
import { listReleasedMonths, listStatistics, poolSmall, releaseStatistics, theRest } from '#suggestions/statistics.ts'
import { openTestDatabase } from '../support/database.ts'
import { namesOfRow } from '../support/suggestion.ts'

describe('what stands in one row together', () => {
  const published = (counts: ReadonlyMap<string, number>, draw = 0) => {
    const pooled = poolSmall(counts, among => draw % among)
    if (!pooled) return undefined
    const rest = [...pooled].reduce((sum, key) => sum + counts.get(key)!, 0)
    return { rows: [...counts].filter(([key]) => !pooled.has(key)), rest, pooled }
  }
  const countsOf = (counts: readonly number[]) => new Map(counts.map((count, at) => [`unit-${at}`, count]))

  test('is never under five, and every row beside it is of five at least', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 9 }), counts => {
        const said = published(countsOf(counts))
        if (!said) return
        for (const [, count] of said.rows) expect(count).toBeGreaterThanOrEqual(smallestShown)
        if (said.pooled.size > 0) expect(said.rest).toBeGreaterThanOrEqual(smallestShown)
      }),
    )
  })

  test('tells nobody a small number: by sums over the rows each could be another', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }), counts => {
        const mine = countsOf(counts)
        const said = published(mine)
        if (!said || said.pooled.size === 0) return
        const view = JSON.stringify([said.rows, said.rest, [...said.pooled].toSorted()])
        const small = [...said.pooled].filter(key => mine.get(key)! < smallestShown)
        // Somebody who knows the rule tries every other way to share out what stands in the row, whatever was drawn.
        const others = ways(said.rest, said.pooled.size).filter(way => {
          const other = new Map(mine)
          ;[...said.pooled].forEach((key, at) => other.set(key, way[at]!))
          return [0, 1, 2, 3, 4].some(draw => {
            const seen = published(new Map([...other].filter(([, count]) => count > 0)), draw)
            const hidden = seen && [...other.keys()].filter(key => seen.pooled.has(key) || other.get(key) === 0)
            return seen && JSON.stringify([seen.rows, seen.rest, hidden!.toSorted()]) === view
          })
        })
        for (const key of small) {
          const at = [...said.pooled].indexOf(key)
          expect(new Set(others.map(way => way[at])).size).toBeGreaterThan(1)
        }
      }),
      { numRuns: 60 },
    )
  })

  /** Every way to share a sum out among so many, nought included. */
  function ways(sum: number, among: number): number[][] {
    if (among === 1) return [[sum]]
    return Array.from({ length: sum + 1 }, (_, first) =>
      ways(sum - first, among - 1).map(rest => [first, ...rest]),
    ).flat()
  }
})

describe('released statistics', () => {
  const now = new Date('2026-11-30T02:00:00Z')
  const september = new Date('2026-09-10T02:00:00Z')
  const day = 86_400_000
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
    await add(12, { lead_unit: 'city-management', county: '331102' }, september)
    await add(6, { lead_unit: 'water-bureau', county: '331102' }, september)
    await add(2, { lead_unit: 'zijin-street', county: '331121' }, september)
    // October is over for less than thirty days on the last of November; of July there are too few.
    await add(9, { lead_unit: 'city-management', county: '331102' }, new Date('2026-10-31T15:59:00Z'))
    await add(9, { lead_unit: 'city-management', county: '331102' }, new Date('2026-10-31T16:01:00Z'))
    await add(4, { lead_unit: 'city-management', county: '331102' }, new Date('2026-07-10T02:00:00Z'))
    expect(await releaseStatistics(connection.db, now)).toBe(1)
  })
  afterAll(() => connection.close())

  /** So many that were answered after one to so many days, all satisfied; every third late. */
  async function add(count: number, where: { lead_unit: string; county: string }, received_at: Date): Promise<void> {
    await connection.db.transaction().execute(async trx => {
      // Only what is counted stands here: no answers, no clocks.
      await sql`SET LOCAL session_replication_role = replica`.execute(trx)
      await trx
        .insertInto('suggestion')
        .values(
          Array.from({ length: count }, (_, at) => ({
            ...namesOfRow(),
            ...where,
            request_key: crypto.randomUUID(),
            kind: 'problem' as const,
            title: '路灯不亮',
            body: '示例',
            category: 'street-lighting',
            place: '示例',
            publish_consent: false,
            privacy_version: '2026-11-22',
            state: 'closed' as const,
            received_at,
            changed_at: received_at,
            shown_at: new Date(received_at.getTime() + (at + 1) * day),
            answered_in_time: at % 3 !== 0,
            satisfaction: 'satisfied' as const,
            reopenings: 0,
          })),
        )
        .execute()
    })
  }
  const rowsOf = async (part: 'city' | 'unit' | 'county' | 'category') =>
    (await listStatistics(connection.db, { month: '2026-09', part })).map(({ key, received }) => [key, received])

  test('tell of a month thirty days after its end, in all and by part, the small with the next in one row', async () => {
    expect(await listReleasedMonths(connection.db)).toEqual(['2026-09'])
    expect(await rowsOf('city')).toEqual([['', 20]])
    expect(await rowsOf('unit')).toEqual([
      ['city-management', 12],
      [theRest, 8],
    ])
    expect(await rowsOf('county')).toEqual([[theRest, 20]])
    expect(await rowsOf('category')).toEqual([['street-lighting', 20]])
  })

  test('say shares and days of ten or more alone, and never that all were of one mind', async () => {
    const rows = await listStatistics(connection.db, { month: '2026-09', part: 'unit' })
    expect(rows[0]).toMatchObject({
      in_time: 66,
      median_days: 6,
      slow_days: 11,
      satisfied: highestShare,
      reopened: 5,
    })
    expect(rows[1]!.received).toBeLessThan(smallestBase)
    expect(rows[1]).toMatchObject({
      in_time: null,
      median_days: null,
      slow_days: null,
      satisfied: null,
      reopened: null,
    })
  })

  test('stay as they were released: who subtracts what they kept finds nothing of anybody', async () => {
    const before = await listStatistics(connection.db)
    await connection.db.updateTable('suggestion').set({ satisfaction: 'dissatisfied', county: '331121' }).execute()
    await add(1, { lead_unit: 'city-management', county: '331102' }, september)
    expect(await releaseStatistics(connection.db, now)).toBe(0)
    expect(await listStatistics(connection.db)).toEqual(before)
    await expect(connection.db.updateTable('statistic').set({ received: 9 }).execute()).rejects.toMatchObject({
      constraint: 'statistic_stays',
    })
    await expect(connection.db.deleteFrom('statistic').execute()).rejects.toMatchObject({
      constraint: 'statistic_stays',
    })
  })

  test('go on month by month; sums over months are sums of rows that may be told, and no others can be made', async () => {
    expect(await releaseStatistics(connection.db, new Date(now.getTime() + 2 * day))).toBe(1)
    expect(await listReleasedMonths(connection.db)).toEqual(['2026-10', '2026-09'])
    const rows = await listStatistics(connection.db)
    for (const month of ['2026-10', '2026-09'])
      for (const part of ['unit', 'county', 'category']) {
        const own = rows.filter(row => row.month === month && row.part === part)
        const city = rows.find(row => row.month === month && row.part === 'city')!
        expect(own.reduce((sum, { received }) => sum + received, 0)).toBe(city.received)
      }
    for (const { received } of rows) expect(received).toBeGreaterThanOrEqual(smallestShown)
  })

  test('are refused by SQL under five', async () => {
    await expect(
      connection.db
        .insertInto('statistic')
        .values({ month: '2026-01', part: 'unit', key: 'x', received: 4, released_at: now })
        .execute(),
    ).rejects.toMatchObject({ constraint: 'statistic_is_of_five' })
  })
})
