import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { acceptInvitation, invitePerson } from '#people/invitations.ts'
import { leftAs, listLeftUnits } from '#people/last-officer.ts'
import { listReachableUnits } from '#people/units.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { coUnitAsking } from '#suggestions/moves/co-unit-asking.ts'
import { coUnitRelease } from '#suggestions/moves/co-unit-release.ts'
import { contribution } from '#suggestions/moves/contribution.ts'
import { dispute } from '#suggestions/moves/dispute.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { ruling } from '#suggestions/moves/ruling.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { listQueue } from '#suggestions/queue.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { addColleagues, bringTo, bringToRuling, type Colleague, type Colleagues, leadUnit } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

/** `gardens` stands under the lead unit in the register and `wells` under `gardens`; neither has an officer. */
const now = new Date('2026-11-23T02:00:00Z')
const parents: Record<string, string> = { gardens: leadUnit, wells: 'gardens' }
const parentOf = (unit: string) => parents[unit]
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const make = (move: SuggestionMove, number: string, data: Record<string, unknown>, by: Colleague) =>
  makeMove(connection.db, move, number, data, by, now, { parentOf })
const idOf = async (number: string) =>
  (await connection.db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id
const told = async (number: string, template: string) =>
  (
    await connection.db
      .selectFrom('message')
      .innerJoin('person', 'person.id', 'message.to_person_id')
      .select('person.name')
      .where('template', '=', template)
      .where('about_id', '=', String(await idOf(number)))
      .orderBy('message.id')
      .execute()
  ).map(({ name }) => name)
const detailOf = async (number: string, action: string) =>
  (
    await connection.db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', action)
      .where('object_id', '=', String(await idOf(number)))
      .executeTakeFirst()
  )?.detail

test.each([
  ['without a tick', undefined],
  ['with the tick of another unit', 'wells'],
])('a unit without an officer is handed nothing %s', async (_name, ticked) => {
  const number = await bringTo(connection.db, 'accepted', people, now)
  const refused = { refused: 'no-officer' }
  expect(await make(handOver, number, { lead: 'gardens', no_officer: ticked }, people.clerk)).toEqual(refused)
  const routed = await bringTo(connection.db, 'signed-for', people, now)
  const given = { lead: 'gardens', from: leadUnit, reason: '是公园里的事', no_officer: ticked }
  expect(await make(reRouting, routed, given, people.clerk)).toEqual(refused)
})

test('the unit above receives for it: it is told, lists it, sees it and signs for it, and the event says so', async () => {
  const { db } = connection
  const number = await bringTo(db, 'accepted', people, now)
  await make(handOver, number, { lead: 'gardens', no_officer: 'gardens' }, people.clerk)
  expect(await told(number, 'desk-handed-over')).toEqual([people.lead.name])
  expect(await told(number, 'desk-unit-untold')).toEqual([])
  expect(await detailOf(number, 'suggestion.handed-over')).toMatchObject({ lead: 'gardens', deputy: leadUnit })
  const seenBy = async (officer: Colleague) => [
    (await listQueue(db, { view: 'mine' }, officer, { limit: 100, now })).rows.some(row => row.number === number),
    (await findDeskSuggestion(db, createPersonalData(dataKey), number, officer)) !== undefined,
  ]
  expect(await seenBy(people.lead)).toEqual([true, true])
  expect(await seenBy(people.outsider)).toEqual([false, false])
  expect(await make(signature, number, {}, people.outsider)).toEqual({ refused: 'not-your-unit' })
  expect(await make(signature, number, {}, people.lead)).toEqual({ number })
})

test('a re-routing tells the unit above, and later that it is no longer theirs', async () => {
  const number = await bringTo(connection.db, 'handed-over', people, now)
  const given = { reason: '是公园里的事', from: leadUnit, lead: 'gardens', no_officer: 'gardens' }
  await make(reRouting, number, given, people.clerk)
  expect(await detailOf(number, 'suggestion.re-routed')).toMatchObject({ lead: 'gardens', deputy: leadUnit })
  await make(reRouting, number, { lead: 'water-bureau', from: 'gardens', reason: '是水利设施' }, people.clerk)
  expect(await told(number, 'desk-re-routed')).toEqual([people.lead.name, people.lead.name])
  expect(await make(signature, number, {}, people.lead)).toEqual({ refused: 'not-your-unit' })
})

test('a ruling asks for the same tick, and the unit above receives, is told and may sign', async () => {
  const { db } = connection
  const number = await bringTo(db, 'handed-over', people, now)
  await bringToRuling(db, number, people, now)
  await make(dispute, number, { reason: '不是我们的事。', duty: '示例条款' }, people.lead)
  const ruled = { lead: 'gardens', words: '由园林办。' }
  expect(await make(ruling, number, ruled, people.supervisor)).toEqual({ refused: 'no-officer' })
  expect(await make(ruling, number, { ...ruled, no_officer: 'gardens' }, people.supervisor)).toEqual({ number })
  expect(await detailOf(number, 'suggestion.ruled')).toMatchObject({ lead: 'gardens', deputy: leadUnit })
  expect(await told(number, 'desk-unit-untold')).toEqual([])
  expect(await make(signature, number, {}, people.lead)).toEqual({ number })
})

test('where the unit above has no officer either, the clerks are told to ring up', async () => {
  const number = await bringTo(connection.db, 'accepted', people, now)
  await make(handOver, number, { lead: 'wells', no_officer: 'wells' }, people.clerk)
  expect(await told(number, 'desk-unit-untold')).toEqual([people.clerk.name, people.secondClerk.name])
  expect(await detailOf(number, 'suggestion.handed-over')).toMatchObject({ lead: 'wells', deputy: null })
})

test('a unit with an officer needs no tick and no deputy', async () => {
  const number = await bringTo(connection.db, 'accepted', people, now)
  expect(await make(handOver, number, { lead: leadUnit }, people.clerk)).toEqual({ number })
  expect(await detailOf(number, 'suggestion.handed-over')).not.toHaveProperty('deputy')
})

test('an officer who has not taken up their invitation is nobody to be told, and neither is left behind as one', async () => {
  const { db } = connection
  const invited = await invitePerson(
    db,
    { login: 'new-officer', name: '新联络员', roles: ['officer'], units: ['museum', 'water-bureau'] },
    people.admin,
    now,
  )
  if ('refused' in invited) throw new Error(invited.refused)
  expect((await listReachableUnits(db)).has('museum')).toBe(false)
  expect(leftAs(await listLeftUnits(db, people.outsider.id))).toBe('water-bureau')
  const number = await bringTo(db, 'accepted', people, now)
  expect(await make(handOver, number, { lead: 'museum' }, people.clerk)).toEqual({ refused: 'no-officer' })
  expect(await acceptInvitation(db, invited.token, '瓯江帆影二零二六年冬天的早晨', now)).toMatchObject({
    id: invited.id,
  })
  expect((await listReachableUnits(db)).has('museum')).toBe(true)
  expect(await listLeftUnits(db, people.outsider.id)).toEqual([])
  expect(await make(handOver, number, { lead: 'museum' }, people.clerk)).toEqual({ number })
})

test('what a unit receives for another is counted when its last officer leaves, until it has ended', async () => {
  const { db } = connection
  const receives = async () => (await listLeftUnits(db, people.lead.id))[0]!.receives
  const before = await receives()
  const number = await bringTo(db, 'accepted', people, now)
  await make(handOver, number, { lead: 'gardens', no_officer: 'gardens' }, people.clerk)
  expect(await receives()).toBe(before + 1)
  await make(reRouting, number, { lead: leadUnit, from: 'gardens', reason: '交错了单位' }, people.clerk)
  expect(await receives()).toBe(before)
})

test('a unit without an officer helps only when it was ticked; where the one above has none either, the desk rings up', async () => {
  const { db } = connection
  const number = await bringTo(db, 'accepted', people, now)
  const handed = { lead: leadUnit, co_unit_2: 'wells', co_days_2: 2 }
  expect(await make(handOver, number, handed, people.clerk)).toEqual({ refused: 'co-unit-without-officer-2' })
  expect(await make(handOver, number, { ...handed, co_no_officer_2: 'wells' }, people.clerk)).toEqual({ number })
  expect(await told(number, 'desk-unit-untold')).toEqual([people.clerk.name, people.secondClerk.name])
  expect(await detailOf(number, 'suggestion.handed-over')).toMatchObject({ co: ['wells'], coDeputies: { wells: null } })
  const asked = { co_unit: 'gardens', co_days: 2 }
  expect(await make(coUnitAsking, number, asked, people.clerk)).toEqual({ refused: 'no-officer' })
  expect(await make(coUnitAsking, number, { ...asked, no_officer: 'gardens' }, people.clerk)).toEqual({ number })
})

test.each([
  [
    'with the hand-over',
    async () => {
      const number = await bringTo(connection.db, 'accepted', people, now)
      const co = { co_unit_1: 'gardens', co_days_1: 2, co_no_officer_1: 'gardens' }
      await make(handOver, number, { lead: 'water-bureau', ...co }, people.clerk)
      return { number, detail: await detailOf(number, 'suggestion.handed-over') }
    },
    { coDeputies: { gardens: leadUnit } },
  ],
  [
    'later',
    async () => {
      const number = await bringTo(connection.db, 'accepted', people, now)
      await make(handOver, number, { lead: 'water-bureau' }, people.clerk)
      const asked = { co_unit: 'gardens', co_days: 2, no_officer: 'gardens' }
      await make(coUnitAsking, number, asked, people.clerk)
      return { number, detail: await detailOf(number, 'suggestion.co-unit-asked') }
    },
    { unit: 'gardens', deputy: leadUnit },
  ],
] as const)(
  'the unit above receives for one that helps, asked %s: it is told, lists and sees it, says what was done, and nothing else',
  async (_when, asked, detail) => {
    const { db } = connection
    const { number, detail: recorded } = await asked()
    expect(recorded).toMatchObject(detail)
    expect(await told(number, 'desk-co-unit')).toEqual([people.lead.name])
    expect(await told(number, 'desk-unit-untold')).toEqual([])
    expect(await findDeskSuggestion(db, createPersonalData(dataKey), number, people.lead)).toBeDefined()
    const { rows } = await listQueue(db, { view: 'mine' }, people.lead, { limit: 100, now })
    expect(rows.some(row => row.number === number)).toBe(true)
    expect(await make(signature, number, {}, people.lead), 'another unit leads').toEqual({ refused: 'not-your-unit' })
    const said = { body: '示例：树枝已经修好。' }
    expect(await make(contribution, number, said, people.lead)).toEqual({ number })
    expect(await detailOf(number, 'suggestion.contributed')).toMatchObject({ unit: 'gardens' })
    expect(await make(contribution, number, said, people.lead)).toEqual({ refused: 'already-contributed' })
    await make(coUnitRelease, number, { released: 'gardens' }, people.clerk)
    expect(await told(number, 'desk-released')).toEqual([people.lead.name])
    expect(await findDeskSuggestion(db, createPersonalData(dataKey), number, people.lead)).toBeUndefined()
  },
)
