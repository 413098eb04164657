import ICAL from 'ical.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { findCalendarEntry, hasFeed, openFeed, readFeed, revokeFeed } from '#volunteering/shifts/calendar.ts'
import { type CalendarEntry, writeCalendar } from '#volunteering/shifts/calendar-text.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { endedReasons, signUpStates } from '#volunteering/sign-ups/words.ts'
import { changeAndPass } from '../support/activity-changes.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import { addTestShift, addVolunteer, granted, hoursAfter, monday, sign } from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

const origin = 'https://wenming.example.cn'

/** What another program reads in the text, of its one entry. */
function readEvent(text: string) {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
  expect(events).toHaveLength(1)
  const event = events[0]!
  const said = (name: string) => String(event.getFirstPropertyValue(name) ?? '')
  return { event, said, sequence: Number(said('sequence')), changed: said('last-modified') }
}

const entry: CalendarEntry = {
  shiftId: 7,
  startsAt: hoursAfter(monday, 48),
  endsAt: hoursAfter(monday, 50),
  title: '示例',
  place: '示例路口',
  note: '示例',
  state: 'confirmed',
  revision: 3,
  changedAt: monday,
  latitude: null,
  longitude: null,
}

describe('a calendar’s text', () => {
  test('is read by another program as it was meant', () => {
    const text = writeCalendar(
      '小园丁',
      [{ ...entry, title: '清洁瓯江，人人有份', place: '示例码头；东侧', latitude: 28.45, longitude: 119.92 }],
      { origin },
    )
    const { said, event } = readEvent(text)
    expect(said('uid')).toBe('shift-7@wenming.example.cn')
    expect(said('summary')).toBe('清洁瓯江，人人有份')
    expect(said('location')).toBe('示例码头；东侧')
    expect(said('geo')).toBe('28.45,119.92')
    expect(said('url')).toBe(`${origin}/volunteer/shifts/7`)
    expect(said('dtstart')).toBe('2026-11-25T01:00:00Z')
    expect(said('dtend')).toBe('2026-11-25T03:00:00Z')
    expect(said('dtstamp')).toBe('2026-11-23T01:00:00Z')
    expect(event.getAllSubcomponents('valarm')).toEqual([])
  })

  test('breaks its lines at 75 octets, never inside a character, and loses nothing', () => {
    const words = fc.string({
      unit: fc.constantFrom('丽', '水', '🌱', 'a', ' ', ',', ';', '\\', '\n', '，', '𠮷', ':'),
    })
    fc.assert(
      fc.property(words, words, (title, note) => {
        const text = writeCalendar('小园丁', [{ ...entry, title, note }], { origin })
        expect(text.split('\r\n').filter(line => Buffer.byteLength(line) > 75)).toEqual([])
        expect(text).not.toContain('\uFFFD')
        const { said } = readEvent(Buffer.from(text).toString())
        expect([said('summary'), said('description')]).toEqual([title, note])
      }),
    )
  })

  test('has an alarm only where one is asked for, and never of what is called off', () => {
    const { event } = readEvent(writeCalendar('小园丁', [entry], { origin, remind: 60 }))
    const [alarm] = event.getAllSubcomponents('valarm')
    expect(String(alarm!.getFirstPropertyValue('trigger'))).toBe('-PT1H')
    expect(alarm!.getFirstPropertyValue('action')).toBe('DISPLAY')
    const off = writeCalendar('小园丁', [{ ...entry, state: 'cancelled' }], { origin, remind: 60 })
    expect(readEvent(off).event.getAllSubcomponents('valarm')).toEqual([])
  })
})

