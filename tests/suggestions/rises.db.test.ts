import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { listClocks } from '#suggestions/clocks/deadlines.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { addRiseRule, listRiseRules, removeRiseRule } from '#suggestions/clocks/rise-rules.ts'
import { makeMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { countQueue, listQueue, maySee } from '#suggestions/queue.ts'
import { countRisen, listRises } from '#suggestions/rises.ts'
import { listTimeline } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, leadUnit, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')
/** The unit of `outsider`, above the one that leads. */
const parent = 'water-bureau'
const given = { letterPrefix: '示创督', parentOf: (unit: string) => (unit === leadUnit ? parent : undefined) }
const act = (at: string) => actOnClocks(connection.db, lishui(at), given)

let connection: Connection
let people: Colleagues
let number: string
let id: number
beforeEach(async () => {
  await connection?.close()
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
  // Due on Wednesday, 2 December, at the close of the office; the light is red on Monday the 7th.
  number = await bringTo(connection.db, 'signed-for', people, monday, { kind: 'advice' })
  const row = await connection.db
    .selectFrom('suggestion')
    .select('id')
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  id = row.id
})
afterAll(() => connection.close())

const told = async () =>
  (
    await connection.db
      .selectFrom('message')
      .leftJoin('person', 'person.id', 'message.to_person_id')
      .select(['template', 'person.name'])
      .where('about_id', '=', String(id))
      .where('template', 'like', 'desk-risen%')
      .orderBy('message.id')
      .execute()
  ).map(({ template, name }) => `${template} → ${name}`)
const turnRed = async () => {
  await act('2026-12-02 17:30')
  await act('2026-12-07 17:30')
}
const clock = async () =>
  (await listClocks(connection.db, await loadOffice(connection.db), id)).find(({ step }) => step === 'answer')!
const listed = async (viewer: Colleague) =>
  (await listQueue(connection.db, { view: 'risen' }, viewer, { limit: 9, now: lishui('2026-12-20 10:00') })).rows.map(
    row => row.number,
  )

describe('what is red', () => {
  test('goes up to the unit above and then to the supervisors, each told, each with an event, each once', async () => {
    await turnRed()
    await act('2026-12-10 17:29')
    expect(await listRises(connection.db, id)).toEqual([])
    for (const minute of ['30', '31']) await act(`2026-12-10 17:${minute}`)
    expect(await listRises(connection.db, id)).toMatchObject([{ unit: parent, position: 1 }])
    expect(await told()).toEqual([
      `desk-risen → ${people.outsider.name}`,
      `desk-risen → ${people.supervisor.name}`,
      `desk-risen-above → ${people.lead.name}`,
    ])
    await act('2026-12-15 17:30')
    expect(await listRises(connection.db, id)).toMatchObject([{ unit: parent }, { unit: null, position: 2 }])
    await act('2026-12-31 10:00')
    expect(await listRises(connection.db, id)).toHaveLength(2)
    expect(await clock()).toMatchObject({ rises: 2, rise_due_at: null, next_at: null })
    const timeline = await listTimeline(connection.db, id, { nameOf: unit => unit ?? '', letterPrefix: '' })
    expect(timeline.filter(({ action }) => action === 'suggestion.went-up').map(({ text }) => text)).toEqual([
      expect.stringContaining(parent),
      expect.stringContaining('督办员'),
    ])
  })

  test('passes over a unit above in which nobody hears of it', async () => {
    await connection.db
      .updateTable('person')
      .set({ disabled_at: monday })
      .where('id', '=', people.outsider.id)
      .execute()
    await turnRed()
    await act('2026-12-10 17:30')
    expect(await listRises(connection.db, id)).toMatchObject([{ unit: null, position: 2 }])
    expect(await told()).toEqual([`desk-risen → ${people.supervisor.name}`, `desk-risen-above → ${people.lead.name}`])
    expect(await clock()).toMatchObject({ rises: 2, rise_due_at: null })
  })

  test('is seen by the unit that it went up to, and stands in the list of the supervisors, until it is answered', async () => {
    await turnRed()
    expect(await maySee(connection.db, id, people.outsider)).toBe(false)
    await act('2026-12-10 17:30')
    expect(await maySee(connection.db, id, people.outsider)).toBe(true)
    for (const viewer of [people.outsider, people.supervisor]) expect(await listed(viewer)).toEqual([number])
    expect(await listed(people.co)).toEqual([])
    expect(await countQueue(connection.db, {}, people.supervisor, lishui('2026-12-10 18:00'))).toMatchObject({
      risen: 1,
    })
    expect(await countRisen(connection.db)).toEqual(new Map([[leadUnit, 1]]))
    await makeMove(connection.db, answer, number, written('已增设车位。'), people.lead, lishui('2026-12-11 09:00'))
    expect(await maySee(connection.db, id, people.outsider)).toBe(false)
    for (const viewer of [people.outsider, people.supervisor]) expect(await listed(viewer)).toEqual([])
    expect(await countRisen(connection.db)).toEqual(new Map())
  })

  test('stands still while it is suspended, as yellow and red do', async () => {
    await turnRed()
    const before = (await clock()).rise_due_at!
    const reason = '等上级批文'
    const at = lishui('2026-12-08 09:00')
    const suspended = await makeMove(
      connection.db,
      suspension,
      number,
      { until: '2026-12-21', reason },
      people.clerk,
      at,
    )
    expect(suspended).toEqual({ number })
    expect((await clock()).rise_due_at!.getTime()).toBeGreaterThan(before.getTime())
    await act('2026-12-18 17:30')
    expect(await listRises(connection.db, id)).toEqual([])
    await act('2026-12-23 17:30')
    expect(await listRises(connection.db, id)).toMatchObject([{ unit: parent }])
  })

  test('goes to the supervisors where no unit is above, and leaves the first unit’s lists when another leads', async () => {
    await turnRed()
    await actOnClocks(connection.db, lishui('2026-12-10 17:30'), { letterPrefix: '' })
    expect(await listRises(connection.db, id)).toMatchObject([{ unit: null }])
    const routed = { lead: parent, reason: '是水利设施', from: leadUnit }
    await makeMove(connection.db, reRouting, number, routed, people.clerk, lishui('2026-12-11 09:00'))
    expect(await listRises(connection.db, id)).toEqual([])
  })
})

test('an administrator adds steps up to five and takes one out; the others move up, and a city may have none', async () => {
  const { db } = connection
  const rules = async () => (await listRiseRules(db)).map(({ to_whom, working_days }) => `${to_whom} ${working_days}`)
  expect(await rules()).toEqual(['parent 3', 'supervisors 3'])
  const add = () => addRiseRule(db, { to_whom: 'unit', unit: parent, working_days: 2 }, people.admin, monday)
  expect(await add()).toEqual({ position: 3 })
  expect(await removeRiseRule(db, 1, people.admin, monday)).toEqual({ position: 1 })
  expect(await rules()).toEqual(['supervisors 3', 'unit 2'])
  for (let step = 3; step <= 5; step++) await add()
  expect(await add()).toEqual({ refused: 'too-many' })
  expect(await removeRiseRule(db, 9, people.admin, monday)).toEqual({ refused: 'unknown' })
  for (let step = 5; step >= 1; step--) await removeRiseRule(db, step, people.admin, monday)
  await turnRed()
  await act('2026-12-31 10:00')
  expect(await listRises(db, id)).toEqual([])
})
