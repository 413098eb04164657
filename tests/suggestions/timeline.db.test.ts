import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { note } from '#suggestions/moves/note.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reopening } from '#suggestions/moves/reopening.ts'
import { resumption } from '#suggestions/moves/resumption.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { rework } from '#suggestions/moves/rework.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { listHistory, listStandings, listTimeline } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, rated, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const nameOf = (unit: string | null | undefined) => unit ?? ''
const letterPrefix = '示创督'
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const make = async (move: SuggestionMove, number: string, data: Record<string, unknown>, by: Colleague | 'author') =>
  expect(await makeMove(connection.db, move, number, data, by, now)).toEqual({ number })
const subjectOf = (number: string) =>
  connection.db
    .selectFrom('suggestion')
    .select(['id', 'state', 'lead_unit'])
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
const timeline = async (number: string) =>
  listTimeline(connection.db, (await subjectOf(number)).id, { nameOf, letterPrefix })
const history = async (number: string, forOffice = true) =>
  listHistory(connection.db, (await subjectOf(number)).id, { forOffice, nameOf, letterPrefix })
const of = <Line extends { action: string }>(lines: Line[], move: SuggestionMove) =>
  lines.filter(({ action }) => action === move.action)

describe('each line tells of its own row', () => {
  test('two suspensions each have their reason', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, now)
    await make(suspension, number, { reason: '等雨季过去', until: '2026-12-20' }, people.clerk)
    await make(resumption, number, {}, people.clerk)
    await make(suspension, number, { reason: '等材料到货', until: '2026-12-30' }, people.supervisor)
    expect(of(await timeline(number), suspension).map(({ reason }) => reason)).toEqual(['等雨季过去', '等材料到货'])
    expect(of(await history(number, false), suspension).map(({ words }) => words)).toEqual(['等雨季过去', '等材料到货'])
    expect(await listStandings(connection.db, await subjectOf(number), { now, nameOf })).toMatchObject([
      { author: expect.stringContaining('等材料到货') },
    ])
  })

  test('a request that was refused and one that was granted each have their reason and their decision', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, now)
    for (const [reason, decision] of [
      ['等待材料', 'refused'],
      ['还要协调', 'granted'],
    ] as const) {
      await make(extensionRequest, number, { working_days: 3, reason }, people.lead)
      await make(extension, number, { decision, words: `${reason}：意见` }, people.clerk)
    }
    expect(of(await timeline(number), extensionRequest).map(({ reason }) => reason)).toEqual(['等待材料', '还要协调'])
    expect(of(await history(number), extension).map(({ words }) => words)).toEqual([
      '不批准：等待材料：意见',
      '批准：还要协调：意见',
    ])
  })

  test('the author reads the answer that was let through, and not the one before it', async () => {
    const number = await bringTo(connection.db, 'answered', people, now)
    await make(rework, number, { words: '请写明日期。' }, people.clerk)
    await make(answer, number, written('第二次答复，写明了日期。', '示例'), people.lead)
    await make(verification, number, {}, people.clerk)
    expect((await timeline(number)).flatMap(({ answer }) => answer ?? [])).toMatchObject([
      { number: 1, body: '第二次答复，写明了日期。' },
    ])
    const lines = await history(number)
    expect(of(lines, rework).map(({ words }) => words)).toEqual(['请写明日期。'])
    expect(new Set(of(lines, answer).map(({ answer }) => answer)).size).toBe(2)
  })

  test('two units that give it back each have their reason, which the author does not read', async () => {
    const number = await bringTo(connection.db, 'returned', people, now)
    await make(handOver, number, { lead: 'water-bureau' }, people.clerk)
    await make(returnToDesk, number, { reason: '归住建局管', duty: '三定规定第 9 条' }, people.outsider)
    expect(of(await history(number), returnToDesk).map(({ words }) => words?.split('\n')[0])).toEqual([
      '不在辖区',
      '归住建局管',
    ])
    expect(JSON.stringify(await timeline(number))).not.toContain('归住建局管')
    expect(await listStandings(connection.db, await subjectOf(number), { now, nameOf })).toMatchObject([
      { desk: { head: 'water-bureau退单：', words: '归住建局管' } },
    ])
  })

  test('a rating comes before what it led to, and each has its own words', async () => {
    const number = await bringTo(connection.db, 'reopened', people, now)
    await make(answer, number, written('第二次答复。', '示例'), people.lead)
    await make(verification, number, {}, people.clerk)
    await make(rating, number, rated('satisfied', true, '这次好了', 2), 'author')
    const actions = (await timeline(number)).map(({ action }) => action)
    expect(actions.slice(-2)).toEqual([rating.action, revisit.action])
    expect(actions.indexOf(reopening.action)).toBe(actions.indexOf(rating.action) + 1)
    expect(of(await history(number), rating).map(({ words }) => words)).toEqual([
      '不满意，没有解决',
      '满意，已经解决\n这次好了',
    ])
  })
})

test('a unit reads neither notes nor what a revisit found', async () => {
  const number = await bringTo(connection.db, 'revisit', people, now)
  await make(note, number, { note: '只给办公室看' }, people.clerk)
  await make(revisit, number, { way: 'phone', words: '本人说已经修好' }, people.clerk)
  expect(of(await history(number), note)).toHaveLength(1)
  expect(of(await history(number), revisit)).toMatchObject([{ words: '本人说已经修好' }])
  expect(of(await history(number, false), note)).toEqual([])
  expect(of(await history(number, false), revisit)).toMatchObject([{ words: undefined }])
})