describe('a shift’s entry', () => {
  const textOf = async (shiftId: number, personId?: number) =>
    writeCalendar('小园丁', [(await findCalendarEntry(connection.db, shiftId, personId))!], { origin })

  test('is counted up and dated later by each change that it shows, and is the same bytes without one', async () => {
    const { db } = connection
    const { shiftId, activityId, organiser, startsAt } = await addTestShift(db)
    const look = async () => ({
      ...readEvent(await textOf(shiftId)),
      at: Number((await findCalendarEntry(db, shiftId))!.changedAt),
    })
    const first = await look()
    let before = first
    expect(before.said('status')).toBe('TENTATIVE')
    const expectRise = async (what: string) => {
      const after = await look()
      expect(after.sequence, what).toBeGreaterThan(before.sequence)
      expect(after.at, what).toBeGreaterThanOrEqual(before.at)
      expect(after.said('dtstamp'), what).toBe(after.changed)
      before = after
    }
    const change = (changes: Parameters<typeof changeAndPass>[3]) => changeAndPass(db, organiser, activityId, changes)
    await change({ title: '示例改名' })
    await expectRise('the title')
    await change({ place: '示例另一路口' })
    await expectRise('the place')
    await change({ latitude: 28.4, longitude: 119.9 })
    await expectRise('the coordinates')
    await change({ contactPhone: '0578-2090001' })
    await expectRise('who to call')
    const times = (hours: number) => ({
      startsAt: hoursAfter(startsAt, hours),
      endsAt: hoursAfter(startsAt, hours + 2),
    })
    granted(await rescheduleShift(db, { shiftId, personId: organiser, ...times(5) }, monday))
    await expectRise('the time')
    const meetingPoint = '示例东门'
    granted(await rescheduleShift(db, { shiftId, personId: organiser, ...times(5), meetingPoint }, monday))
    await expectRise('the meeting point')

    const same = await textOf(shiftId)
    granted(await changeCapacity(db, { shiftId, personId: organiser, capacity: 9 }, monday))
    granted(await sign(db, shiftId, await addVolunteer(db)))
    await change({ riskText: '示例风险' })
    expect(await textOf(shiftId), 'what it does not show').toBe(same)

    granted(await cancelShift(db, { shiftId, personId: organiser, words: '示例' }, monday))
    await expectRise('its end')
    expect(before.said('status')).toBe('CANCELLED')
    expect(before.at).toBeGreaterThan(first.at)
  })

  test('of an activity that is called off is too, and a draft has none', async () => {
    const { db } = connection
    const { shiftId, activityId, organiser } = await addTestShift(db)
    const before = readEvent(await textOf(shiftId))
    granted(await cancelActivity(db, { personId: organiser, activityId, words: '示例' }, monday))
    const after = readEvent(await textOf(shiftId))
    expect([after.said('status'), after.sequence > before.sequence]).toEqual(['CANCELLED', true])
    const draft = await addTestShift(db, { publish: false })
    expect(await findCalendarEntry(db, draft.shiftId)).toBeUndefined()
  })

  test('that was taken signed in is older than a later change of the shift that is taken signed out', async () => {
    const { db } = connection
    const { shiftId, organiser, startsAt } = await addTestShift(db)
    const volunteer = await addVolunteer(db)
    const { signUpIds } = granted(await sign(db, shiftId, volunteer))
    granted(await cannotCome(db, { signUpId: signUpIds[0]!, personId: volunteer.personId }, monday))
    granted(await sign(db, shiftId, volunteer))
    const own = readEvent(await textOf(shiftId, volunteer.personId)).sequence
    expect(own).toBeGreaterThan(readEvent(await textOf(shiftId)).sequence)
    const times = { startsAt: hoursAfter(startsAt, 5), endsAt: hoursAfter(startsAt, 7) }
    granted(await rescheduleShift(db, { shiftId, personId: organiser, ...times }, monday))
    expect(readEvent(await textOf(shiftId)).sequence).toBeGreaterThan(own)
  })

  test('is for each person as they stand on it, and rises with each of their moves', async () => {
    const { db } = connection
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [holder, next] = [await addVolunteer(db), await addVolunteer(db)]
    const held = granted(await sign(db, shiftId, holder)).signUpIds[0]!
    const waits = granted(await sign(db, shiftId, next)).signUpIds[0]!
    const stages: [state: string, note: string, sequence: number][] = []
    const look = async (personId?: number) => {
      const { said, sequence } = readEvent(await textOf(shiftId, personId))
      stages.push([said('status'), said('description').split('\n')[0]!, sequence])
    }
    await look(next.personId)
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, monday))
    await look(next.personId)
    granted(await confirmOffer(db, { signUpId: waits, personId: next.personId }, monday))
    await look(next.personId)
    granted(await cannotCome(db, { signUpId: waits, personId: next.personId }, monday))
    await look(next.personId)
    granted(await sign(db, shiftId, next))
    await look(next.personId)
    expect(stages.map(([status, note]) => [status, note])).toEqual([
      ['TENTATIVE', signUpStates.waiting],
      ['TENTATIVE', signUpStates.offered],
      ['CONFIRMED', signUpStates.booked],
      ['CANCELLED', endedReasons['cannot-come']],
      ['CONFIRMED', signUpStates.booked],
    ])
    const counted = stages.map(([, , sequence]) => sequence)
    expect(counted).toEqual([...new Set(counted)].toSorted((a, b) => a - b))
    await look(holder.personId)
    await look((await addVolunteer(db)).personId)
    expect(stages.slice(-2).map(([status]) => status)).toEqual(['CANCELLED', 'TENTATIVE'])
  })
})

test('a person’s feed opens with its token only, holds family shifts once and no names, and stops when revoked', async () => {
  const { db } = connection
  const parent = await addVolunteer(db, { name: '示例机密' })
  const { shiftId } = await addTestShift(db, { activity: { minimumAge: 6 } })
  granted(await sign(db, shiftId, [parent, await addChild(db, parent)]))
  const first = await openFeed(db, parent.personId, monday)
  const entries = (await readFeed(db, first.token, monday))!
  expect(entries).toMatchObject([{ shiftId, state: 'confirmed' }])
  expect(JSON.stringify(entries)).not.toContain('机密')
  expect(writeCalendar('我的', entries, { origin })).toBe(
    writeCalendar('我的', (await readFeed(db, first.token, hoursAfter(monday, 3)))!, { origin }),
  )
  expect(await readFeed(db, 'no such token', monday)).toBeUndefined()
  const second = await openFeed(db, parent.personId, monday)
  expect(await readFeed(db, first.token, monday), 'a new address ends the old one').toBeUndefined()
  expect(await hasFeed(db, parent.personId)).toBe(true)
  expect(await revokeFeed(db, parent.personId, monday)).toEqual({ revoked: true })
  expect(await readFeed(db, second.token, monday)).toBeUndefined()
  expect(await hasFeed(db, parent.personId)).toBe(false)
  const stored = await db.selectFrom('calendar_feed').select('token_hash').execute()
  expect(stored.map(row => row.token_hash)).not.toContain(first.token)
})
