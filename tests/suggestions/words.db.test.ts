import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { countQueue, listQueue } from '#suggestions/queue.ts'
import { namesOfRow } from '../support/suggestion.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-20T04:00:00Z')
const clerk = { id: 1, roles: ['clerk' as const] }
/** Few characters, so that words meet: Chinese, beyond the first plane, letters with cases, signs that mean something to a query. */
const letters = [...'路灯街坏了𠮷野Aaéß１1%_\\\'":&|!*<>().、']
const text = (least: number, most: number) =>
  fc.array(fc.constantFrom(...letters), { minLength: least, maxLength: most }).map(drawn => drawn.join(''))
const written = fc.array(text(1, 8), { minLength: 1, maxLength: 3 }).map(parts => parts.join(' '))

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
  const texts = fc.sample(fc.record({ title: written, body: written, place: fc.oneof(fc.constant(''), written) }), {
    numRuns: 120,
    seed: 4,
  })
  const rows = texts.map((typed, index) => ({
    ...typed,
    ...namesOfRow(),
    request_key: crypto.randomUUID(),
    kind: index % 2 ? ('idea' as const) : ('advice' as const),
    category: index % 3 ? 'noise' : 'other',
    county: '331102',
    publish_consent: true,
    privacy_version: '1',
    received_at: now,
    ...(index % 4 ? { state: 'declined' as const, declined_at: now, decline_reason: 'unclear' } : { due_at: now }),
  }))
  await connection.db.insertInto('suggestion').values(rows).execute()
})
afterAll(() => connection.close())

test('finds exactly what ILIKE finds, done or waiting, whatever else is asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text(1, 4), { minLength: 1, maxLength: 2 }),
      fc.constantFrom(undefined, 'idea' as const),
      async (words, kind) => {
        const like = words.map(word => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
        const { rows: expected } = await sql<{ number: string }>`
        SELECT number FROM suggestion WHERE (${kind ?? null}::text IS NULL OR kind = ${kind ?? null})
        AND ${sql.join(
          like.map(pattern => sql`(title ILIKE ${pattern} OR body ILIKE ${pattern} OR place ILIKE ${pattern})`),
          sql` AND `,
        )}`.execute(connection.db)
        const find = (limit: number) =>
          listQueue(connection.db, { view: 'all', kind, words: words.join(' ') }, clerk, { limit, now })
        const numbers = expected.map(({ number }) => number).toSorted()
        expect((await find(120)).rows.map(({ number }) => number).toSorted()).toEqual(numbers)
        const { rows, next } = await find(1)
        expect([rows.length, next !== undefined]).toEqual([Math.min(1, numbers.length), numbers.length > 1])
        expect(numbers).toEqual(expect.arrayContaining(rows.map(({ number }) => number)))
      },
    ),
    { numRuns: 60 },
  )
})

test('no word that is written is lost to the index', async () => {
  await fc.assert(
    fc.asyncProperty(text(1, 5), async word => {
      const { rows } = await sql<{ number: string }>`
        SELECT number FROM suggestion WHERE strpos(lower(title || ' ' || body || ' ' || place), lower(${word})) > 0
        AND NOT findable_pieces(title || ' ' || body || ' ' || place) @@ find_pieces(ARRAY[${word}])`.execute(
        connection.db,
      )
      expect(rows).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('counts what waits by the same words', async () => {
  for (const words of ['路', '路灯', 'a', "'"]) {
    const { rows } = await listQueue(connection.db, { view: 'open', words }, clerk, { limit: 120, now })
    expect(await countQueue(connection.db, { words }, clerk, now)).toMatchObject({
      open: rows.length,
      overdue: rows.length,
    })
  }
})
