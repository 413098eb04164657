import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { countOf, listFigures, refreshFigures } from '#suggestions/figures.ts'
import { hideSmall, keepPublicFigures, publishFigures, smallestShown } from '#suggestions/public-figures.ts'
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

  test('says how many of how many, hides what is small in total too, and is read once a minute at most', async () => {
    const { db } = connection
    const faults: unknown[] = []
    const read = keepPublicFigures(db, error => faults.push(error))
    await refreshFigures(db, now)
    const figures = (await read(now))!
    const { total } = await listFigures(db, { from: '2025-12', to: '2026-11' })
    expect([figures.from, figures.to, figures.at]).toEqual(['2025-12', '2026-11', now])
    expect(figures.total).toMatchObject({
      received: total.received,
      shares: { answer: { part: total['answered-in-time'], of: countOf(total, 'answer-due') } },
    })
    expect(figures.byMonth.find(({ key }) => key === '2026-01')).toMatchObject({
      received: 'few',
      shares: { answer: 'few' },
    })

    await receive(db, now)
    await refreshFigures(db, now)
    expect(await read(later(1 / 61))).toBe(figures)
    await read(later(1))
    await expect.poll(async () => (await read(later(1)))!.total.received).toBe(total.received + 1)
    expect(
      publishFigures({ at: now, total: { ...total, received: 4, answered: 4, reopened: 1 }, byMonth: [] }, figures)
        .total,
    ).toMatchObject({ received: 'few', shares: { reopening: 'few' } })

    const nowhere = await connect({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere', dataDir: '' })
    const away = keepPublicFigures(nowhere.db, error => faults.push(error))
    expect([await away(now), faults.length]).toEqual([undefined, 1])
    await nowhere.close()
  })
})
