import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { listReachableUnits } from '#people/units.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { coUnitAsking } from '#suggestions/moves/co-unit-asking.ts'
import { coUnitRelease } from '#suggestions/moves/co-unit-release.ts'
import { dispute } from '#suggestions/moves/dispute.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { ruling } from '#suggestions/moves/ruling.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { listQueue } from '#suggestions/queue.ts'
import { findTrackedCourse } from '#suggestions/tracked-course.ts'
import {
  addColleagues,
  bringTo,
  bringToRuling,
  type Colleague,
  type Colleagues,
  coUnit,
  leadUnit,
  withKey,
} from '../support/course.ts'
import { openPostgres, openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const other = 'water-bureau'
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const make = (
  move: SuggestionMove,
  number: string,
  data: Record<string, unknown>,
  by: Colleague | 'author',
  at = now,
) => makeMove(connection.db, move, number, data, by, at)
const routed = { lead: other, from: leadUnit, reason: '是水利设施' }
const notOurs = { reason: '不在辖区', duty: '示例条款' }
const runningClocks = async (number: string) =>
  connection.db
    .selectFrom('deadline')
    .select(['step', 'due_at', 'begins_at'])
    .where('suggestion_id', '=', (await row(number)).id)
    .where('ended_at', 'is', null)
    .orderBy('step')
    .execute()
const told = async (number: string, template: string) =>
  (
    await connection.db
      .selectFrom('message')
      .leftJoin('person', 'person.id', 'message.to_person_id')
      .select('person.name')
      .where('template', '=', template)
      .where('about_id', '=', String((await row(number)).id))
      .execute()
  ).map(({ name }) => name)

describe('a re-routing', () => {
  test.each(['handed-over', 'signed-for', 'sent-back', 'reopened'] satisfies SuggestionState[])(
    'from %s gives it to another unit, the clock goes on, and the first sees it no more',
    async state => {
      const number = await bringTo(connection.db, state, people, now)
      const before = await runningClocks(number)
      expect(await make(reRouting, number, routed, people.clerk, later(2))).toEqual({ number })
      expect(await row(number)).toMatchObject({ state: 'handed-over', lead_unit: other })
      expect(await runningClocks(number)).toEqual(before)
      expect(await make(signature, number, {}, people.lead)).toEqual({ refused: 'not-your-unit' })
      expect(await make(signature, number, {}, people.outsider)).toEqual({ number })
      expect(await told(number, 'desk-re-routed')).toEqual([people.lead.name])
      expect(await told(number, 'desk-handed-over')).toContain(people.outsider.name)
      const course = await findTrackedCourse(
        connection.db,
        { ...(await row(number)) },
        {
          now,
          nameOf: unit => unit ?? '',
          letterPrefix: '',
        },
      )
      expect(course.promise?.dueAt).toEqual(before.find(({ step }) => step !== 'contribute')!.due_at)
      expect(course.holder).toMatchObject({ lead: other, coUnits: [coUnit] })
    },
  )

  test('drops what the first unit had asked for, lifts its letter, and lets a helper lead', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, now)
    await make(extensionRequest, number, { working_days: 3, reason: '等待材料' }, people.lead)
    await actOnClocks(db, later(24 * 20), { letterPrefix: '示创督' })
    const letters = () =>
      db
        .selectFrom('supervision_letter')
        .selectAll()
        .where('unit', '=', leadUnit)
        .where('lifted_at', 'is', null)
        .execute()
    expect(await letters()).not.toEqual([])
    await make(reRouting, number, { ...routed, lead: coUnit }, people.clerk, later(24 * 20))
    expect(await letters()).toEqual([])
    expect(
      await db
        .selectFrom('assignment')
        .select(['unit', 'part'])
        .where('suggestion_id', '=', (await row(number)).id)
        .where('ended_at', 'is', null)
        .execute(),
    ).toEqual([{ unit: coUnit, part: 'lead' }])
    expect((await runningClocks(number)).map(({ step }) => step)).toEqual(['answer'])
    expect(
      await db
        .selectFrom('extension')
        .select('granted')
        .where('suggestion_id', '=', (await row(number)).id)
        .execute(),
    ).toEqual([{ granted: false }])
  })

  test('to the unit that leads already is refused at its field, and the form of a page that is too old as a whole', async () => {
    const number = await bringTo(connection.db, 'signed-for', people, now)
    expect(await make(reRouting, number, { ...routed, lead: leadUnit }, people.clerk)).toEqual({ refused: 'same-unit' })
    await make(reRouting, number, routed, people.clerk)
    expect(await make(reRouting, number, routed, people.clerk)).toEqual({ number })
    expect(await make(reRouting, number, { ...routed, lead: coUnit }, people.secondClerk)).toEqual({
      refused: 'moved-on',
    })
    expect((await row(number)).lead_unit).toBe(other)
  })
})

