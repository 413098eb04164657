import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { findLetter, listLetters } from '#suggestions/letters.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { note } from '#suggestions/moves/note.ts'
import { listNotes } from '#suggestions/moves/note.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { listReadings, readPersonalField, sealedAs } from '#suggestions/readings.ts'
import { addColleagues, bringTo, type Colleagues, leadUnit, receive, written, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { waitingPhoto } from '../support/waiting.ts'

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

describe('an answer to a problem', () => {
  let dataDir: string
  beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), 'moves-test-'))))
  afterAll(() => rm(dataDir, { recursive: true }))
  const photo = () => waitingPhoto(connection.db, dataDir, now)
  test('shows before and after, or says why there are no pictures', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, now, { kind: 'problem' })
    const post = (photos: { before?: string[]; after?: string[] } = {}) =>
      makeMove(connection.db, answer, number, written('已整改。', undefined, photos), people.lead, now)
    const [before, after, more] = [await photo(), await photo(), await photo()]
    expect(await post()).toEqual({ refused: 'photos-missing' })
    expect(await post({ after: [after] })).toEqual({ refused: 'photos-missing' })
    expect(await post({ before: ['0'.repeat(32)], after: [after] })).toEqual({ refused: 'photos-gone' })
    expect(await post({ before: [before], after: [after, more] })).toEqual({ number })
    expect(
      await connection.db
        .selectFrom('answer_photo')
        .select(['moment', 'position'])
        .orderBy('moment')
        .orderBy('position')
        .execute(),
    ).toEqual([
      { moment: 'after', position: 1 },
      { moment: 'after', position: 2 },
      { moment: 'before', position: 1 },
    ])
  })

  test('may use the picture of its author as the one from before', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, now, { kind: 'problem' })
    await connection.db
      .insertInto('suggestion_photo')
      .values({ suggestion_id: (await row(number)).id, position: 1, file: '2026-11/x/1', width: 640, height: 480 })
      .execute()
    expect(
      await makeMove(
        connection.db,
        answer,
        number,
        written('已整改。', undefined, { after: [await photo()] }),
        people.lead,
        now,
      ),
    ).toEqual({ number })
  })
})

describe('a return', () => {
  test('is made once by each unit', async () => {
    const { db } = connection
    const number = await bringTo(db, 'returned', people, now)
    await makeMove(db, handOver, number, { lead: leadUnit }, people.clerk, later(1))
    expect(
      await makeMove(db, returnToDesk, number, { reason: '还是不在辖区', duty: '示例条款' }, people.lead, later(2)),
    ).toEqual({ refused: 'already-returned' })
    expect((await row(number)).state).toBe('handed-over')
  })
})

describe('merging', () => {
  test('leads to an open suggestion only, and never into a chain', async () => {
    const { db } = connection
    const [first, second, third] = [await receive(db, now), await receive(db, now), await receive(db, now)]
    const merge = (number: string, into: string) => makeMove(db, merger, number, { into }, people.clerk, now)
    expect(await merge(first, first)).toEqual({ refused: 'target-itself' })
    expect(await merge(first, '000000000000')).toEqual({ refused: 'target-unknown' })
    expect(await merge(first, await bringTo(db, 'declined', people, now))).toEqual({ refused: 'target-not-open' })
    await merge(first, second)
    await merge(second, third)
    const { id } = await row(third)
    expect(await row(first)).toMatchObject({ state: 'merged', merged_into: id, due_at: null })
    expect(await row(second)).toMatchObject({ state: 'merged', merged_into: id })
  })
})

describe('reading a name or a phone', () => {
  const personalData = createPersonalData(Buffer.alloc(32, 7))
  test('takes a role and a reason, is an event, and is shown to the citizen without the name of who read it', async () => {
    const { db } = connection
    const number = await receive(db, now)
    await db
      .updateTable('suggestion')
      .set({ phone_sealed: personalData.seal('13800000001', sealedAs.phone) })
      .where('number', '=', number)
      .execute()
    const read = (by = people.clerk, reason = '核对现场位置', field: 'phone' | 'name' = 'phone') =>
      readPersonalField(db, personalData, number, { field, reason }, by, now)
    expect(await read(people.lead)).toEqual({ refused: 'wrong-role' })
    expect(await read(people.admin)).toEqual({ refused: 'wrong-role' })
    expect(await read(people.clerk, ' 查 ')).toEqual({ refused: 'no-reason' })
    expect(await read(people.clerk, '核对现场位置', 'name')).toEqual({ refused: 'not-given' })
    expect(await listReadings(db, (await row(number)).id)).toEqual([])
    expect(await read()).toEqual({ value: '13800000001' })
    expect(await listReadings(db, (await row(number)).id)).toEqual([
      { field: 'phone', reason: '核对现场位置', read_at: now, roles: ['clerk'], person_number: people.clerk.id },
    ])
    expect(await actions(number)).toEqual(['suggestion.received', 'suggestion.personal-data-read'])
  })
})

test('a private note stays between clerks and supervisors', async () => {
  const number = await receive(connection.db, now)
  await makeMove(connection.db, note, number, { note: '与上周一件相同。', ...withKey() }, people.clerk, now)
  expect(await listNotes(connection.db, (await row(number)).id)).toMatchObject([
    { body: '与上周一件相同。', written_by: '受理员甲' },
  ])
})

describe('supervision letters', () => {
  test('are numbered within the year without a gap, even when one is rolled back', async () => {
    const { db } = connection
    const numbers = [
      await bringTo(db, 'signed-for', people, now),
      await bringTo(db, 'signed-for', people, now),
      await bringTo(db, 'signed-for', people, now),
    ]
    for (const number of numbers.slice(0, 2))
      await makeMove(db, supervision, number, { words: '请尽快办理。', ...withKey() }, people.supervisor, now)
    const fails = db.transaction().execute(async trx => {
      await trx
        .updateTable('supervision_number')
        .set(eb => ({ last: eb('last', '+', 1) }))
        .execute()
      throw new Error('rolled back')
    })
    await expect(fails).rejects.toThrow('rolled back')
    await makeMove(db, supervision, numbers[2]!, { words: '请尽快办理。', ...withKey() }, people.supervisor, now)
    await makeMove(
      db,
      supervision,
      numbers[2]!,
      { words: '再次督办。', ...withKey() },
      people.supervisor,
      new Date('2027-01-04T02:00:00Z'),
    )
    const letters = await db.selectFrom('supervision_letter').select(['year', 'number']).orderBy('id').execute()
    expect(letters).toEqual([
      { year: 2026, number: 1 },
      { year: 2026, number: 2 },
      { year: 2026, number: 3 },
      { year: 2027, number: 1 },
    ])
    expect(await findLetter(db, { year: 2026, number: 3 })).toMatchObject({
      suggestion_number: numbers[2],
      unit: leadUnit,
      words: '请尽快办理。',
    })
    expect(await listLetters(db, (await row(numbers[2]!)).id)).toHaveLength(2)
  })
})
