import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { SuggestionState } from '#db/schema.ts'
import { listUnread } from '#messages/outbox.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { makeMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, withKey, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')
const later = (hours: number) => new Date(monday.getTime() + hours * 3_600_000)

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

/** What waits at the desk of somebody about one suggestion. */
const waiting = async ({ id }: Colleague, number: string) =>
  (await listUnread(connection.db, id)).filter(({ facts }) => facts.number === number).map(({ template }) => template)
const bring = (state: SuggestionState) => bringTo(connection.db, state, people, monday, { kind: 'problem' })

test('a reminder ends when its step is done, whoever did it, and the next one stands', async () => {
  const { db } = connection
  const number = await bring('signed-for')
  expect(await waiting(people.lead, number)).toEqual(['desk-handed-over'])
  await makeMove(db, answer, number, written('已增设车位。', '示例'), people.lead, later(1))
  expect(await waiting(people.lead, number)).toEqual([])
  expect(await waiting(people.secondClerk, number)).toEqual(['desk-answered'])
  await makeMove(db, verification, number, {}, people.clerk, later(2))
  expect(await waiting(people.secondClerk, number)).toEqual([])
})

test('the unit that gave it back is reminded no longer, although the same clock runs on', async () => {
  const { db } = connection
  const number = await bring('handed-over')
  expect(await waiting(people.co, number)).toEqual(['desk-co-unit'])
  await makeMove(db, returnToDesk, number, { reason: '不在辖区', duty: '示例条款' }, people.lead, later(1))
  expect([await waiting(people.lead, number), await waiting(people.co, number)]).toEqual([[], []])
  expect(await waiting(people.clerk, number)).toEqual(['desk-returned'])
  await makeMove(db, handOver, number, { lead: 'water-bureau' }, people.clerk, later(2))
  expect([await waiting(people.clerk, number), await waiting(people.outsider, number)]).toEqual([
    [],
    ['desk-handed-over'],
  ])
})

test('an extension that is decided is asked for no longer; what was decided stays while the unit has it', async () => {
  const { db } = connection
  const number = await bring('signed-for')
  await makeMove(db, extensionRequest, number, { working_days: 3, reason: '等材料' }, people.lead, later(1))
  expect(await waiting(people.clerk, number)).toEqual(['desk-extension-asked'])
  await makeMove(db, extension, number, { decision: 'granted' }, people.secondClerk, later(2))
  expect(await waiting(people.clerk, number)).toEqual([])
  expect(await waiting(people.lead, number)).toContain('desk-extension-decided')
})

test('of the reminders of one clock the newest stands, and none when the suggestion is withdrawn but that it was', async () => {
  const { db } = connection
  const number = await bring('handed-over')
  for (let day = 1; day <= 6; day++) await actOnClocks(db, later(24 * day), { letterPrefix: '示例' })
  const said = (await waiting(people.lead, number)).filter(template => /half|eve|overdue/.test(template))
  expect(said).toEqual(['desk-overdue'])
  await makeMove(db, withdrawal, number, withKey(), 'author', later(150))
  expect(await waiting(people.lead, number)).toEqual(['desk-withdrawn'])
})

test('after every way through the course nobody is reminded of a step that is over', async () => {
  const { db } = connection
  for (const state of ['accepted', 'closed', 'declined', 'merged', 'reopened'] as const) {
    const number = await bring(state)
    const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    const running = await db
      .selectFrom('deadline')
      .select('step')
      .where('suggestion_id', '=', id)
      .where('ended_at', 'is', null)
      .execute()
    const steps = running.map(({ step }) => step)
    for (const who of [people.clerk, people.lead, people.co, people.supervisor])
      expect([state, who.name, steps.includes('answer') ? [] : await waiting(who, number)]).toEqual([
        state,
        who.name,
        [],
      ])
  }
})
