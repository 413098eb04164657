import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { countOf, type Counts, type FigureFilter, listFigures, refreshFigures } from '#suggestions/figures.ts'
import { listMonths, monthOf } from '#suggestions/months.ts'
import { listQueue, type QueueRow } from '#suggestions/queue.ts'
import { noUnit, type QueueFilter } from '#suggestions/queue-filter.ts'
import { figureMarks } from '#suggestions/marks.ts'
import { addColleagues, bringTo, type Colleagues, leadUnit, rated, receive, withKey } from '../support/course.ts'
import { namesOfRow } from '../support/suggestion.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

/** A suggestion as figures see it: every column that counts, in any mixture. */
const anySuggestion = fc.record({
  received_at: fc
    .constantFrom(
      '2026-08-31T15:59:59.999Z',
      '2026-08-31T16:00:00Z',
      '2026-09-30T15:59:59.999Z',
      '2026-09-30T16:00:00Z',
      '2026-10-15T04:00:00Z',
    )
    .map(at => new Date(at)),
  kind: fc.constantFrom('idea', 'advice', 'problem'),
  county: fc.constantFrom('331102', '331121', '3311KF'),
  lead_unit: fc.constantFrom(null, 'city-management', 'zijin-street'),
  accepted_in_time: fc.constantFrom(null, true, false),
  shown_at: fc.constantFrom(null, now),
  answered_in_time: fc.constantFrom(null, true, false),
  reopenings: fc.nat(2),
  satisfaction: fc.constantFrom(null, 'satisfied', 'fairly-satisfied', 'dissatisfied'),
  clock: fc.record({
    step: fc.constantFrom('accept', 'answer', 'verify'),
    overdue_at: fc.constantFrom(null, now),
    ended_at: fc.constantFrom(null, now),
  }),
})

async function insert(db: Db, generated: { clock: object }[]): Promise<void> {
  const row = {
    title: '路灯坏了',
    body: '三盏都不亮',
    category: 'noise',
    place: '大猷街',
    publish_consent: true,
    privacy_version: '1',
  }
  const rows = generated.map(({ clock: _, ...columns }) => ({
    ...row,
    ...columns,
    ...namesOfRow(),
    request_key: crypto.randomUUID(),
  }))
  const ids = await db
    .insertInto('suggestion')
    .values(rows as never)
    .returning('id')
    .execute()
  const clock = { begins_at: now, hours: 1, due_at: now, provisional: false }
  await db
    .insertInto('deadline')
    .values(generated.map((one, index) => ({ ...clock, ...one.clock, suggestion_id: ids[index]!.id })) as never)
    .execute()
}

/** Every number of these figures beside the rows behind it, and the rows of each place as its own link finds them. */
async function compare(db: Db, filter: FigureFilter): Promise<void> {
  const list = async (more: Partial<QueueFilter> = {}) => {
    const { from: month, to: until, ...rest } = filter
    return (await listQueue(db, { view: 'all', month, until, ...rest, ...more }, people.admin, { limit: 5000, now }))
      .rows
  }
  const { total, byMonth, byCounty, byUnit } = await listFigures(db, filter)
  const places: { name: string; counts: Counts; link: Partial<QueueFilter>; holds(row: QueueRow): boolean }[] = [
    { name: 'total', counts: total, link: {}, holds: () => true },
    ...byMonth.map(({ key, counts }) => ({
      name: key,
      counts,
      link: { month: key, until: undefined },
      holds: (row: QueueRow) => monthOf(row.received_at) === key,
    })),
    ...byCounty.map(({ key, counts }) => ({
      name: key,
      counts,
      link: { county: key },
      holds: (row: QueueRow) => row.county === key,
    })),
    ...byUnit.map(({ key, counts }) => ({
      name: key,
      counts,
      link: { unit: key },
      holds: (row: QueueRow) => (row.lead_unit ?? noUnit) === key,
    })),
  ]
  for (const mark of figureMarks) {
    const rows = await list({ mark })
    for (const { name, counts, holds } of places)
      expect([name, mark, rows.filter(holds).length]).toEqual([name, mark, countOf(counts, mark)])
  }
  for (const { name, counts, link } of places) {
    expect([name, (await list(link)).length]).toEqual([name, counts.received])
    expect([name, (await list({ ...link, mark: 'answer-due' })).length]).toEqual([name, countOf(counts, 'answer-due')])
  }
}

