import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { raiseAlarms } from '#suggestions/clocks/alarms.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { contactAttempt } from '#suggestions/moves/contact-attempt.ts'
import { resumption } from '#suggestions/moves/resumption.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { listStandings } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, receive, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

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
const make = (move: SuggestionMove, number: string, data: Record<string, unknown>, by: Colleague, at = now) =>
  makeMove(db, move, number, data, by, at)

test('who answered for the unit does not verify, although they are a clerk too', async () => {
  const number = await bringTo(db, 'answered', people, now)
  const both: Colleague = { ...people.lead, roles: ['officer', 'clerk'] }
  expect(await make(verification, number, {}, both)).toEqual({ refused: 'own-answer' })
  expect(await make(verification, number, {}, people.clerk)).toEqual({ number })
})

describe('a suspension', () => {
  const suspend = (number: string, until: string, by: Colleague, at = now) =>
    make(suspension, number, { reason: '等雨季过去', until }, by, at)

  test('beyond the days of the setting, or for a second time, takes a supervisor', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    expect(await suspend(number, '2027-01-20', people.clerk)).toEqual({ refused: 'too-long-for-clerk' })
    expect(await suspend(number, '2026-12-10', people.clerk)).toEqual({ number })
    await make(resumption, number, {}, people.clerk)
    expect(await suspend(number, '2026-12-10', people.clerk)).toEqual({ refused: 'second-needs-supervisor' })
    expect(await suspend(number, '2027-01-20', people.supervisor)).toEqual({ number })
  })

  test('stops red as it stops yellow', async () => {
    const number = await bringTo(db, 'signed-for', people, now)
    const { id } = await row(number)
    await actOnClocks(db, later(12), { letterPrefix: '' })
    const clock = () =>
      db
        .selectFrom('deadline')
        .selectAll()
        .where('suggestion_id', '=', id)
        .where('step', '=', 'answer')
        .executeTakeFirstOrThrow()
    const before = await clock()
    expect(before.overdue_at).not.toBeNull()
    expect(await suspend(number, '2026-12-20', people.clerk, later(12))).toEqual({ number })
    expect((await clock()).red_due_at!.getTime()).toBeGreaterThan(before.red_due_at!.getTime())
    await actOnClocks(db, new Date(before.red_due_at!.getTime() + 60_000), { letterPrefix: '' })
    expect((await clock()).red_at).toBeNull()
  })
})

test('an author is unreachable after three attempts on two days, since the answer was shown', async () => {
  const number = await bringTo(db, 'revisit', people, now)
  const close = (at: Date) => make(revisit, number, { way: 'unreachable', words: '电话没有人接。' }, people.clerk, at)
  const attempt = (at: Date) => make(contactAttempt, number, { way: 'phone', ...withKey() }, people.clerk, at)
  expect(await close(now)).toEqual({ refused: 'tried-too-little' })
  for (const hours of [1, 2, 3]) await attempt(new Date(now.getTime() + hours * 3_600_000))
  expect(await close(later(0.5))).toEqual({ refused: 'tried-too-little' })
  await attempt(later(1))
  expect(await close(later(1.1))).toEqual({ number })
})

test('what waits too long for an answer is told to supervisors and administrators, again after a month, and stands at the matter', async () => {
  const { db, close } = await openTestDatabase()
  try {
    const people = await addColleagues(db)
    const waiting = await receive(db, now)
    await bringTo(db, 'revisit', people, now)
    await bringTo(db, 'closed', people, now)
    const suspended = await bringTo(db, 'signed-for', people, now)
    await makeMove(db, suspension, suspended, { reason: '等雨季过去', until: '2027-06-20' }, people.supervisor, now)
    const told = async () => {
      const rows = await db.selectFrom('message').selectAll().where('template', '=', 'desk-alarm').execute()
      return rows.map(({ to_person_id, facts }) => [to_person_id, facts.number])
    }
    expect(await raiseAlarms(db, later(40))).toBe(0)
    // A reminder of the longest time that anything may wait: less than three months.
    expect(await raiseAlarms(db, later(80))).toBe(2)
    expect(await raiseAlarms(db, later(81))).toBe(0)
    const expected = [waiting, suspended].flatMap(number => [
      [people.supervisor.id, number],
      [people.admin.id, number],
    ])
    expect(await told()).toEqual(expected)
    expect(await raiseAlarms(db, later(111))).toBe(2)
    const subject = await db
      .selectFrom('suggestion')
      .selectAll()
      .where('number', '=', waiting)
      .executeTakeFirstOrThrow()
    expect((await listStandings(db, subject, { now: later(80), nameOf: () => '' })).map(({ tag }) => tag)).toContain(
      '久等',
    )
  } finally {
    await close()
  }
})
