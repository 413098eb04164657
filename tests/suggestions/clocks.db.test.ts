import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { contribution } from '#suggestions/moves/contribution.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { resumption } from '#suggestions/moves/resumption.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { rework } from '#suggestions/moves/rework.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { listClocks } from '#suggestions/clocks/deadlines.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import {
  addColleagues,
  bringTo,
  type Colleagues,
  coUnit,
  leadUnit,
  receive,
  withKey,
  written,
} from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const clocks = async (number: string) =>
  listClocks(connection.db, await loadOffice(connection.db), (await row(number)).id)
const clockOf = async (number: string, step: string) =>
  (await clocks(number)).filter(clock => clock.step === step).at(-1)!
const toUnits = (number: string, now: Date, more = {}) =>
  makeMove(connection.db, handOver, number, { lead: leadUnit, ...more }, people.clerk, now)

describe('the clock of a suggestion', () => {
  test('runs from step to step, and the queue sees when the next one is due', async () => {
    const { db } = connection
    const number = await receive(db, monday, { kind: 'problem' })
    expect((await row(number)).due_at).toEqual(lishui('2026-11-24 17:30'))
    await makeMove(db, acceptance, number, {}, people.clerk, lishui('2026-11-24 09:00'))
    expect(await row(number)).toMatchObject({ accepted_in_time: true, due_at: lishui('2026-11-25 17:30') })
    await toUnits(number, lishui('2026-11-25 09:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-11-30 17:30'))
    await makeMove(db, signature, number, {}, people.lead, lishui('2026-11-25 10:00'))
    await makeMove(db, answer, number, written('已整改。', '噪音'), people.lead, lishui('2026-11-27 10:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-11-30 17:30'))
    await makeMove(db, verification, number, {}, people.clerk, lishui('2026-11-30 09:00'))
    expect(await row(number)).toMatchObject({
      answered_in_time: true,
      due_at: lishui('2026-12-03 17:30'),
      shown_at: lishui('2026-11-30 09:00'),
    })
    expect((await clocks(number)).map(({ step, inTime }) => [step, inTime])).toEqual([
      ['accept', true],
      ['hand-over', true],
      ['answer', true],
      ['verify', true],
      ['revisit', undefined],
    ])
  })

  test('remembers that a step came late', async () => {
    const number = await receive(connection.db, monday)
    await makeMove(connection.db, acceptance, number, {}, people.clerk, lishui('2026-11-24 17:30'))
    expect((await row(number)).accepted_in_time).toBe(false)
  })

  test('tells the arithmetic of a running clock', async () => {
    const number = await bringTo(connection.db, 'handed-over', people, lishui('2026-12-30 10:00'), { kind: 'problem' })
    const { calculation } = await clockOf(number, 'answer')
    expect(calculation).toMatchObject({
      begunOn: '2026-12-30',
      dueOn: '2027-01-05',
      provisional: true,
      allowance: { workingDays: 3 },
    })
  })

  test('takes the level that the clerk chose, and hours for what cannot wait', async () => {
    const number = await bringTo(connection.db, 'accepted', people, monday)
    await toUnits(number, lishui('2026-11-27 20:00'), { level: 'at-once' })
    expect((await row(number)).due_at).toEqual(lishui('2026-11-28 20:00'))
  })

  test('goes on after a return: the citizen does not wait for a wrong address', async () => {
    const number = await bringTo(connection.db, 'handed-over', people, monday)
    const { due_at } = await clockOf(number, 'answer')
    await makeMove(
      connection.db,
      returnToDesk,
      number,
      { reason: '不在辖区', duty: '示例条款' },
      people.lead,
      lishui('2026-11-24 10:00'),
    )
    expect(await row(number)).toMatchObject({ state: 'returned', lead_unit: null, due_at: lishui('2026-11-25 17:30') })
    await makeMove(connection.db, handOver, number, { lead: 'water-bureau' }, people.clerk, lishui('2026-11-25 10:00'))
    expect((await clocks(number)).filter(({ step }) => step === 'answer')).toHaveLength(1)
    expect((await row(number)).due_at).toEqual(due_at)
  })

  test('gives rework a short time of its own, and counts the answer by when it was due at first', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, { kind: 'problem' })
    await makeMove(db, answer, number, written('在办。', '噪音'), people.lead, lishui('2026-11-25 10:00'))
    await makeMove(db, rework, number, { words: '请写结论。' }, people.clerk, lishui('2026-11-26 10:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-11-30 17:30'))
    await makeMove(db, answer, number, written('已整改。', '噪音'), people.lead, lishui('2026-11-30 10:00'))
    await makeMove(db, verification, number, {}, people.clerk, lishui('2026-11-30 11:00'))
    // Due on the 26th; the answer that will do came on the 30th.
    expect((await row(number)).answered_in_time).toBe(false)
  })

  test('gives each co-unit a deadline of its own, never later than the lead unit has', async () => {
    const { db } = connection
    const number = await bringTo(db, 'accepted', people, monday)
    expect(await toUnits(number, monday, { co_unit_1: coUnit, co_days_1: 8 })).toEqual({
      refused: 'co-unit-later-than-lead',
    })
    expect(await toUnits(number, monday, { co_unit_1: leadUnit, co_days_1: 1 })).toEqual({
      refused: 'unit-named-twice',
    })
    expect((await row(number)).state).toBe('accepted')
    await toUnits(number, monday, { co_unit_1: coUnit, co_days_1: 2 })
    expect((await clockOf(number, 'contribute')).due_at).toEqual(lishui('2026-11-25 17:30'))
    await makeMove(db, contribution, number, { body: '已派人到场。' }, people.co, lishui('2026-11-24 10:00'))
    expect((await clockOf(number, 'contribute')).inTime).toBe(true)
    expect(
      await makeMove(db, contribution, number, { body: '再说一次。' }, people.co, lishui('2026-11-24 10:00')),
    ).toEqual({ refused: 'already-contributed' })
  })

  test('ends with a withdrawal: nothing is due any more', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, monday)
    await makeMove(connection.db, withdrawal, number, withKey(), 'author', monday)
    expect((await row(number)).due_at).toBeNull()
    expect((await clocks(number)).every(({ ended_at, next_at }) => ended_at && !next_at)).toBe(true)
  })
})

