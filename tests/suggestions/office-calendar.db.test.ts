import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { listClocks } from '#suggestions/clocks/deadlines.ts'
import { listDeadlineSettings, removeDeadline, setDeadline, setOfficeHours } from '#suggestions/clocks/settings.ts'
import { rangesOf } from '#suggestions/clocks/arrangement.ts'
import { editHoliday, enterArrangement, listArranged, listHolidays } from '#suggestions/clocks/holidays.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { addColleagues, bringTo, type Colleagues, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const clocks = async (number: string) =>
  listClocks(connection.db, await loadOffice(connection.db), (await row(number)).id)
const clockOf = async (number: string, step: string) =>
  (await clocks(number)).filter(clock => clock.step === step).at(-1)!

describe('the office edits its calendar while deadlines run', () => {
  test('a day off moves what it falls into, with an event, and nothing else; giving it back moves it back', async () => {
    const { db } = connection
    const number = await bringTo(db, 'handed-over', people, lishui('2026-12-07 10:00'), { kind: 'problem' })
    const later = await bringTo(db, 'handed-over', people, lishui('2026-12-14 10:00'), { kind: 'problem' })
    const before = await row(later)
    expect((await row(number)).due_at).toEqual(lishui('2026-12-10 17:30'))
    const { moved } = await editHoliday(
      db,
      { day: '2026-12-09', kind: 'holiday', name: '防寒潮停工' },
      people.admin,
      lishui('2026-12-07 11:00'),
    )
    // The lead unit's and the co-unit's.
    expect(moved).toBe(2)
    expect((await row(number)).due_at).toEqual(lishui('2026-12-11 17:30'))
    expect(await row(later)).toEqual(before)
    expect((await clockOf(number, 'answer')).calculation!.spans).toContainEqual({
      from: '2026-12-09',
      to: '2026-12-09',
      days: 1,
      kind: 'holiday',
      counted: false,
      name: '防寒潮停工',
    })
    const events = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'suggestion.deadline-moved')
      .where('object_id', '=', String((await row(number)).id))
      .orderBy('id')
      .execute()
    expect(events.map(({ detail }) => detail)).toContainEqual({
      step: 'answer',
      from: '2026-12-10T09:30:00.000Z',
      to: '2026-12-11T09:30:00.000Z',
      because: 'calendar',
    })
    await editHoliday(db, { day: '2026-12-09', kind: 'calendar', name: '' }, people.admin, lishui('2026-12-07 12:00'))
    expect((await row(number)).due_at).toEqual(lishui('2026-12-10 17:30'))
  })

  test('an entered arrangement ends the provisional dates of its year', async () => {
    const { db } = connection
    const number = await bringTo(db, 'handed-over', people, lishui('2026-12-30 10:00'), { kind: 'problem' })
    expect((await clockOf(number, 'answer')).provisional).toBe(true)
    const arrangement = {
      year: 2027,
      notice: '示例通知',
      holidays: [{ from: '2027-01-01', to: '2027-01-03', name: '元旦假期' }],
      makeUpDays: ['2026-12-27'],
    }
    expect(await enterArrangement(db, { ...arrangement, makeUpDays: ['2028-01-02'] }, people.admin, monday)).toEqual({
      refused: 'wrong-arrangement',
      faults: [{ of: 'makeUpDays', fault: 'outside-year', day: '2028-01-02' }],
    })
    await enterArrangement(db, arrangement, people.admin, lishui('2026-12-30 11:00'))
    expect(await clockOf(number, 'answer')).toMatchObject({ provisional: false, due_at: lishui('2027-01-05 17:30') })
    expect((await loadOffice(db)).calendar('2027-01-03')).toMatchObject({ kind: 'holiday', name: '元旦假期' })
    expect(await listHolidays(db, 2027)).toMatchObject({ days: [], entered: { notice: '示例通知' } })
  })

  test.each([
    [
      'ranges that overlap',
      {
        holidays: [
          ['06-08', '06-10'],
          ['06-10', '06-12'],
        ],
      },
      ['twice', '2028-06-10'],
    ],
    [
      'a make-up day inside a range',
      { holidays: [['06-08', '06-10']], makeUp: ['06-09'] },
      ['in-holiday', '2028-06-09'],
    ],
    ['a make-up day written twice', { makeUp: ['06-10', '06-10'] }, ['twice', '2028-06-10']],
    ['a make-up day that is an ordinary Friday', { makeUp: ['06-09'] }, ['ordinary', '2028-06-09']],
    ['a range longer than a month', { holidays: [['06-08', '07-10']] }, ['too-long', '2028-06-08']],
  ] as [string, { holidays?: string[][]; makeUp?: string[] }, string[]][])(
    'refuses %s and changes nothing',
    async (_, { holidays = [], makeUp = [] }, [fault, day]) => {
      const { db } = connection
      const entered = await enterArrangement(
        db,
        {
          year: 2028,
          notice: '示例通知',
          holidays: holidays.map(([from, to]) => ({ from: `2028-${from}`, to: `2028-${to}`, name: '示例假期' })),
          makeUpDays: makeUp.map(each => `2028-${each}`),
        },
        people.admin,
        monday,
      )
      expect(entered).toMatchObject({ refused: 'wrong-arrangement', faults: [{ fault, day }] })
      expect((await listHolidays(db, 2028)).entered).toBeUndefined()
    },
  )

  test('another arrangement of a year replaces the earlier one only when that is said', async () => {
    const { db } = connection
    const kindOf = async (day: string) => (await loadOffice(db)).calendar(day).kind
    const spring = {
      year: 2030,
      notice: '示例通知',
      holidays: [{ from: '2030-02-03', to: '2030-02-08', name: '春节假期' }],
      makeUpDays: ['2030-02-10'],
    }
    const autumn = { ...spring, holidays: [{ from: '2030-10-01', to: '2030-10-07', name: '国庆假期' }], makeUpDays: [] }
    const enter = (arrangement: Parameters<typeof enterArrangement>[1]) =>
      enterArrangement(db, arrangement, people.admin, monday)
    await enter(spring)
    expect(await enter(autumn)).toEqual({ refused: 'already-entered' })
    expect(await kindOf('2030-02-10')).toBe('make-up')
    expect(await enter(spring)).toHaveProperty('moved')
    expect(rangesOf((await listArranged(db, 2030)).filter(({ kind }) => kind === 'holiday'))).toEqual(spring.holidays)
    expect(await enter({ ...autumn, replaces: spring.notice })).toHaveProperty('moved')
    expect(await kindOf('2030-02-10')).toBe('weekend')
  })

  test('a day of its own goes before the year’s arrangement, survives it, and gives back what was arranged', async () => {
    const { db } = connection
    const kindOf = async (day: string) => (await loadOffice(db)).calendar(day).kind
    const own = { day: '2029-02-20', kind: 'workday', name: '防汛值守' } as const
    await editHoliday(db, own, people.admin, monday)
    const arrangement = {
      year: 2029,
      notice: '示例通知',
      holidays: [{ from: '2029-02-19', to: '2029-02-21', name: '示例假期' }],
      makeUpDays: [],
    }
    for (const at of ['10:00', '11:00'])
      await enterArrangement(db, arrangement, people.admin, lishui(`2026-11-23 ${at}`))
    expect([await kindOf('2029-02-19'), await kindOf('2029-02-20')]).toEqual(['holiday', 'workday'])
    expect((await listHolidays(db, 2029)).days).toMatchObject([{ day: '2029-02-20', name: '防汛值守' }])
    await editHoliday(db, { ...own, kind: 'calendar' }, people.admin, monday)
    expect(await kindOf('2029-02-20')).toBe('holiday')
  })

  test('tells the author when the day of the next step moves, and nobody when it does not', async () => {
    const { db } = connection
    const at = lishui('2027-07-05 10:00')
    const number = await bringTo(db, 'handed-over', people, at, { kind: 'problem' })
    const { id } = await row(number)
    await db.updateTable('suggestion').set({ tell_by: 'email', email_sealed: '示例' }).where('id', '=', id).execute()
    const told = () =>
      db
        .selectFrom('message')
        .select('facts')
        .where('template', '=', 'suggestion-due-moved')
        .where('about_id', '=', String(id))
        .execute()
    await setOfficeHours(db, { opensAt: '09:00', closesAt: '17:00' }, people.admin, at)
    expect((await row(number)).due_at).toEqual(lishui('2027-07-08 17:00'))
    expect(await told()).toEqual([])
    await editHoliday(db, { day: '2027-07-06', kind: 'holiday', name: '防台风停工' }, people.admin, at)
    expect(await told()).toEqual([{ facts: { due: '2027-07-09' } }])
    expect(await setOfficeHours(db, { opensAt: '17:30', closesAt: '17:30' }, people.admin, at)).toEqual({
      refused: 'closes-first',
    })
    await setOfficeHours(db, { opensAt: '08:30', closesAt: '17:30' }, people.admin, at)
  })

  test('an ended clock keeps the due moment it had, and no longer claims an arithmetic that has changed', async () => {
    const { db } = connection
    const number = await bringTo(db, 'handed-over', people, lishui('2026-12-21 10:00'), { kind: 'problem' })
    await makeMove(db, withdrawal, number, withKey(), 'author', lishui('2026-12-21 11:00'))
    await editHoliday(
      db,
      { day: '2026-12-22', kind: 'holiday', name: '停工' },
      people.admin,
      lishui('2026-12-21 12:00'),
    )
    expect(await clockOf(number, 'answer')).toMatchObject({
      due_at: lishui('2026-12-24 17:30'),
      calculation: undefined,
    })
  })
})

describe('the settings of deadlines', () => {
  test('the more particular one wins, and the general one stays', async () => {
    const { db } = connection
    const setting = { step: 'answer', level: null, kind: 'problem', category: 'noise' } as const
    await setDeadline(db, { ...setting, allowance: { workingDays: 2 } }, people.admin, monday)
    await setDeadline(db, { ...setting, allowance: { hours: 72 } }, people.admin, monday)
    const noise = await bringTo(db, 'handed-over', people, monday, { kind: 'problem', category: 'noise' })
    expect((await clockOf(noise, 'answer')).due_at).toEqual(lishui('2026-11-26 10:00'))
    const settings = await listDeadlineSettings(db)
    const { id } = settings.find(({ category }) => category === 'noise')!
    expect(await removeDeadline(db, id, people.admin, monday)).toEqual({ id })
    expect(await removeDeadline(db, settings.find(({ step }) => step === 'accept')!.id, people.admin, monday)).toEqual({
      refused: 'general',
    })
    const quiet = await bringTo(db, 'handed-over', people, monday, { kind: 'problem', category: 'noise' })
    expect((await clockOf(quiet, 'answer')).due_at).toEqual(lishui('2026-11-26 17:30'))
  })
})
