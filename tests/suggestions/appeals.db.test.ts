import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { invitePerson } from '#people/invitations.ts'
import { raiseAlarms } from '#suggestions/clocks/alarms.ts'
import { listMoves, makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { appealDecision } from '#suggestions/moves/appeal-decision.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { declination, declineReasons } from '#suggestions/moves/declination.ts'
import { authorMoves } from '#suggestions/moves/index.ts'
import { parting } from '#suggestions/moves/parting.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reopening } from '#suggestions/moves/reopening.ts'
import { takingBack } from '#suggestions/moves/taking-back.ts'
import { listQueue } from '#suggestions/queue.ts'
import { listHistory, listStandings, listTimeline } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, rated, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
let connection: Connection
let db: Db
let people: Colleagues
/** Another supervisor, who takes no part in anything. */
let second: Colleague
beforeAll(async () => {
  connection = await openTestDatabase()
  db = connection.db
  people = await addColleagues(db)
  second = (await addColleagues(db)).supervisor
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
const appealed = () => ({ body: '这件归你们管，请再看看。', ...withKey() })
const upheld = { decision: 'upheld', words: '经核实，应当由本平台受理。' }
const refused = { decision: 'refused', words: '经核实，不归本平台受理，请打 12333。' }
const running = async (number: string) =>
  (
    await db
      .selectFrom('deadline')
      .select('step')
      .where('suggestion_id', '=', (await row(number)).id)
      .where('ended_at', 'is', null)
      .execute()
  ).map(({ step }) => step)
const timeline = async (number: string) =>
  listTimeline(db, (await row(number)).id, { nameOf: unit => unit ?? '', letterPrefix: '' })

describe('an appeal', () => {
  test.each([
    ['declined', 'received', 'accept'],
    ['merged', 'received', 'accept'],
    ['closed', 'reopened', 'answer'],
  ] as const)('against what is %s, when it is upheld, leads back to %s with a clock', async (state, back, step) => {
    const number = await bringTo(db, state, people, now)
    expect(await make(appeal, number, appealed(), 'author')).toEqual({ number })
    expect(await row(number)).toMatchObject({ state, due_at: expect.any(Date) })
    const { rows } = await listQueue(db, { view: 'mine' }, people.supervisor, { limit: 50, now })
    expect(rows.map(row => row.number)).toContain(number)
    expect(await make(appealDecision, number, upheld, people.supervisor)).toEqual({ number })
    expect(await row(number)).toMatchObject({ state: back, merged_into: null })
    expect(await running(number)).toEqual([step])
    expect((await timeline(number)).at(-1)).toMatchObject({ action: appealDecision.action, words: upheld.words })
  })

  test('that is refused leaves everything as it was, with words, and there is no other', async () => {
    const number = await bringTo(db, 'declined', people, now)
    const once = appealed()
    await make(appeal, number, once, 'author')
    expect(await make(appeal, number, once, 'author')).toEqual({ number })
    await make(appealDecision, number, refused, people.supervisor)
    expect(await row(number)).toMatchObject({ state: 'declined', due_at: null })
    expect((await timeline(number)).at(-1)).toMatchObject({ words: refused.words })
    expect(await make(appeal, number, appealed(), 'author')).toEqual({ refused: 'already-appealed' })
    expect(await make(appealDecision, number, upheld, second)).toEqual({ refused: 'not-appealed' })
  })

  test('comes too late after the days of the setting, and is not offered then', async () => {
    const number = await bringTo(db, 'declined', people, now)
    expect(await make(appeal, number, appealed(), 'author', days(21 + 1))).toEqual({ refused: 'too-late' })
    const offered = async (at: Date) => listMoves<SuggestionMove>(db, authorMoves, await row(number), 'author', at)
    expect(await offered(days(18))).toContain(appeal)
    expect(await offered(days(22))).not.toContain(appeal)
  })

  test('is not made against what its author closed', async () => {
    const number = await bringTo(db, 'revisit', people, now)
    await make(rating, number, rated('satisfied', true), 'author')
    expect(await make(appeal, number, appealed(), 'author')).toEqual({ refused: 'by-yourself' })
    expect(await make(takingBack, number, { words: '办结错了。' }, people.secondClerk)).toEqual({
      refused: 'by-author',
    })
  })

  test('is decided by a supervisor who took no part, and by any where there is no other or only one who was invited', async () => {
    const number = await bringTo(db, 'revisit', people, now)
    await make(reopening, number, { words: '现场未见整改。' }, people.supervisor)
    await db.updateTable('suggestion').set({ state: 'revisit', reopenings: 0 }).where('number', '=', number).execute()
    await makeMove(
      db,
      (await import('#suggestions/moves/revisit.ts')).revisit,
      number,
      { way: 'phone', words: '本人认可。' },
      people.clerk,
      now,
    )
    await make(appeal, number, appealed(), 'author')
    expect(await make(appealDecision, number, refused, people.supervisor)).toEqual({ refused: 'took-part' })
    await db.updateTable('person').set({ disabled_at: now }).where('id', '=', second.id).execute()
    const third = { login: 'third', name: '督办员丙', roles: ['supervisor' as const], units: [] }
    expect(await invitePerson(db, third, people.admin, now)).toHaveProperty('token')
    expect(await make(appealDecision, number, refused, people.supervisor)).toEqual({ number })
    await db.updateTable('person').set({ disabled_at: null }).where('id', '=', second.id).execute()
  })

  test('has nothing left to decide when what it asks for happens meanwhile', async () => {
    const merged = await bringTo(db, 'merged', people, now)
    await make(appeal, merged, appealed(), 'author')
    await make(parting, merged, { words: '不是同一处。' }, people.clerk)
    expect(await running(merged)).toEqual(['accept'])
    const closed = await bringTo(db, 'closed', people, now)
    await make(appeal, closed, appealed(), 'author')
    await make(rating, closed, rated('dissatisfied', false), 'author')
    expect(await running(closed)).toEqual(['answer'])
    expect(await make(appealDecision, closed, upheld, people.supervisor)).toMatchObject({ refused: 'wrong-state' })
  })
})

describe("a clerk's own mistake", () => {
  test('is taken back by a colleague and not by the same, within the same days', async () => {
    const number = await bringTo(db, 'declined', people, now)
    const take = (by: Colleague, at = now) => make(takingBack, number, { words: '理由选错了。' }, by, at)
    expect(await take(people.clerk)).toEqual({ refused: 'own-decision' })
    expect(await take(people.secondClerk, days(22))).toEqual({ refused: 'too-late' })
    expect(await take(people.secondClerk)).toEqual({ number })
    expect(await row(number)).toMatchObject({ state: 'received' })
    expect(await running(number)).toEqual(['accept'])
    expect((await timeline(number)).at(-1)?.action).toBe(takingBack.action)
  })

  test('of closing leads back to the revisit', async () => {
    const number = await bringTo(db, 'closed', people, now)
    await make(takingBack, number, { words: '电话打错了人。' }, people.secondClerk)
    expect(await row(number)).toMatchObject({ state: 'revisit', closed_at: null })
    expect(await running(number)).toEqual(['revisit'])
  })

  test('waits for the supervisor once its author has appealed', async () => {
    const number = await bringTo(db, 'declined', people, now)
    await make(appeal, number, appealed(), 'author')
    expect(await make(takingBack, number, { words: '理由选错了。' }, people.secondClerk)).toEqual({
      refused: 'appealed',
    })
  })

  test('and a second declination each have their own reason and words', async () => {
    const number = await bringTo(db, 'declined', people, now)
    await make(takingBack, number, { words: '理由选错了。' }, people.secondClerk)
    await make(declination, number, { reason: 'unclear', words: '请写清楚在哪里再提一次。' }, people.secondClerk)
    const told = (await timeline(number)).filter(({ action }) => action === declination.action)
    expect(told).toMatchObject([
      { reason: declineReasons['not-ours'], words: '请拨打 12306。' },
      { reason: declineReasons.unclear, words: '请写清楚在哪里再提一次。' },
    ])
    const history = await listHistory(db, (await row(number)).id, {
      forOffice: true,
      nameOf: () => '',
      letterPrefix: '',
    })
    expect(history.filter(({ action }) => action === declination.action).map(({ words }) => words)).toEqual([
      `${declineReasons['not-ours']}\n请拨打 12306。`,
      `${declineReasons.unclear}\n请写清楚在哪里再提一次。`,
    ])
  })
})

test('an appeal that nobody decides promises no past day, and is told of like an answer that is missing', async () => {
  const number = await bringTo(db, 'declined', people, now)
  await make(appeal, number, appealed(), 'author')
  const said = async (at: Date) =>
    (await listStandings(db, await row(number), { now: at, nameOf: unit => unit ?? '' })).map(({ author }) => author)
  expect((await said(days(1))).join()).toContain('会在')
  const late = (await said(days(25))).join()
  expect(late).toContain('对不起')
  expect(late).not.toContain('会在')
  const alarms = async () =>
    db
      .selectFrom('alarm')
      .select('id')
      .where('suggestion_id', '=', (await row(number)).id)
      .execute()
  await raiseAlarms(db, days(20))
  expect(await alarms()).toEqual([])
  await raiseAlarms(db, days(100))
  expect(await alarms()).toHaveLength(1)
})