describe('an extension', () => {
  let number: string
  beforeEach(async () => {
    number = await bringTo(connection.db, 'signed-for', people, monday, { kind: 'problem' })
  })
  const ask = (now: Date, workingDays = 5) =>
    makeMove(
      connection.db,
      extensionRequest,
      number,
      { working_days: workingDays, reason: '等待材料' },
      people.lead,
      now,
    )
  const decide = (granted: boolean, now: Date) =>
    makeMove(connection.db, extension, number, { decision: granted ? 'granted' : 'refused' }, people.clerk, now)

  test('asked in time and granted moves the deadline by working days, once', async () => {
    expect(await ask(lishui('2026-11-26 17:29'))).toEqual({ number })
    expect(await ask(lishui('2026-11-26 17:29'))).toEqual({ refused: 'already-asked' })
    await decide(true, lishui('2026-11-27 10:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-12-03 17:30'))
    expect((await clockOf(number, 'answer')).calculation).toMatchObject({ extension: 5, dueOn: '2026-12-03' })
    expect(await ask(lishui('2026-11-27 11:00'))).toEqual({ refused: 'already-extended' })
  })

  test('is refused at the due moment, and when it is longer than the setting allows', async () => {
    expect(await ask(lishui('2026-11-26 17:30'))).toEqual({ refused: 'too-late' })
    expect(await ask(monday, 16)).toEqual({ refused: 'too-long' })
    expect(await decide(true, monday)).toEqual({ refused: 'not-asked' })
  })

  test('not granted leaves the deadline, and may be asked for again', async () => {
    await ask(monday)
    await decide(false, monday)
    expect((await row(number)).due_at).toEqual(lishui('2026-11-26 17:30'))
    expect(await ask(monday)).toEqual({ number })
  })
})

describe('a suspension', () => {
  test('stops the clock from today until its day, and resuming early counts again from today', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, { kind: 'problem' })
    expect(
      await makeMove(
        db,
        suspension,
        number,
        { reason: '雨季', until: '2026-11-24' },
        people.clerk,
        lishui('2026-11-24 10:00'),
      ),
    ).toEqual({ refused: 'until-not-later' })
    await makeMove(
      db,
      suspension,
      number,
      { reason: '雨季', until: '2026-12-14' },
      people.clerk,
      lishui('2026-11-24 10:00'),
    )
    expect((await row(number)).due_at).toEqual(lishui('2026-12-16 17:30'))
    expect(
      await makeMove(
        db,
        suspension,
        number,
        { reason: '雨季', until: '2026-12-20' },
        people.clerk,
        lishui('2026-11-25 10:00'),
      ),
    ).toEqual({ refused: 'already-suspended' })
    await makeMove(db, resumption, number, {}, people.clerk, lishui('2026-11-30 10:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-12-02 17:30'))
    expect(await makeMove(db, resumption, number, {}, people.clerk, lishui('2026-11-30 10:00'))).toEqual({
      refused: 'not-suspended',
    })
  })
})

test('an addition sent twice is one addition', async () => {
  const { db } = connection
  const number = await receive(db, monday)
  const typed = { photos: [], body: '今天又停满了。', request_key: '7c1d7d0a-5a0e-4f6b-9d0e-0d7f2f3c9a11' }
  expect(await makeMove(db, addition, number, typed, 'author', monday)).toEqual({ number })
  expect(await makeMove(db, addition, number, typed, 'author', monday)).toEqual({ number })
  expect(await db.selectFrom('addition').selectAll().execute()).toHaveLength(1)
  expect(await db.selectFrom('event').selectAll().where('action', '=', 'suggestion.added-to').execute()).toHaveLength(1)
})
