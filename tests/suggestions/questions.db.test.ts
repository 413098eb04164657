import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { listClocks } from '#suggestions/clocks/deadlines.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { setDeadline } from '#suggestions/clocks/settings.ts'
import { sayArithmetic } from '#suggestions/clocks/words.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { interimReply } from '#suggestions/moves/interim-reply.ts'
import { questionAnswer } from '#suggestions/moves/question-answer.ts'
import { questionEnd } from '#suggestions/moves/question-end.ts'
import { questionProposal } from '#suggestions/moves/question-proposal.ts'
import { question } from '#suggestions/moves/question.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { findAsked, findQuestion } from '#suggestions/questions.ts'
import { listQueue } from '#suggestions/queue.ts'
import { listTimeline } from '#suggestions/timeline.ts'
import {
  addColleagues,
  bringTo,
  type Colleague,
  type Colleagues,
  leadUnit,
  withKey,
  written,
} from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

/** A Monday; the answer of an advice is due in seven working days. */
const now = new Date('2026-11-23T02:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
let connection: Connection
let db: Db
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  db = connection.db
  people = await addColleagues(db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const make = (
  move: SuggestionMove,
  number: string,
  data: Record<string, unknown>,
  by: Colleague | 'author',
  at = now,
) => makeMove(db, move, number, data, by, at)
const asking = (body = '是哪一侧的盲道？') => ({ body, ...withKey() })
const answering = async (number: string) => ({
  body: '东侧。',
  photos: [],
  question: (await findAsked(db, (await row(number)).id))?.id,
  ...withKey(),
})
const clockOf = async (number: string, step = 'answer') =>
  (await listClocks(db, await loadOffice(db), (await row(number)).id)).find(
    clock => clock.step === step && !clock.ended_at,
  )
const asked = async (state: SuggestionState = 'signed-for') => {
  const number = await bringTo(db, state, people, now)
  expect(await make(question, number, asking(), people.clerk)).toEqual({ number })
  return number
}
const timeline = async (number: string) =>
  listTimeline(db, (await row(number)).id, { nameOf: unit => unit ?? '', letterPrefix: '' })

describe('a question to the author', () => {
  test('stops the clocks until it is answered, at most for the days of the setting, and the arithmetic says so', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    const { due_at } = (await clockOf(number))!
    await make(question, number, asking(), people.clerk)
    const paused = (await clockOf(number))!
    expect(paused.due_at.getTime() - due_at.getTime()).toBe(5 * 86_400_000)
    expect(sayArithmetic(paused.calculation!)).toContain('等提交人回答')
    expect(await make(questionAnswer, number, await answering(number), 'author', later(1))).toEqual({ number })
    const going = (await clockOf(number))!
    expect(going.due_at.getTime()).toBe(due_at.getTime())
    expect(await clockOf(number, 'question')).toBeUndefined()
    expect(await row(number)).toMatchObject({ state: 'signed-for', due_at: going.due_at })
    expect((await timeline(number)).at(-1)?.action).toBe(questionAnswer.action)
  })

  test('stops no clock when the setting says nought', async () => {
    const pause = (workingDays: number) =>
      setDeadline(
        db,
        { step: 'question-pause', level: null, kind: null, category: null, allowance: { workingDays } },
        people.admin,
        now,
      )
    await pause(0)
    const number = await bringTo(db, 'signed-for', people, now)
    const { due_at } = (await clockOf(number))!
    await make(question, number, asking(), people.clerk)
    expect((await clockOf(number))!.due_at).toEqual(due_at)
    await pause(3)
  })

  test('that was taken back need not be answered, and what comes late is refused with words', async () => {
    const number = await asked('received')
    const late = await answering(number)
    await make(questionEnd, number, {}, people.clerk)
    expect(await make(questionAnswer, number, late, 'author')).toEqual({ refused: 'not-asked' })
    await make(question, number, asking('几点堵？'), people.clerk)
    expect(await make(questionAnswer, number, late, 'author')).toEqual({ refused: 'other-question' })
    const answer = await answering(number)
    expect(await make(questionAnswer, number, answer, 'author')).toEqual({ number })
    expect(await make(questionAnswer, number, answer, 'author')).toEqual({ number })
  })

  test('ends by itself after the days of the setting, and author and desk are told', async () => {
    const number = await asked()
    const due = (await clockOf(number, 'question'))!.due_at
    await actOnClocks(db, new Date(due.getTime() - 60_000), { letterPrefix: '' })
    expect(await findQuestion(db, (await row(number)).id)).toBeDefined()
    await actOnClocks(db, new Date(due.getTime() + 60_000), { letterPrefix: '' })
    expect(await findQuestion(db, (await row(number)).id)).toBeUndefined()
    expect(await clockOf(number, 'question')).toBeUndefined()
    expect((await timeline(number)).map(({ action }) => action)).toContain('suggestion.question-unanswered')
    expect(await make(question, number, asking(), people.clerk, later(20))).toEqual({ number })
  })

  test.each(['answered', 'withdrawn'] as const)('is over when the suggestion is %s', async how => {
    const number = await asked()
    if (how === 'answered') await make(answer, number, written('已增设车位。', '示例'), people.lead)
    else await make(withdrawal, number, withKey(), 'author')
    expect(await findQuestion(db, (await row(number)).id)).toBeUndefined()
    expect(await clockOf(number, 'question')).toBeUndefined()
    expect(await make(question, number, asking(), people.clerk)).toEqual(
      how === 'answered' ? { number } : expect.objectContaining({ refused: 'wrong-state' }),
    )
  })
})

test("a unit's question goes through the desk, which may send it on in other words or take it back", async () => {
  const number = await bringTo(db, 'signed-for', people, now)
  await make(questionProposal, number, asking('他家住哪？'), people.lead)
  expect(await make(questionProposal, number, asking(), people.lead)).toEqual({ refused: 'already-asked' })
  expect(await findAsked(db, (await row(number)).id)).toBeUndefined()
  expect(JSON.stringify(await timeline(number))).not.toContain('他家住哪')
  const { rows } = await listQueue(db, { view: 'mine' }, people.clerk, { limit: 100, now })
  expect(rows.map(row => row.number)).toContain(number)
  await make(question, number, asking('在哪个路口？'), people.clerk)
  expect((await timeline(number)).at(-1)).toMatchObject({ words: '在哪个路口？' })
  await make(questionAnswer, number, await answering(number), 'author')
  const told = await db
    .selectFrom('message')
    .select('to_person_id')
    .where('template', '=', 'desk-question-answered')
    .where('about_id', '=', String((await row(number)).id))
    .execute()
  expect(told.map(({ to_person_id }) => to_person_id)).toContain(people.lead.id)

  await make(questionProposal, number, asking('他叫什么？'), people.lead)
  await make(questionEnd, number, {}, people.clerk)
  expect((await timeline(number)).at(-1)?.action).toBe(questionAnswer.action)
})

test('an interim reply says how far it is and when there is more; it is no answer and stops no clock', async () => {
  const number = await bringTo(db, 'signed-for', people, now)
  const { due_at } = (await clockOf(number))!
  const reply = (next_on: string) =>
    make(
      interimReply,
      number,
      { body: '已派人看过现场，等材料到货。', next_on, documents: [], ...withKey() },
      people.lead,
    )
  expect(await reply('2026-11-23')).toEqual({ refused: 'next-not-later' })
  expect(await reply('2027-11-23')).toEqual({ refused: 'next-too-far' })
  expect(await reply('2026-12-01')).toEqual({ number })
  expect(await row(number)).toMatchObject({ state: 'signed-for', shown_at: null })
  expect((await clockOf(number))!.due_at).toEqual(due_at)
  expect((await timeline(number)).at(-1)).toMatchObject({
    text: expect.stringContaining('12月1日'),
    words: '已派人看过现场，等材料到货。',
  })
})

const unread = async (number: string, template: string) =>
  (
    await db
      .selectFrom('message')
      .select('to_person_id')
      .where('about_id', '=', String((await row(number)).id))
      .where('template', '=', template)
      .where('read_at', 'is', null)
      .execute()
  ).map(({ to_person_id }) => to_person_id)

test.each([
  ['sent on', question, 'clerk'],
  ['not needed any more', answer, 'lead'],
] as const)('the desk is reminded of a question of a unit until it is %s', async (_how, move, by) => {
  const number = await bringTo(db, 'signed-for', people, now)
  await make(questionProposal, number, asking(), people.lead)
  expect(await unread(number, 'desk-question-proposed')).not.toEqual([])
  const data = move === question ? asking() : written('已增设车位。', '示例')
  expect(await make(move, number, data, people[by])).toEqual({ number })
  expect(await unread(number, 'desk-question-proposed')).toEqual([])
})

describe('when another unit leads', () => {
  const routed = { lead: 'water-bureau', from: leadUnit, reason: '是水利设施' }

  test('what the first wanted to ask is not sent on', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    await make(questionProposal, number, asking(), people.lead)
    expect(await make(reRouting, number, routed, people.clerk)).toEqual({ number })
    expect(await findQuestion(db, (await row(number)).id)).toBeUndefined()
    expect(await unread(number, 'desk-question-proposed')).toEqual([])
  })

  test('what nobody answers is told to the unit that leads now', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    await make(questionProposal, number, asking(), people.lead)
    await make(question, number, asking(), people.clerk)
    await make(reRouting, number, routed, people.clerk)
    const due = (await clockOf(number, 'question'))!.due_at
    await actOnClocks(db, new Date(due.getTime() + 60_000), { letterPrefix: '' })
    const told = await unread(number, 'desk-question-ended')
    expect(told).toContain(people.outsider.id)
    expect(told).not.toContain(people.lead.id)
  })

  test('what was asked goes on, and the unit that leads now hears the answer', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    await make(questionProposal, number, asking(), people.lead)
    await make(question, number, asking(), people.clerk)
    await make(reRouting, number, routed, people.clerk)
    expect(await make(questionAnswer, number, await answering(number), 'author')).toEqual({ number })
    const told = await unread(number, 'desk-question-answered')
    expect(told).toContain(people.outsider.id)
    expect(told).not.toContain(people.lead.id)
  })
})
