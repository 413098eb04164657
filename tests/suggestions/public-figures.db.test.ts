import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { listFigures, refreshFigures } from '#suggestions/figures.ts'
import {
  hideSmall,
  highestShare,
  keepPublicFigures,
  publishFigures,
  smallestBase,
  smallestShown,
} from '#suggestions/public-figures.ts'
import { addColleagues, bringTo, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
  const people = await addColleagues(connection.db)
  for (let number = 0; number < smallestShown; number += 1) await bringTo(connection.db, 'revisit', people, now)
})
afterAll(() => connection.close())

describe('what is published', () => {
  test('cannot be told from the sum: every hidden number could be another', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(5), fc.nat(30)), { maxLength: 7 }), counts => {
        const hidden = hideSmall(counts)
        expect(counts.filter((count, index) => count < smallestShown && !hidden[index])).toEqual([])
        const total = counts.reduce((sum, count) => sum + count, 0)
        if (total < smallestShown) return // hidden itself
        const few = hidden.filter(why => why === 'few').length
        const isOpen = hidden.includes('withheld')
        const rest = counts.reduce((sum, count, index) => sum + (hidden[index] ? count : 0), 0)
        const sumOfFew = counts.reduce((sum, count, index) => sum + (hidden[index] === 'few' ? count : 0), 0)
        if (few === 0 || sumOfFew === 0) return // nobody is nobody
        const possible = [0, 1, 2, 3, 4].filter(value => rest - value >= 0 && (isOpen || rest - value <= 4 * (few - 1)))
        expect(possible.length).toBeGreaterThan(1)
      }),
      { numRuns: 2000 },
    )
  })

  test('hides what is small in total too, and is read once a minute at most', async () => {
    const { db } = connection
    const faults: unknown[] = []
    const read = keepPublicFigures(db, error => faults.push(error))
    await refreshFigures(db, now)
    const figures = (await read(now))!
    const { total } = await listFigures(db, { from: '2025-12', to: '2026-11' })
    expect([figures.from, figures.to, figures.at]).toEqual(['2025-12', '2026-11', now])
    // Five were received and answered: of them no share is said.
    expect(figures.total).toEqual({
      received: total.received,
      shares: { acceptance: 'small-base', answer: 'small-base', reopening: 'later', satisfaction: 'later' },
    })
    expect(figures.byMonth.find(({ key }) => key === '2026-01')).toMatchObject({
      received: 'few',
      shares: { answer: 'small-base' },
    })

    await receive(db, now)
    await refreshFigures(db, now)
    expect(await read(later(1 / 61))).toBe(figures)
    await read(later(1))
    await expect.poll(async () => (await read(later(1)))!.total.received).toBe(total.received + 1)
    const few = { ...total, received: smallestShown - 1 }
    expect(publishFigures({ at: now, total: few, byMonth: [] }, figures, []).total.received).toBe('few')

    const nowhere = await connect({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere', dataDir: '' })
    const away = keepPublicFigures(nowhere.db, error => faults.push(error))
    expect([await away(now), faults.length]).toEqual([undefined, 1])
    await nowhere.close()
  })

  test('says of the offices whole percent of ten or more, and never of how many', async () => {
    const { total } = await listFigures(connection.db, { from: '2025-12', to: '2026-11' })
    const published = (inTime: number, late: number) =>
      publishFigures(
        { at: now, total: { ...total, 'answered-in-time': inTime, 'answered-late': late }, byMonth: [] },
        { from: '2025-12', to: '2026-11' },
        [],
      ).total.shares.answer
    expect(published(smallestBase - 1, 1)).toEqual({ percent: 90 })
    expect(published(2, 1 + smallestBase)).toEqual({ percent: 15 })
    expect(published(smallestBase - 2, 1)).toBe('small-base')
  })

  test('says of what people did what was released, within its bounds; a rating of today moves nothing', async () => {
    const { total } = await listFigures(connection.db, { from: '2025-12', to: '2026-11' })
    const period = { from: '2025-12', to: '2026-11' }
    const released = [
      { month: '2026-08', satisfied: 60, reopened: null },
      { month: '2026-09', satisfied: highestShare, reopened: 5 },
    ]
    const published = (dissatisfied: number) =>
      publishFigures(
        {
          at: now,
          total: { ...total, dissatisfied, satisfied: 40 },
          byMonth: ['2026-11', '2026-09', '2026-08'].map(key => ({ key, counts: { ...total, dissatisfied } })),
        },
        period,
        released,
      )
    expect(published(1)).toEqual(published(0))
    const { byMonth, total: all } = published(0)
    expect(all.shares).toMatchObject({
      satisfaction: { percent: highestShare, month: '2026-09' },
      reopening: { percent: 5, month: '2026-09' },
    })
    expect(byMonth.map(({ shares }) => [shares.satisfaction, shares.reopening])).toEqual([
      ['later', 'later'],
      [{ percent: highestShare }, { percent: 5 }],
      [{ percent: 60 }, 'small-base'],
    ])
  })
})
