import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { FormSchema } from '#forms/read.ts'
import type { Refusal } from '#forms/refusals.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { countRecordsByUnit } from '#record/evidence.ts'
import { listMatters, recordViews } from '#record/matter.ts'
import { makeMove, type RecordMove } from '#record/move.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { removal } from '#record/moves/removal.ts'
import { asFound, previewRecord } from '#record/preparing.ts'
import { countRecords, findRecord, listRecords, type PublicRecord } from '#record/record.ts'
import { followSuggestions } from '#record/telling.ts'
import { recordWords } from '#record/words.ts'
import { makeMove as moveSuggestion } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { addColleagues, bringTo, type Colleagues, leadUnit, rated, receive, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

// A Monday.
const now = new Date('2026-11-23T02:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const personalData = createPersonalData(dataKey)
const otherUnit = 'water-bureau'

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const press = <Schema extends FormSchema>(
  move: RecordMove<Schema>,
  number: string,
  data: Parameters<typeof makeMove<Schema>>[3],
  at: Date,
) => {
  const person = move.name === 'publication' ? { ...people.supervisor, roles: ['reviewer' as const] } : people.clerk
  return makeMove(connection.db, move, number, data, { person, now: at, personalData })
}
const idOf = async (number: string) =>
  (await connection.db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id
async function prepare(number: string, at: Date) {
  const preview = (await previewRecord(connection.db, await idOf(number), {}, personalData))!
  expect(await press(preparation, number, asFound(preview), at)).toEqual({})
}
async function publish(number: string, at: Date) {
  await prepare(number, at)
  expect(await press(publication, number, { version: at.toISOString() }, at)).toEqual({})
}
const recordOf = async (number: string) => (await findRecord(connection.db, number)) as PublicRecord
/** In which lists of the desk it stands. */
async function listsWith(number: string) {
  const lists = await Promise.all(recordViews.map(view => listMatters(connection.db, view)))
  return recordViews.filter((_, at) => lists[at]!.some(row => row.number === number))
}
const consent = (number: string, publish: 'yes' | 'no', at: Date) =>
  moveSuggestion(connection.db, publishing, number, { publish }, 'author', at)
const disagree = (number: string, at: Date) =>
  moveSuggestion(connection.db, rating, number, rated('dissatisfied', false), 'author', at)
const refusalOf = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words

/** A second answer by the lead unit, two working days after the first. */
async function answerAgain(number: string) {
  const { db } = connection
  for (const outcome of [
    await moveSuggestion(db, answer, number, written('真的改好了。', '示例'), people.lead, later(2)),
    await moveSuggestion(db, verification, number, {}, people.clerk, later(2)),
  ])
    expect(outcome).toEqual({ number })
  await followSuggestions(db, later(2))
}

describe('the answer that readers see', () => {
  test('stays that of who gave it, whichever unit has the matter since', async () => {
    const { db } = connection
    const number = await bringTo(db, 'revisit', people, now)
    await publish(number, now)
    await disagree(number, later(1))
    const moved = { lead: otherUnit, from: leadUnit, reason: '交错了单位' }
    expect(await moveSuggestion(db, reRouting, number, moved, people.clerk, later(1))).toEqual({ number })
    await followSuggestions(db, later(1))
    expect(await recordOf(number)).toMatchObject({ unit: leadUnit, answer: '已增设车位。' })
    expect(await countRecords(db, { unit: otherUnit })).toBe(0)
    expect((await listRecords(db, { unit: leadUnit }, { limit: 100 })).map(row => row.number)).toContain(number)
    expect((await countRecordsByUnit(db)).get(otherUnit)).toBeUndefined()
  })

  test("is the office's own, and no unit's, when the office answered by itself and handed it over later", async () => {
    const { db } = connection
    const number = await receive(db, now)
    await moveSuggestion(db, acceptance, number, {}, people.clerk, now)
    await moveSuggestion(db, answer, number, written('不归这里管。', '示例'), people.clerk, now)
    await publish(number, now)
    expect(await recordOf(number)).toMatchObject({ unit: null, answer: '不归这里管。' })
    await disagree(number, later(1))
    await db.updateTable('suggestion').set({ lead_unit: otherUnit }).where('number', '=', number).execute()
    await followSuggestions(db, later(1))
    expect(await recordOf(number)).toMatchObject({ unit: null, satisfaction: 'dissatisfied', in_time: true })
  })

  test('gives way to the second one: that has its own day, days and rating, and the desk is told that it waits', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    await publish(number, now)
    await disagree(number, later(1))
    await answerAgain(number)
    expect(await listsWith(number)).toEqual(['renewed', 'public'])
    expect(await recordOf(number)).toMatchObject({
      answer: '已增设车位。',
      answered_at: now,
      satisfaction: 'dissatisfied',
      has_newer_answer: true,
    })

    await publish(number, later(2))
    const second = {
      answer: '真的改好了。',
      answered_at: later(2),
      working_days: 2,
      in_time: true,
      has_newer_answer: false,
    }
    expect(await recordOf(number)).toMatchObject({ ...second, satisfaction: null, solved: null })
    expect(await listsWith(number)).toEqual(['public'])
    await moveSuggestion(connection.db, rating, number, rated('satisfied', true, undefined, 2), 'author', later(3))
    await followSuggestions(connection.db, later(3))
    expect(await recordOf(number)).toMatchObject({ ...second, satisfaction: 'satisfied', solved: true })
  })

  test('is not put before readers while the matter is in work again', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    await prepare(number, now)
    expect(await listsWith(number)).toEqual(['waiting'])
    await disagree(number, later(1))
    expect(await listsWith(number)).toEqual([])
    expect(await refusalOf(press(publication, number, { version: now.toISOString() }, later(1)))).toBe(
      recordWords.inWork,
    )
    expect(await findRecord(connection.db, number)).toBeUndefined()
  })
})

describe('the desk', () => {
  test('may make ready again what its author agrees to again', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    await publish(number, now)
    await consent(number, 'no', later(1))
    expect(await listsWith(number)).toEqual([])
    await consent(number, 'yes', later(2))
    expect(await listsWith(number)).toEqual(['ready'])
    await publish(number, later(3))
    expect(await listsWith(number)).toEqual(['public'])
  })

  test('keeps a list of what the office took away, from which it can come back', async () => {
    const number = await bringTo(connection.db, 'revisit', people, now)
    await publish(number, now)
    await press(removal, number, { words: '照片认得出人' }, later(1))
    expect(await listsWith(number)).toEqual(['removed'])
    await consent(number, 'no', later(1))
    await consent(number, 'yes', later(2))
    expect(await listsWith(number)).toEqual(['removed'])
    await prepare(number, later(3))
    expect(await listsWith(number)).toEqual(['waiting'])
  })
})
