import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { watchPromises } from '#suggestions/clocks/promise-watch.ts'
import { makeMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { interimReply } from '#suggestions/moves/interim-reply.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { listQueue } from '#suggestions/queue.ts'
import { listStandings, listTimeline } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleagues, withKey, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')
let connection: Connection
let people: Colleagues
let number: string
beforeEach(async () => {
  await connection?.close()
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
  number = await bringTo(connection.db, 'signed-for', people, monday)
})
afterAll(() => connection.close())

const row = () =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
/** To whom reminders about a promise went that are not read yet. */
const unread = async () =>
  (
    await connection.db
      .selectFrom('message')
      .innerJoin('person', 'person.id', 'message.to_person_id')
      .select(['template', 'person.name'])
      .where('about_id', '=', String((await row()).id))
      .where('template', 'like', 'desk-promise%')
      .where('read_at', 'is', null)
      .orderBy('message.id')
      .execute()
  ).map(({ template, name }) => `${template} → ${name}`)
const reply = (next_on: string, at = monday, by = people.lead) =>
  makeMove(
    connection.db,
    interimReply,
    number,
    { body: '已派人看过现场，等材料到货。', next_on, documents: [], ...withKey() },
    by,
    at,
  )
const watch = (at: string) => watchPromises(connection.db, lishui(at))
const nameOf = (unit: string | null | undefined) => unit ?? ''
const saidToAuthor = async (now: Date) => {
  const { id, state, lead_unit } = await row()
  return (await listStandings(connection.db, { id, state, lead_unit }, { now, nameOf })).flatMap(
    ({ author }) => author ?? [],
  )
}
const timeline = async () => listTimeline(connection.db, (await row()).id, { nameOf, letterPrefix: '' })
const isMine = async (at: string) =>
  (await listQueue(connection.db, { view: 'mine' }, people.clerk, { limit: 9, now: lishui(at) })).rows.some(
    each => each.number === number,
  )

test('the unit is reminded on the working day before, and when the day has passed the unit and the clerks are told, each once', async () => {
  // Promised for a Monday: the reminder goes out on Friday morning.
  await reply('2026-11-30')
  expect(await saidToAuthor(monday)).toEqual([expect.stringContaining('11月30日')])
  expect(await watch('2026-11-27 08:29')).toBe(0)
  expect(await watch('2026-11-27 08:30')).toBe(1)
  expect(await watch('2026-11-28 08:30')).toBe(0)
  expect(await unread()).toEqual([`desk-promise-eve → ${people.lead.name}`])
  expect(await isMine('2026-11-30 17:00')).toBe(false)
  expect(await watch('2026-11-30 17:29')).toBe(0)
  expect(await watch('2026-11-30 17:30')).toBe(1)
  expect(await watch('2026-12-30 17:30')).toBe(0)
  expect((await unread()).slice(1)).toEqual(
    [people.lead, people.clerk, people.secondClerk].map(({ name }) => `desk-promise-missed → ${name}`),
  )
  expect(await isMine('2026-11-30 18:00')).toBe(true)
  expect((await timeline()).at(-1)).toMatchObject({ action: 'suggestion.promise-missed', isLate: true })
  expect(await saidToAuthor(lishui('2026-12-01 09:00'))).toEqual([expect.stringContaining('对不起')])
})

test('the next interim reply ends a promise and its reminders, and the author is told both days', async () => {
  await reply('2026-11-30')
  await watch('2026-11-27 08:30')
  await reply('2026-12-04', lishui('2026-11-27 10:00'))
  expect(await unread()).toEqual([])
  expect((await timeline()).at(-1)!.text).toMatch(/11月30日.*12月4日/)
  expect(await watch('2026-11-30 17:30')).toBe(0)
  expect(await watch('2026-12-04 17:30')).toBe(1)
  // A day that has passed is not said again.
  await reply('2026-12-10', lishui('2026-12-05 10:00'))
  expect(await unread()).toEqual([])
  expect((await timeline()).at(-1)!.text).not.toContain('12月4日')
})

test('the answer ends a promise, and so does its author who withdraws', async () => {
  await reply('2026-11-30')
  await makeMove(connection.db, answer, number, written('已增设车位。'), people.lead, lishui('2026-11-26 10:00'))
  expect(await watch('2026-12-30 17:30')).toBe(0)
  expect(await saidToAuthor(monday)).toEqual([])
  number = await bringTo(connection.db, 'signed-for', people, monday)
  await reply('2026-11-30')
  await makeMove(connection.db, withdrawal, number, withKey(), 'author', lishui('2026-11-26 10:00'))
  expect(await watch('2026-12-30 17:30')).toBe(0)
})

test('a suspension moves the day to its end, and the author is told', async () => {
  await reply('2026-11-30')
  const data = { until: '2026-12-07', reason: '等上级批文' }
  await makeMove(connection.db, suspension, number, data, people.clerk, lishui('2026-11-25 10:00'))
  expect((await timeline()).at(-1)!.text).toMatch(/11月30日/)
  expect(await saidToAuthor(lishui('2026-11-25 11:00'))).toContainEqual(expect.stringContaining('12月7日再告诉'))
  expect(await watch('2026-12-01 17:30')).toBe(0)
  expect(await watch('2026-12-07 17:30')).toBe(1)
})

test('a promise of the desk itself reminds the clerks', async () => {
  number = await bringTo(connection.db, 'accepted', people, monday)
  await reply('2026-11-30', monday, people.clerk)
  expect(await watch('2026-11-27 08:30')).toBe(1)
  expect(await unread()).toEqual([people.clerk, people.secondClerk].map(({ name }) => `desk-promise-eve → ${name}`))
})
