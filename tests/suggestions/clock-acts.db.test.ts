import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { lightOf, listLetters, listLights } from '#suggestions/letters.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { editHoliday } from '#suggestions/clocks/holidays.ts'
import { listQueue } from '#suggestions/queue.ts'
import { sealedAs } from '#suggestions/readings.ts'
import { addColleagues, bringTo, codeOf, type Colleagues, leadUnit, receive, written } from '../support/course.ts'
import { dataKey } from '../support/server.ts'
import { openCode } from '#suggestions/code.ts'
import { openPostgres, openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const letterPrefix = '示创督'
const monday = lishui('2026-11-23 10:00')
// An ordinary problem handed over on Monday: due on Thursday the 26th, half time and eve are both Wednesday morning.
const opinion = { kind: 'advice' } as const

let connection: Connection
let people: Colleagues
beforeEach(async () => {
  await connection?.close()
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const letters = async (number: string) => listLetters(connection.db, (await row(number)).id)
/** Templates of the messages about a suggestion, with the name of who is told. */
const told = async (number: string) =>
  (
    await connection.db
      .selectFrom('message')
      .leftJoin('person', 'person.id', 'message.to_person_id')
      .select(['template', 'person.name'])
      .where('about_id', '=', String((await row(number)).id))
      .orderBy('message.id')
      .execute()
  ).map(({ template, name }) => `${template} → ${name ?? 'author'}`)
const clear = () => connection.db.deleteFrom('message').execute()

describe('a clock that runs', () => {
  test('calls for a reminder at half time and on the eve, in office hours, each once', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await clear()
    // Seven working days: 24, 25, 26, 27, 30 November, 1 and 2 December; the co-unit has two.
    expect(await actOnClocks(db, lishui('2026-11-24 08:29'), { letterPrefix })).toBe(0)
    await actOnClocks(db, lishui('2026-11-24 08:30'), { letterPrefix })
    expect(await told(number)).toEqual(['desk-eve → 协办联络员'])
    await clear()
    await db.updateTable('deadline').set({ ended_at: monday, next_at: null }).where('step', '=', 'contribute').execute()
    expect(await actOnClocks(db, lishui('2026-11-27 08:29'), { letterPrefix })).toBe(0)
    await actOnClocks(db, lishui('2026-11-27 08:30'), { letterPrefix })
    await actOnClocks(db, lishui('2026-11-27 08:31'), { letterPrefix })
    expect(await told(number)).toEqual(['desk-half-time → 牵头联络员'])
    expect(await actOnClocks(db, lishui('2026-12-01 08:29'), { letterPrefix })).toBe(0)
    await actOnClocks(db, lishui('2026-12-01 08:30'), { letterPrefix })
    await actOnClocks(db, lishui('2026-12-01 09:30'), { letterPrefix })
    expect(await told(number)).toEqual(['desk-half-time → 牵头联络员', 'desk-eve → 牵头联络员'])
  })

  test('and is overdue gets one letter, then red; unit, supervisor and author are told; the answer settles it', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await db.updateTable('deadline').set({ ended_at: monday, next_at: null }).where('step', '=', 'contribute').execute()
    await db
      .updateTable('suggestion')
      .set({ tell_by: 'email', email_sealed: 'sealed' })
      .where('number', '=', number)
      .execute()
    await clear()
    await actOnClocks(db, lishui('2026-12-02 17:29'), { letterPrefix })
    await clear()
    for (let minute = 30; minute < 33; minute++)
      await actOnClocks(db, lishui(`2026-12-02 17:${minute}`), { letterPrefix })
    expect(await letters(number)).toMatchObject([
      { year: 2026, number: 1, unit: leadUnit, due_at: lishui('2026-12-02 17:30'), issued_by: null, red_at: null },
    ])
    expect(await told(number)).toEqual([
      'desk-overdue → 牵头联络员',
      'desk-overdue → 督办员',
      'suggestion-overdue → author',
    ])
    await actOnClocks(db, lishui('2026-12-07 17:29'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['yellow'])
    await actOnClocks(db, lishui('2026-12-07 17:30'), { letterPrefix })
    await actOnClocks(db, lishui('2026-12-08 17:30'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['red'])
    await makeMove(db, answer, number, written('已整改。'), people.lead, lishui('2026-12-09 10:00'))
    expect((await letters(number)).map(lightOf)).toEqual(['settled'])
    await makeMove(db, verification, number, {}, people.clerk, lishui('2026-12-09 11:00'))
    expect((await row(number)).answered_in_time).toBe(false)
    const actions = (
      await db.selectFrom('event').select('action').where('actor_kind', '=', 'system').orderBy('id').execute()
    ).map(({ action }) => action)
    expect(actions).toEqual(['suggestion.reminded', 'suggestion.overdue', 'suggestion.turned-red'])
  })

  test('turns a letter by hand red too, and the answer settles it like the other', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    const byHand = { words: '请尽快去看。', request_key: crypto.randomUUID() }
    await makeMove(db, supervision, number, byHand, people.supervisor, lishui('2026-11-24 09:00'))
    await actOnClocks(db, lishui('2026-12-02 17:30'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['yellow', 'yellow'])
    await actOnClocks(db, lishui('2026-12-07 17:30'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['red', 'red'])
    await makeMove(db, answer, number, written('已增设车位。', '示例'), people.lead, lishui('2026-12-08 09:00'))
    expect((await letters(number)).map(lightOf)).toEqual(['settled', 'settled'])
  })

  test('while the portal was away a week gets its letter, and red only from then on; overtaken reminders are not sent', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await clear()
    await actOnClocks(db, lishui('2026-12-14 10:00'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['yellow'])
    expect((await told(number)).filter(line => /half|eve/.test(line))).toEqual([])
    await actOnClocks(db, lishui('2026-12-17 17:29'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['yellow'])
    await actOnClocks(db, lishui('2026-12-17 17:30'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['red'])
  })

  test('is not confused when the clock of the machine jumps an hour forward and back', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await clear()
    for (const at of ['2026-12-02 18:00', '2026-12-02 17:00', '2026-12-02 17:31', '2026-12-02 18:30'])
      await actOnClocks(db, lishui(at), { letterPrefix })
    expect(await letters(number)).toHaveLength(1)
    expect((await told(number)).filter(line => line === 'desk-overdue → 督办员')).toHaveLength(2)
  })

  test('of the desk itself is overdue: clerks and supervisors are told, there is no unit to write to', async () => {
    const { db } = connection
    const number = await receive(db, monday)
    await actOnClocks(db, lishui('2026-11-24 17:30'), { letterPrefix })
    expect(await letters(number)).toEqual([])
    expect(await told(number)).toEqual(['desk-overdue → 受理员甲', 'desk-overdue → 受理员乙', 'desk-overdue → 督办员'])
  })
})

describe('a letter', () => {
  test('is lifted when an extension asked for in time is granted after the due moment; a second letter may follow', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await makeMove(
      db,
      extensionRequest,
      number,
      { working_days: 5, reason: '等待材料' },
      people.lead,
      lishui('2026-12-02 17:00'),
    )
    await actOnClocks(db, lishui('2026-12-02 17:30'), { letterPrefix })
    await makeMove(db, extension, number, { decision: 'granted' }, people.clerk, lishui('2026-12-03 09:00'))
    expect((await letters(number)).map(lightOf)).toEqual(['lifted'])
    await actOnClocks(db, lishui('2026-12-09 17:29'), { letterPrefix })
    expect(await letters(number)).toHaveLength(1)
    await actOnClocks(db, lishui('2026-12-09 17:30'), { letterPrefix })
    expect((await letters(number)).map(lightOf)).toEqual(['lifted', 'yellow'])
  })

  test('is lifted when the calendar is corrected and the work was not late after all', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday, opinion)
    await actOnClocks(db, lishui('2026-12-02 17:30'), { letterPrefix })
    await editHoliday(
      db,
      { day: '2026-12-02', kind: 'holiday', name: '防寒潮停工' },
      people.admin,
      lishui('2026-12-02 18:00'),
    )
    expect((await letters(number)).map(lightOf)).toEqual(['lifted'])
    expect((await row(number)).due_at).toEqual(lishui('2026-12-03 17:30'))
  })
})

describe('the author', () => {
  const personalData = createPersonalData(Buffer.alloc(32, 7))
  const wishes = (number: string) =>
    connection.db
      .updateTable('suggestion')
      .set({ tell_by: 'email', email_sealed: personalData.seal('wu@example.cn', sealedAs.email) })
      .where('number', '=', number)
      .execute()

  test('who wishes nothing is told nothing', async () => {
    const number = await bringTo(connection.db, 'closed', people, monday)
    expect((await told(number)).filter(line => line.endsWith('author'))).toEqual([])
  })

  test('is told of an answer also when the own suggestion was merged into another', async () => {
    const { db } = connection
    const mine = await receive(db, monday)
    await wishes(mine)
    const other = await bringTo(db, 'signed-for', people, monday)
    await makeMove(db, merger, mine, { into: other }, people.clerk, monday)
    await makeMove(db, answer, other, written('已整改。'), people.lead, monday)
    expect(await told(mine)).toEqual(['suggestion-merged → author'])
    await makeMove(db, verification, other, {}, people.clerk, monday)
    expect(await told(mine)).toEqual(['suggestion-merged → author', 'suggestion-answered → author'])
    const { secret_sealed } = await db
      .selectFrom('message')
      .select('secret_sealed')
      .where('template', '=', 'suggestion-answered')
      .executeTakeFirstOrThrow()
    expect(openCode(createPersonalData(dataKey), secret_sealed!)).toBe(await codeOf(db, mine))
  })
})

describe.runIf(process.env.TEST_DATABASE === 'postgresql')('several processes at once', () => {
  test('act on each clock once', async () => {
    const { db, close } = await openPostgres()
    const colleagues = await addColleagues(db)
    try {
      for (let index = 0; index < 8; index++) await bringTo(db, 'signed-for', colleagues, monday, opinion)
      await Promise.all(Array.from({ length: 5 }, () => actOnClocks(db, lishui('2026-12-02 17:30'), { letterPrefix })))
      await actOnClocks(db, lishui('2026-12-02 17:31'), { letterPrefix })
      const issued = await db
        .selectFrom('supervision_letter')
        .select(['number', 'suggestion_id'])
        .orderBy('number')
        .execute()
      expect(issued.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(new Set(issued.map(({ suggestion_id }) => suggestion_id)).size).toBe(8)
    } finally {
      await close()
    }
  })
})

test('each light of a unit is counted by suggestions, and its number has as many rows', async () => {
  const { db } = connection
  const late = await bringTo(db, 'signed-for', people, monday, opinion)
  const byHand = () => ({ words: '请尽快去看。', request_key: crypto.randomUUID() })
  await actOnClocks(db, lishui('2026-12-02 17:30'), { letterPrefix })
  await actOnClocks(db, lishui('2026-12-07 17:30'), { letterPrefix })
  const asked = await bringTo(db, 'signed-for', people, lishui('2026-12-07 18:00'), opinion)
  for (let times = 0; times < 2; times += 1)
    await makeMove(db, supervision, asked, byHand(), people.supervisor, lishui('2026-12-07 19:00'))
  const now = lishui('2026-12-07 20:00')
  expect((await listLights(db, now)).units).toEqual([{ unit: leadUnit, red: 1, yellow: 1 }])
  const rows = async (mark: 'red-light' | 'yellow-light') =>
    (await listQueue(db, { view: 'all', unit: leadUnit, mark }, people.supervisor, { limit: 9, now })).rows
  expect((await rows('red-light')).map(({ number }) => number)).toEqual([late])
  expect((await rows('yellow-light')).map(({ number }) => number)).toEqual([asked])
})
