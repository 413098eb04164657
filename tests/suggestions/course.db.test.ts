import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { listMoves, makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { dispute } from '#suggestions/moves/dispute.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { type MoveName, moves } from '#suggestions/moves/index.ts'
import { question as questionMove } from '#suggestions/moves/question.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { findQuestion } from '#suggestions/questions.ts'
import { refusalOf } from '#suggestions/refusal.ts'
import { stories } from '#suggestions/stories.ts'
import { statusOf } from '#web/outcome.ts'
import {
  addColleagues,
  bringOn,
  bringTo,
  bringToRuling,
  type Colleague,
  type Colleagues,
  receive,
} from '../support/course.ts'
import {
  authorsMoves,
  expectedRefusal,
  isAllowed,
  notNow,
  persons,
  states,
  typed,
  type Who,
} from '../support/course-table.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')

/** The author's moves have no other way in than the number, so nobody else can try them. */
const press = (db: Db, move: SuggestionMove, number: string, by: Colleague | 'author') =>
  makeMove(
    db,
    move,
    number,
    move.form.parse(typed[move.name as MoveName]?.({ target: another, question }) ?? {}),
    by,
    now,
    {
      personalData: createPersonalData(Buffer.alloc(32, 1)),
    },
  )

/** What it was merged into is answered. */
async function answerTarget(db: Db, number: string): Promise<void> {
  const { number: target } = await db
    .selectFrom('suggestion')
    .select('number')
    .where('id', '=', eb => eb.selectFrom('suggestion').select('merged_into').where('number', '=', number))
    .executeTakeFirstOrThrow()
  await bringOn(db, target, 'revisit', people, now)
}

let people: Colleagues
/** The question that waits for its author. */
let question: number | undefined

/** The open suggestion that others are merged into. */
let another: string

describe('state × move × person', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    another = await receive(connection.db, now)
  })
  afterAll(() => connection.close())

  const byOf = (who: Who) => (who === 'author' ? who : people[who])
  /** Who could try a move at all. */
  const triers = ({ name }: SuggestionMove) =>
    authorsMoves.includes(name as MoveName) ? (['author'] as const) : persons
  const subjectOf = (number: string) =>
    connection.db
      .selectFrom('suggestion')
      .select(['id', 'state', 'lead_unit'])
      .where('number', '=', number)
      .executeTakeFirstOrThrow()

  test.each(states)(
    'from %s every move that is not offered is refused with its reason when it is posted, and changes nothing',
    async state => {
      const { db } = connection
      const number = await bringTo(db, state, people, now)
      const read = () => db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
      const before = await read()
      const eventsBefore = await db
        .selectFrom('event')
        .select(eb => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      let tried = 0
      for (const move of moves) {
        for (const who of triers(move)) {
          const offered = await listMoves<SuggestionMove>(db, moves, await subjectOf(number), byOf(who), now)
          if (offered.includes(move)) continue
          // Withdrawn is withdrawn, however often it is asked for.
          if (move.name === 'withdrawal' && state === 'withdrawn') continue
          const reason = isAllowed(state, move.name, who)
            ? notNow(state, move.name, who)
            : expectedRefusal(state, move.name, who)
          const outcome = await press(db, move, number, byOf(who))
          expect([move.name, who, outcome]).toEqual([move.name, who, expect.objectContaining({ refused: reason })])
          const status = statusOf(refusalOf(move, outcome as { refused: string }, now))
          expect([move.name, who, status]).toEqual([
            move.name,
            who,
            ['wrong-role', 'not-your-unit', 'own-decision'].includes(reason!) ? 403 : 409,
          ])
          tried++
        }
      }
      expect(tried).toBeGreaterThan(70)
      expect(await read()).toEqual(before)
      expect(
        await db
          .selectFrom('event')
          .select(eb => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
      ).toEqual(eventsBefore)
    },
  )

  test.each(states)('from %s every move that is allowed is made, with its event', async state => {
    const { db } = connection
    for (const move of moves) {
      for (const who of triers(move)) {
        if (!isAllowed(state, move.name, who)) continue
        const number = await bringTo(db, state, people, now)
        if (move.name === 'extension') await press(db, extensionRequest, number, people.lead)
        if (move.name === 'resumption') await press(db, suspension, number, people.clerk)
        if (state === 'merged' && move.name === 'rating') await answerTarget(db, number)
        if (state === 'closed' && move.name === 'unit-text')
          await db
            .insertInto('unit_waiting')
            .values({ suggestion_id: (await subjectOf(number)).id, since: now })
            .execute()
        if (move.name === 'appeal-decision') await press(db, appeal, number, 'author')
        if (move.name === 'question-end' || move.name === 'question-answer') {
          await press(db, questionMove, number, people.clerk)
          question = (await findQuestion(db, (await subjectOf(number)).id))?.id
        }
        if (move.name === 'dispute' || move.name === 'ruling') await bringToRuling(db, number, people, now)
        if (move.name === 'ruling') await press(db, dispute, number, people.lead)
        const by = move.name === 'taking-back' && who === 'clerk' ? people.secondClerk : byOf(who)
        expect([who, move.name, await press(db, move, number, by)]).toEqual([who, move.name, { number }])
        const { id } = await subjectOf(number)
        const event = await db
          .selectFrom('event')
          .selectAll()
          .where('object_kind', '=', 'suggestion')
          .where('object_id', '=', String(id))
          .where('action', '=', move.action)
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow()
        expect(event).toMatchObject(
          by === 'author' ? { actor_kind: 'citizen', actor_id: null } : { actor_kind: 'person', actor_id: by.id },
        )
      }
    }
  })

  test.each(states)(
    'at %s the desk and the author are offered exactly what is allowed and makes sense',
    async state => {
      const { db } = connection
      const subject = await subjectOf(await bringTo(db, state, people, now))
      for (const who of [...persons, 'author'] as const) {
        const expected = moves
          .filter(({ name }) => isAllowed(state, name, who) && !notNow(state, name, who))
          .map(({ name }) => name)
        expect([
          who,
          (await listMoves<SuggestionMove>(db, moves, subject, byOf(who), now)).map(({ name }) => name),
        ]).toEqual([who, expected])
      }
    },
  )

  test('an unknown number is refused by every move', async () => {
    for (const move of moves)
      expect(await press(connection.db, move, '000000000000', people.clerk)).toEqual({ refused: 'unknown-number' })
  })

  test.each(moves.map(move => [move.name, move] as const))(
    '%s has words for each reason it may be refused for, and tells what happened',
    (_name, move: SuggestionMove) => {
      for (const refusal of Object.values(move.refusals ?? {})) expect(refusal.words).not.toBe('')
      expect(stories[move.action]).toBe(move.story)
      expect(move.story.desk.title).not.toBe('')
    },
  )
})
