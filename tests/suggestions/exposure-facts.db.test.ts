import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { rework } from '#suggestions/moves/rework.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { drawCode } from '#suggestions/code.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { findExposureFacts } from '#suggestions/exposure-facts.ts'
import { addColleagues, bringTo, type Colleagues, coUnit, leadUnit, written, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const letterPrefix = '示创督'
const monday = new Date('2026-11-23T10:00:00+08:00')
const tuesday = new Date('2026-11-24T10:00:00+08:00')
const aMonthLater = new Date('2026-12-23T10:00:00+08:00')
const nothing = { overdue: false, supervised: false }

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const facts = (code: string, unit: string, now = aMonthLater) => findExposureFacts(connection.db, code, unit, now)

test.each(['received', 'accepted', 'answered', 'revisit'] as const)(
  'what the desk leaves lying when it is %s is not held against the unit',
  async state => {
    const code = await bringTo(connection.db, state, people, monday)
    await connection.db.deleteFrom('deadline').where('step', '=', 'contribute').execute()
    expect(await facts(code, leadUnit)).toEqual(nothing)
  },
)

test('an answer that is not given in time is the lead unit’s, a contribution the helping unit’s', async () => {
  const { db } = connection
  const code = await bringTo(db, 'signed-for', people, monday)
  expect(await facts(code, leadUnit, monday)).toEqual(nothing)
  expect([await facts(code, leadUnit), await facts(code, coUnit)]).toEqual([
    { overdue: true, supervised: false },
    { overdue: true, supervised: false },
  ])
  // The helping unit's two days are over on Thursday; the lead unit still has time, and answers.
  const friday = new Date('2026-11-27T10:00:00+08:00')
  await makeMove(db, answer, code, written('已办。'), people.lead, friday)
  expect([await facts(code, leadUnit), await facts(code, coUnit)]).toEqual([
    nothing,
    { overdue: true, supervised: false },
  ])
  await makeMove(db, rework, code, { words: '请写明日期。' }, people.clerk, friday)
  expect(await facts(code, leadUnit)).toEqual({ overdue: true, supervised: false })
})

test('a unit that gave it back in time is not the one that is late, and a letter is held against its addressee only', async () => {
  const { db } = connection
  const code = await bringTo(db, 'handed-over', people, monday)
  await makeMove(db, returnToDesk, code, { reason: '不在辖区', duty: '职责规定第 4 条（示例）' }, people.lead, tuesday)
  expect(await facts(code, leadUnit)).toEqual(nothing)
  await makeMove(db, handOver, code, { lead: 'water-bureau' }, people.clerk, tuesday)
  await makeMove(db, supervision, code, { words: '请抓紧办。', ...withKey() }, people.supervisor, tuesday)
  expect([await facts(code, leadUnit, tuesday), await facts(code, 'water-bureau', tuesday)]).toEqual([
    nothing,
    { overdue: false, supervised: true },
  ])
  await actOnClocks(db, aMonthLater, { letterPrefix })
  expect([await facts(code, leadUnit), await facts(code, 'water-bureau')]).toEqual([
    nothing,
    { overdue: true, supervised: true },
  ])
})

test.each(['NONE', drawCode()])('nothing is known of the code %s', async code => {
  expect(await facts(code, leadUnit)).toBeUndefined()
})