describe('every number has exactly its rows', () => {
  test('whatever was received when, lies where and stands how', async () => {
    const { db } = connection
    await insert(db, fc.sample(anySuggestion, { numRuns: 120, seed: 20261123 }))
    await refreshFigures(db, now)
    await compare(db, { from: '2026-08', to: '2026-10' })
    await compare(db, { from: '2026-09', to: '2026-09', kind: 'problem', county: '331102' })
    await compare(db, { from: '2026-08', to: '2026-10', unit: noUnit })
    const { total, byMonth } = await listFigures(db, { from: '2026-07', to: '2026-10' })
    expect(byMonth.map(({ key }) => key)).toEqual(listMonths('2026-07', '2026-10').toReversed())
    expect(total.received).toBe(120)
    expect(figureMarks.filter(mark => countOf(total, mark) === 0)).toEqual([])
  })

  test('after every move of a real course, clocks that run out and what is withdrawn included', async () => {
    const { db } = connection
    const check = async () => {
      await refreshFigures(db, now)
      await compare(db, { from: '2026-11', to: '2026-11' })
    }
    for (const state of [
      'received',
      'declined',
      'merged',
      'returned',
      'signed-for',
      'sent-back',
      'revisit',
      'closed',
      'reopened',
      'withdrawn',
    ] as const)
      await bringTo(db, state, people, now)
    const waiting = await receive(db, now)
    const unanswered = await bringTo(db, 'signed-for', people, now)
    await check()
    const count = async () => (await listFigures(db, { from: '2026-11', to: '2026-11' })).total
    const before = await count()
    await actOnClocks(db, later(24 * 90), { letterPrefix: '示创督' })
    await check()
    const overdue = await count()
    expect(overdue['accepted-late']).toBeGreaterThan(before['accepted-late'])
    expect(overdue['answered-late']).toBeGreaterThan(before['answered-late'])
    await makeMove(db, acceptance, waiting, {}, people.clerk, later(24 * 91))
    await makeMove(db, withdrawal, unanswered, withKey(), 'author', later(24 * 91))
    await check()
    expect([(await count())['accepted-late'], (await count())['answered-late']]).toEqual([
      overdue['accepted-late'],
      overdue['answered-late'] - 1,
    ])
    const done = await bringTo(db, 'closed', people, now)
    await makeMove(db, rating, done, rated('fairly-satisfied', true), 'author', now)
    await check()
    expect((await listFigures(db, { from: '2026-11', to: '2026-11' })).byUnit.map(({ key }) => key).toSorted()).toEqual(
      [noUnit, leadUnit],
    )
  })
})

describe('a refresh', () => {
  test('says when, and counts what has come, moved and gone since the last one', async () => {
    const { db } = connection
    for (const at of ['2025-02-28T15:59:59Z', '2025-02-28T16:00:00Z', '2025-03-02T16:00:00Z'])
      await receive(db, new Date(at))
    await refreshFigures(db, later(1))
    const count = async () =>
      (await listFigures(db, { from: '2025-02', to: '2025-03' })).byMonth.map(({ key, counts }) => [
        key,
        counts.received,
      ])
    expect([(await listFigures(db, { from: '2025-02', to: '2025-03' })).at, await count()]).toEqual([
      later(1),
      [
        ['2025-03', 2],
        ['2025-02', 1],
      ],
    ])
    const { id } = await db
      .selectFrom('suggestion')
      .select('id')
      .where('received_at', '=', new Date('2025-03-02T16:00:00Z'))
      .executeTakeFirstOrThrow()
    await db.deleteFrom('deadline').where('suggestion_id', '=', id).execute()
    await db.deleteFrom('suggestion').where('id', '=', id).execute()
    expect(await count()).toEqual([
      ['2025-03', 2],
      ['2025-02', 1],
    ])
    await refreshFigures(db, later(2))
    expect([(await listFigures(db, { from: '2025-02', to: '2025-03' })).at, await count()]).toEqual([
      later(2),
      [
        ['2025-03', 1],
        ['2025-02', 1],
      ],
    ])
  })

  test('lets everybody read the figures before meanwhile', async () => {
    const { db } = connection
    if (connection.kind === 'embedded') return // one session: nobody reads meanwhile
    await db.transaction().execute(async trx => {
      await refreshFigures(trx, now)
      expect((await listFigures(db, { from: '2025-02', to: '2025-03' })).total.received).toBe(2)
    })
  })

  test('misses nothing that commits late, and several at once come to the same', async () => {
    const { db } = connection
    const posting = Array.from({ length: 24 }, async (_, index) => {
      await receive(db, new Date(`2024-0${1 + (index % 3)}-11T04:00:00Z`))
      await refreshFigures(db, now)
    })
    await Promise.all(posting)
    await compare(db, { from: '2024-01', to: '2024-03' })
    expect((await listFigures(db, { from: '2024-01', to: '2024-03' })).total.received).toBe(24)
    if (connection.kind === 'embedded') return // one session: nothing can commit late

    await db.transaction().execute(async trx => {
      await trx
        .insertInto('suggestion')
        .values({
          ...namesOfRow(),
          request_key: crypto.randomUUID(),
          kind: 'idea',
          title: '好',
          body: '好',
          category: 'noise',
          county: '331102',
          place: '',
          publish_consent: true,
          privacy_version: '1',
          received_at: new Date('2024-01-01T04:00:00Z'),
        })
        .execute()
      await refreshFigures(db, now)
    })
    await refreshFigures(db, now)
    expect((await listFigures(db, { from: '2024-01', to: '2024-03' })).total.received).toBe(25)
  })
})
