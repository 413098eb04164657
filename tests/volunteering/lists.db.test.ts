import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { findShift, listShiftsOf } from '#volunteering/activities/matching.ts'
import { countBefore, listMySignUps } from '#volunteering/sign-ups/my-shifts.ts'
import { hideSmall, overviewByCounty } from '#volunteering/overview.ts'
import { exportRoster, readRoster, remindTomorrow } from '#volunteering/shifts/roster.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { listNotes, tellRoster } from '#volunteering/shifts/moves/notes.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addOrganisation,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

describe('the roster', () => {
  test('is for the shift’s organisers, says who is a minor, shows phones until a week after, and each reading is an event', async () => {
    const { db } = connection
    const { shiftId, organiser, startsAt } = await addTestShift(db, { capacity: 2 })
    const parent = await addVolunteer(db, { name: '示例父母' })
    const child = await addMinor(db, parent)
    granted(await sign(db, shiftId, parent))
    granted(await sign(db, shiftId, child))
    granted(await sign(db, shiftId, await addVolunteer(db, { name: '示例候补' })))
    await db
      .updateTable('person')
      .set({ phone_sealed: personalData.seal('13800000001', 'person.phone_sealed') })
      .where('id', '=', parent.personId)
      .execute()
    const read = (personId: number, now = monday, phones = true) =>
      readRoster(db, personalData, { shiftId, personId, phones }, now)
    expect(await read((await addOrganisation(db)).organiser)).toEqual({ refused: organisationRefusals.notYours })
    const roster = granted(await read(organiser))
    expect(roster.phones).toBe(true)
    expect(roster.rows).toMatchObject([
      { name: '示例父母', state: 'booked', minor: false, phone: '13800000001' },
      { state: 'booked', minor: true, child: false, phone: undefined },
      { name: '示例候补', state: 'waiting' },
    ])
    const ends = hoursAfter(startsAt, 2)
    expect(granted(await read(organiser, hoursAfter(ends, 7 * 24))).phones).toBe(true)
    const late = granted(await read(organiser, hoursAfter(ends, 7 * 24 + 1)))
    expect([late.phones, late.rows[0]!.phone]).toEqual([false, undefined])
    expect(granted(await read(organiser, monday, false)).rows[0]!.phone, 'not asked for').toBeUndefined()
    const readings = await db
      .selectFrom('event')
      .select(['actor_id', 'detail'])
      .where('action', '=', 'roster.read')
      .where('object_id', '=', String(shiftId))
      .orderBy('id')
      .execute()
    expect(readings.map(({ actor_id, detail }) => [actor_id, detail.phones])).toEqual([
      [organiser, true],
      [organiser, true],
      [organiser, false],
      [organiser, false],
    ])
  })

  test('goes out as a table that no cell of turns into a formula, and that is an event too', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db)
    granted(await sign(db, shiftId, await addVolunteer(db, { name: '=HYPERLINK("http://示例","点")' })))
    const columns = [{ heading: '姓名', cell: (row: { name: string | undefined }) => row.name ?? '' }]
    expect(
      await exportRoster(
        db,
        personalData,
        { shiftId, personId: (await addOrganisation(db)).organiser, columns },
        monday,
      ),
    ).toEqual({ refused: organisationRefusals.notYours })
    const stream = await exportRoster(db, personalData, { shiftId, personId: organiser, columns }, monday)
    if ('refused' in stream) throw new Error(stream.refused.words)
    expect(await new Response(stream).text()).toBe('姓名\r\n"\'=HYPERLINK(""http://示例"",""点"")"\r\n')
    expect(
      await db
        .selectFrom('event')
        .select('actor_id')
        .where('action', '=', 'roster.exported')
        .where('object_id', '=', String(shiftId))
        .execute(),
    ).toEqual([{ actor_id: organiser }])
  })

  test('is told something in one go: who is booked, each once', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db, { capacity: 3, activity: { minimumAge: 6 } })
    const parent = await addVolunteer(db)
    granted(await sign(db, shiftId, [parent, await addChild(db, parent)]))
    const note = { shiftId, personId: organiser, words: '请带水杯', requestKey: randomUUID() }
    expect(await tellRoster(db, note, monday)).toEqual({ told: 1 })
    expect(await tellRoster(db, note, monday), 'sent twice').toEqual({ told: 1 })
    const messages = await messagesAbout(db, 'shift', shiftId)
    expect(messages).toMatchObject([{ to_person_id: parent.personId, template: 'shift-note' }])
    expect(JSON.stringify(messages), 'the words are read on the page').not.toContain('水杯')
    expect(await listNotes(db, shiftId)).toMatchObject([{ words: '请带水杯' }])
  })

  test('is reminded in the course of the day before, once', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, {
      startsAt: new Date('2026-12-13T23:30:00Z'),
      activity: { minimumAge: 6 },
    })
    const parent = await addVolunteer(db)
    granted(await sign(db, shiftId, [parent, await addChild(db, parent)]))
    // Half past seven on a Monday morning in Lishui: not on Saturday, not before nine on Sunday, not at night.
    for (const at of ['2026-12-12T10:00:00Z', '2026-12-13T00:59:00Z', '2026-12-13T12:00:00Z'])
      expect(await remindTomorrow(db, new Date(at)), at).toBe(0)
    expect(await remindTomorrow(db, new Date('2026-12-13T01:00:00Z'))).toBe(1)
    expect(await remindTomorrow(db, new Date('2026-12-13T01:01:00Z'))).toBe(0)
    expect(await messagesAbout(db, 'shift', shiftId)).toMatchObject([
      { to_person_id: parent.personId, template: 'shift-tomorrow', facts: { startsAt: startsAt.toISOString() } },
    ])
  })
})

