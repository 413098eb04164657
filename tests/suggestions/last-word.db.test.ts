import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reopening } from '#suggestions/moves/reopening.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import {
  addColleagues,
  bringTo,
  type Colleagues,
  leadUnit,
  rated,
  receive,
  withKey,
  written,
} from '../support/course.ts'
import { openPostgres, openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const actions = async (number: string) =>
  (
    await connection.db
      .selectFrom('event')
      .select('action')
      .where('object_kind', '=', 'suggestion')
      .where('object_id', '=', String((await row(number)).id))
      .orderBy('id')
      .execute()
  ).map(({ action }) => action)

describe('the citizen has the last word', () => {
  test('satisfied closes it', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    await makeMove(connection.db, rating, number, rated('satisfied', true, '很快'), 'author', later(1))
    expect(await row(number)).toMatchObject({
      state: 'closed',
      closed_at: later(1),
      satisfaction: 'satisfied',
      due_at: null,
    })
    expect((await actions(number)).slice(-2)).toEqual(['suggestion.rated', 'suggestion.closed'])
  })

  test.each([
    ['dissatisfied', true],
    ['fairly-satisfied', false],
  ] as const)(
    '%s, with solved = %s, reopens it to the same lead unit with a clock of its own',
    async (satisfaction, solved) => {
      const number = await bringTo(connection.db, 'revisit', people, now)
      await makeMove(connection.db, rating, number, rated(satisfaction, solved), 'author', later(1))
      expect(await row(number)).toMatchObject({
        state: 'reopened',
        lead_unit: leadUnit,
        reopenings: 1,
        reopened_at: later(1),
        closed_at: null,
      })
      expect((await row(number)).due_at!.getTime()).toBeGreaterThan(now.getTime())
      expect(
        await makeMove(connection.db, answer, number, written('重新整改。', '示例'), people.lead, later(2)),
      ).toEqual({ number })
    },
  )

  test('also after the desk has closed it, but only once for each answer', async () => {
    const number = await bringTo(connection.db, 'closed', people, now)
    expect(await makeMove(connection.db, rating, number, rated('dissatisfied', false), 'author', later(1))).toEqual({
      number,
    })
    expect((await row(number)).state).toBe('reopened')
    const done = await bringTo(connection.db, 'closed', people, now)
    await makeMove(connection.db, rating, done, rated('satisfied', true), 'author', later(1))
    expect(await makeMove(connection.db, rating, done, rated('dissatisfied', false), 'author', later(2))).toEqual({
      refused: 'already-rated',
    })
    expect((await row(done)).state).toBe('closed')
  })

  test('what the desk had answered by itself goes back to the desk', async () => {
    const number = await bringTo(connection.db, 'accepted', people, now)
    await makeMove(connection.db, answer, number, written('周末也办理。'), people.clerk, later(1))
    expect(await row(number)).toMatchObject({ state: 'revisit', answered_in_time: true })
    await makeMove(connection.db, reopening, number, { words: '电话回访未解决。' }, people.clerk, later(2))
    expect(await row(number)).toMatchObject({ state: 'accepted', lead_unit: null, reopenings: 1 })
  })
})

describe('closing without an answer that the author could see', () => {
  test.each(['received', 'accepted', 'handed-over', 'signed-for', 'answered', 'reopened'] as const)(
    'is impossible from %s, even by hand in the database',
    async state => {
      const number = await bringTo(connection.db, state, people, now)
      const closing = connection.db
        .updateTable('suggestion')
        .set({ state: 'closed', closed_at: now, shown_at: now })
        .where('number', '=', number)
        .execute()
      await expect(closing).rejects.toThrow('only with an answer that its author could see')
    },
  )

  test('is impossible for a row that is inserted closed', async () => {
    await expect(
      sql`INSERT INTO suggestion (number, request_key, kind, title, body, category, county, place, publish_consent, privacy_version, received_at, state, shown_at)
      VALUES ('000000000000', gen_random_uuid(), 'idea', 'a', 'b', 'noise', '331102', '', true, '1', now(), 'closed', now())`.execute(
        connection.db,
      ),
    ).rejects.toThrow('only with an answer')
  })

  test('an answer that was shown can be neither changed nor removed', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    const { id } = await row(number)
    await expect(
      connection.db.updateTable('answer').set({ body: '改了' }).where('suggestion_id', '=', id).execute(),
    ).rejects.toThrow('not changed')
    await expect(connection.db.deleteFrom('answer').where('suggestion_id', '=', id).execute()).rejects.toThrow(
      'not changed',
    )
  })
})

describe.runIf(process.env.TEST_DATABASE === 'postgresql')('two people at the same moment', () => {
  test('one wins and the other is told who was first', async () => {
    const { db, close } = await openPostgres()
    const { clerk, secondClerk } = await addColleagues(db)
    try {
      for (let round = 0; round < 10; round++) {
        const number = await receive(db, now)
        const outcomes = await Promise.all([
          makeMove(db, acceptance, number, {}, clerk, now),
          makeMove(db, acceptance, number, {}, secondClerk, now),
        ])
        const refused = outcomes.findIndex(outcome => 'refused' in outcome)
        expect(outcomes[1 - refused]).toEqual({ number })
        expect(outcomes[refused]).toEqual({
          refused: 'wrong-state',
          state: 'accepted',
          by: [clerk, secondClerk][1 - refused]!.name,
          at: now,
        })
      }
    } finally {
      await close()
    }
  })

  test('two that are merged into each other: at most one is, and nobody waits for ever', async () => {
    const { db, close } = await openPostgres()
    const { clerk } = await addColleagues(db)
    try {
      for (let round = 0; round < 10; round++) {
        const [first, second] = [await receive(db, now), await receive(db, now)]
        const outcomes = await Promise.all([
          makeMove(db, merger, first, { into: second }, clerk, now),
          makeMove(db, merger, second, { into: first }, clerk, now),
        ])
        expect(outcomes.filter(outcome => !('refused' in outcome)).length).toBeLessThanOrEqual(1)
      }
    } finally {
      await close()
    }
  })

  test('the author withdraws while the unit answers: one of them is first, and no clock is left running in a withdrawn one', async () => {
    const { db, close } = await openPostgres()
    const people = await addColleagues(db)
    try {
      for (let round = 0; round < 10; round++) {
        const number = await bringTo(db, 'signed-for', people, now)
        await Promise.all([
          makeMove(db, answer, number, written('已整改。', '示例'), people.lead, now),
          makeMove(db, withdrawal, number, withKey(), 'author', now),
        ])
        const { id, state } = await db
          .selectFrom('suggestion')
          .select(['id', 'state'])
          .where('number', '=', number)
          .executeTakeFirstOrThrow()
        const running = await db
          .selectFrom('deadline')
          .select('id')
          .where('suggestion_id', '=', id)
          .where('ended_at', 'is', null)
          .execute()
        expect(state).toBe('withdrawn')
        expect(running).toEqual([])
      }
    } finally {
      await close()
    }
  })
})
