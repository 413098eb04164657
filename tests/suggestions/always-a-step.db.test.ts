import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { listMoves, makeMove, openStates, type SuggestionMove } from '#suggestions/course.ts'
import { type MoveName, moves } from '#suggestions/moves/index.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { findQuestion } from '#suggestions/questions.ts'
import { addColleagues, type Colleagues, receive } from '../support/course.ts'
import { authorsMoves, persons, typed } from '../support/course-table.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

/** Neither a note nor what an author chooses about themselves takes a matter further. */
const takesNothingFurther: readonly string[] = ['note', 'telling', 'publishing', 'forgetting', 'addition', 'withdrawal']

test('whatever is done in whatever order, an open suggestion has a step that runs and somebody who can take it', async () => {
  const { db } = connection
  const whos = [...persons, 'secondClerk', 'author'] as const
  const personalData = createPersonalData(Buffer.alloc(32, 1))
  const subjectOf = (number: string) =>
    db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9999), { minLength: 1, maxLength: 25 }), async picks => {
      const target = await receive(db, now)
      const watched = [await receive(db, now), target]
      for (const [index, pick] of picks.entries()) {
        const at = new Date(now.getTime() + index * 3_600_000)
        const number = watched[pick % 2]!
        const subject = await subjectOf(number)
        const who = whos[Math.floor(pick / 2) % whos.length]!
        const by = who === 'author' ? who : people[who]
        const offered = (await listMoves<SuggestionMove>(db, moves, subject, by, at)).filter(({ name }) =>
          who === 'author' ? authorsMoves.includes(name as MoveName) : !authorsMoves.includes(name as MoveName),
        )
        if (offered.length > 0) {
          const move = offered[Math.floor(pick / 14) % offered.length]!
          const question = (await findQuestion(db, subject.id))?.id
          const data = move.form.parse({
            ...typed[move.name as MoveName]?.({ target: watched[1 - (pick % 2)]!, question }),
            ...(move.name === 're-routing' && { from: subject.lead_unit }),
          })
          await makeMove(db, move, number, data, by, at, { personalData })
        }
        for (const one of watched) {
          const { id, state, ...row } = await subjectOf(one)
          if (!(openStates as readonly string[]).includes(state)) continue
          expect([state, row.due_at]).toEqual([state, expect.any(Date)])
          const takers = await Promise.all(
            whos.map(async who =>
              (
                await listMoves<SuggestionMove>(
                  db,
                  moves,
                  { id, state, lead_unit: row.lead_unit },
                  who === 'author' ? who : people[who],
                  at,
                )
              ).filter(({ name }) => !takesNothingFurther.includes(name)),
            ),
          )
          expect([state, takers.flat().length > 0]).toEqual([state, true])
        }
      }
    }),
    { numRuns: 30 },
  )
}, 180_000)