describe('units that both say that it is not theirs', () => {
  const disputed = async (): Promise<string> => {
    const number = await bringTo(connection.db, 'handed-over', people, now)
    await bringToRuling(connection.db, number, people, now)
    expect(await make(returnToDesk, number, notOurs, people.lead)).toEqual({ refused: 're-routed' })
    expect(await make(dispute, number, notOurs, people.lead)).toEqual({ number })
    return number
  }

  test('ask for a ruling when a matter comes back a second time, and meanwhile nobody signs or re-routes it', async () => {
    const number = await bringTo(connection.db, 'returned', people, now)
    await make(handOver, number, { lead: leadUnit }, people.clerk)
    expect(await make(returnToDesk, number, notOurs, people.lead)).toEqual({ refused: 'already-returned' })
    expect(await make(dispute, number, notOurs, people.lead)).toEqual({ number })
    expect(await make(signature, number, {}, people.lead)).toEqual({ refused: 'disputed' })
    expect(await make(reRouting, number, routed, people.clerk)).toEqual({ refused: 'disputed' })
    expect((await runningClocks(number)).map(({ step }) => step)).toEqual(['answer', 'ruling'])
    expect(await told(number, 'desk-disputed')).toEqual([people.supervisor.name])
    const { rows } = await listQueue(connection.db, { view: 'mine' }, people.supervisor, { limit: 50, now })
    expect(rows.map(row => row.number)).toContain(number)
  })

  test.each([
    ['the other', other, 'outsider'],
    ['the same', leadUnit, 'lead'],
  ] as const)('get %s unit by the ruling, and then there is no return any more', async (_which, lead, officer) => {
    const number = await disputed()
    expect(await make(ruling, number, { lead, words: '按管护协议，由它负责。' }, people.supervisor)).toEqual({ number })
    expect(await row(number)).toMatchObject({ state: 'handed-over', lead_unit: lead })
    expect((await runningClocks(number)).map(({ step }) => step)).not.toContain('ruling')
    expect(await make(returnToDesk, number, notOurs, people[officer])).toEqual({ refused: 'ruled' })
    expect(await make(dispute, number, notOurs, people[officer])).toEqual({ refused: 'already-disputed' })
    const back = { lead: lead === other ? leadUnit : other, from: lead, reason: '再想想' }
    expect(await make(reRouting, number, back, people.clerk)).toEqual({ refused: 'ruled' })
    expect(await make(reRouting, number, back, people.supervisor)).toEqual({ number })
  })

  test('have nothing left to be ruled on when its author withdraws', async () => {
    const number = await disputed()
    await make(withdrawal, number, withKey(), 'author')
    expect(await runningClocks(number)).toEqual([])
    expect(await make(ruling, number, { lead: other, words: '由它办。' }, people.supervisor)).toMatchObject({
      refused: 'wrong-state',
    })
  })
})

test('a unit without an officer is told nothing, and the desk is told to ring up, with an event', async () => {
  const { db } = connection
  const number = await bringTo(db, 'signed-for', people, now)
  const { id, name } = people.outsider
  const disabled = (at: Date | null) => db.updateTable('person').set({ disabled_at: at }).where('id', '=', id).execute()
  expect((await listReachableUnits(db)).has(other)).toBe(true)
  await disabled(now)
  expect((await listReachableUnits(db)).has(other)).toBe(false)
  await make(reRouting, number, { ...routed, no_officer: other }, people.clerk)
  await disabled(null)
  expect(await told(number, 'desk-handed-over')).not.toContain(name)
  expect(await told(number, 'desk-unit-untold')).toEqual([people.clerk.name, people.secondClerk.name])
  const events = await db
    .selectFrom('event')
    .select('detail')
    .where('action', '=', 'suggestion.unit-untold')
    .where('object_id', '=', String((await row(number)).id))
    .execute()
  expect(events).toEqual([{ detail: { unit: other } }])
})

test('a co-unit is added within the time of the lead unit, and released with its clock', async () => {
  const number = await bringTo(connection.db, 'signed-for', people, now)
  const ask = (co_unit: string, co_days: number) => make(coUnitAsking, number, { co_unit, co_days }, people.clerk)
  expect(await ask(coUnit, 1)).toEqual({ refused: 'already-with-unit' })
  expect(await ask(other, 60)).toEqual({ refused: 'co-unit-later-than-lead' })
  expect(await ask(other, 1)).toEqual({ number })
  expect(await told(number, 'desk-co-unit')).toContain(people.outsider.name)
  expect(await make(coUnitRelease, number, { released: leadUnit }, people.clerk)).toEqual({ refused: 'not-co-unit' })
  for (const released of [coUnit, other])
    expect(await make(coUnitRelease, number, { released }, people.clerk)).toEqual({ number })
  expect((await runningClocks(number)).map(({ step }) => step)).toEqual(['answer'])
  expect(await make(coUnitRelease, number, { released: coUnit }, people.clerk)).toEqual({ refused: 'no-co-unit' })
})

describe.runIf(process.env.TEST_DATABASE === 'postgresql')('two clerks who re-route at the same moment', () => {
  test('to two units: one wins, and the other is told', async () => {
    const { db, close } = await openPostgres()
    try {
      const { clerk, secondClerk, ...rest } = await addColleagues(db)
      for (let round = 0; round < 10; round++) {
        const number = await bringTo(db, 'signed-for', { clerk, secondClerk, ...rest }, now)
        const route = (db: Db, lead: string, by: Colleague) =>
          makeMove(db, reRouting, number, { ...routed, lead }, by, now)
        const outcomes = await Promise.all([route(db, other, clerk), route(db, coUnit, secondClerk)])
        expect(outcomes).toContainEqual({ number })
        expect(outcomes).toContainEqual({ refused: 'moved-on' })
      }
    } finally {
      await close()
    }
  })
})