describe('my shifts', () => {
  test('show what needs an answer first, children’s too, and how many wait before', async () => {
    const { db } = connection
    const parent = await addVolunteer(db, { name: '示例父母' })
    const child = await addChild(db, parent)
    const first = await addTestShift(db, { capacity: 1, startsAt: hoursAfter(monday, 30) })
    const second = await addTestShift(db, { capacity: 1, startsAt: hoursAfter(monday, 60) })
    const holder = await addVolunteer(db)
    const held = granted(await sign(db, second.shiftId, holder))
    granted(await sign(db, first.shiftId, parent))
    granted(await sign(db, second.shiftId, parent))
    const family = await addTestShift(db, { activity: { minimumAge: 6 }, startsAt: hoursAfter(monday, 40) })
    granted(await sign(db, family.shiftId, child))
    const behind = granted(await sign(db, second.shiftId, await addVolunteer(db)))
    const row = await db
      .selectFrom('sign_up')
      .selectAll()
      .where('id', '=', behind.signUpIds[0]!)
      .executeTakeFirstOrThrow()
    expect(await countBefore(db, row)).toBe(1)
    granted(await cannotCome(db, { signUpId: held.signUpIds[0]!, personId: holder.personId }, monday))
    const mine = await listMySignUps(db, personalData, parent.personId, monday)
    expect(mine.map(signUp => [signUp.shift_id, signUp.state, signUp.volunteerName])).toEqual([
      [second.shiftId, 'offered', '示例父母'],
      [first.shiftId, 'booked', '示例父母'],
      [family.shiftId, 'booked', '示例孩子'],
    ])
    expect(await listMySignUps(db, personalData, holder.personId, monday)).toEqual([])
    expect(await listMySignUps(db, personalData, holder.personId, monday, { past: true })).toMatchObject([
      { state: 'ended', ended_reason: 'cannot-come' },
    ])
    expect(await findShift(db, first.shiftId)).toMatchObject({ taken: 1, capacity: 1, title: '路口文明劝导' })
    expect((await listShiftsOf(db, first.activityId, monday)).map(shift => shift.id)).toEqual([first.shiftId])
  })
})

describe('the office’s overview', () => {
  test('counts by county and hides counts of fewer than five people', async () => {
    const { db } = connection
    for (let index = 0; index < 5; index++) await addVolunteer(db, { county: '331121' })
    await addVolunteer(db, { county: '331122' })
    const figures = await overviewByCounty(db, { from: monday, until: hoursAfter(monday, 24 * 30) })
    expect(figures.find(row => row.county === '331122')).toMatchObject({ volunteers: null })
    const shown = figures.find(row => row.county === '331121')!
    const counted = figures.filter(row => row.volunteers !== null && row.volunteers > 0)
    expect(shown.volunteers === 5 || counted.length > 0, 'the next smallest may be hidden with it').toBe(true)
  })

  test('never hides exactly one count among several, which the total would give away', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), counts => {
        const shown = hideSmall(counts)
        const hidden = counts.filter((_count, index) => shown[index] === null)
        expect(shown.every((count, index) => count === null || count === counts[index])).toBe(true)
        expect(shown.every(count => count === null || count === 0 || count >= 5)).toBe(true)
        if (counts.filter(count => count > 0).length > 1) expect(hidden.length).not.toBe(1)
      }),
    )
  })
})

describe('check:volunteers', () => {
  test('finds a counter, a list and a trail that were tampered with', async () => {
    const { db } = connection
    expect((await checkVolunteers(db, monday)).filter(finding => finding.count > 0)).toEqual([])
    const { shiftId } = await addTestShift(db, { capacity: 5 })
    const [signUpId] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    await db.updateTable('shift').set({ taken: 3 }).where('id', '=', shiftId).execute()
    await db.updateTable('sign_up').set({ state: 'waiting' }).where('id', '=', signUpId!).execute()
    const broken = (await checkVolunteers(db, monday)).filter(finding => finding.count > 0)
    expect(broken).toEqual([
      { rule: 'a shift’s counter is what is booked or offered', ids: [shiftId], count: 1 },
      { rule: 'the audit trail ends where each sign-up stands', ids: [signUpId], count: 1 },
      { rule: 'nobody waits while a place is free that they could take', ids: [shiftId], count: 1 },
    ])
  })
})
