import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { dayOf } from '#calendar/lishui.ts'
import { readQuery } from '#publishing/search/query.ts'
import {
  countFoundShifts,
  listComingShifts,
  listOfferingOrganisations,
  type ShiftFilter,
  slotsWithin,
} from '#volunteering/activities/finding.ts'
import { findShift, listShiftsFor, listShiftsOf } from '#volunteering/activities/matching.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { countComingShifts } from '#volunteering/shifts/coming.ts'
import { setSignUpOpen } from '#volunteering/shifts/moves/sign-up-open.ts'
import { listNearbyActivities } from '#volunteering/activities/nearby.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  addOrganisation,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

/** Of these shifts those that are found, by name. */
async function found(among: Record<string, { shiftId: number }>, filter: ShiftFilter): Promise<string[]> {
  const { db } = connection
  const ids = (await listComingShifts(db, { limit: 1000, ...filter }, monday)).map(shift => shift.id)
  expect((await countFoundShifts(db, filter, monday)).shifts, 'the count says what the list shows').toBe(ids.length)
  return Object.keys(among).filter(name => ids.includes(among[name]!.shiftId))
}
const asked = (typed: string) => ({ words: readQuery(typed).terms })

describe('finding something to do', () => {
  test('by words of the title, the place, the task, the organisation, what the kind and the skills are called', async () => {
    const { db } = connection
    const team = await addOrganisation(db, '示例瓯江护鸟队')
    const shifts = {
      river: await addTestShift(db, {
        activity: { title: '清理河边垃圾', place: '示例ＡＢＣ码头', kind: 'environment', county: '331123' },
      }),
      phones: await addTestShift(db, {
        activity: {
          title: '示例课堂',
          whatToDo: '陪老人学用手机',
          kind: 'elderly',
          skills: ['phones'],
          county: '331123',
        },
      }),
      birds: await addTestShift(db, { organisation: team, activity: { title: '数一数_100%', county: '331123' } }),
    }
    const by = (typed: string) => found(shifts, { county: '331123', ...asked(typed) })
    expect(await by('河边')).toEqual(['river'])
    expect(await by('垃圾 河边')).toEqual(['river'])
    expect(await by('清理河邊')).toEqual(['river'])
    expect(await by('abc')).toEqual(['river'])
    expect(await by('环境整治')).toEqual(['river'])
    expect(await by('老人手机')).toEqual(['phones'])
    expect(await by('教用手机电脑')).toEqual(['phones'])
    expect(await by('护鸟')).toEqual(['birds'])
    expect(await by('河边 老人')).toEqual([])
    expect(await found(shifts, { county: '331123', words: ['%'] }), 'a sign of the database is a sign').toEqual([
      'birds',
    ])
    expect(await found(shifts, { county: '331123', words: ['_'] })).toEqual(['birds'])
  })

  test('by skill, organisation, and whether children may come', async () => {
    const { db } = connection
    const team = await addOrganisation(db)
    const county = '331124'
    const shifts = {
      aid: await addTestShift(db, { organisation: team, activity: { county, skills: ['first-aid', 'driving'] } }),
      family: await addTestShift(db, { activity: { county, minimumAge: 6, guardianRule: 'accompanied' } }),
      grown: await addTestShift(db, { activity: { county, minimumAge: 18, guardianRule: 'adults' } }),
    }
    expect(await found(shifts, { county, skill: 'driving' })).toEqual(['aid'])
    expect(await found(shifts, { county, organisationId: team.organisationId })).toEqual(['aid'])
    expect(await found(shifts, { county, withChildren: true })).toEqual(['family'])
  })

  test('by the part of the week that a shift touches', async () => {
    const { db } = connection
    const county = '331125'
    // `monday` is nine in the morning.
    const at = (hours: number, long = 2) =>
      addTestShift(db, { startsAt: hoursAfter(monday, hours), hours: long, activity: { county } })
    const shifts = {
      mondayEvening: await at(10),
      fridayIntoSaturday: await at(4 * 24 + 14, 3),
      saturdayMorning: await at(5 * 24),
      sundayEvening: await at(6 * 24 + 10),
    }
    const within = (...when: Parameters<typeof slotsWithin>) => found(shifts, { county, slots: slotsWithin(...when) })
    expect(await within('weekend', undefined)).toEqual(['fridayIntoSaturday', 'saturdayMorning', 'sundayEvening'])
    expect(await within('workdays', undefined)).toEqual(['mondayEvening', 'fridayIntoSaturday'])
    expect(await within(undefined, 'evening')).toEqual(['mondayEvening', 'fridayIntoSaturday', 'sundayEvening'])
    expect(await within('weekend', 'evening')).toEqual(['sundayEvening'])
    expect(slotsWithin(undefined, undefined)).toBeUndefined()
    expect(dayOf(hoursAfter(monday, 5 * 24)), 'a Saturday').toBe('2026-11-28')
  })

  test('counts places that can still be had', async () => {
    const { db } = connection
    const activity = { county: '331121', title: '示例名额' }
    const { shiftId } = await addTestShift(db, { activity, capacity: 3 })
    await addTestShift(db, { activity, capacity: 4, publish: false })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    expect(await countFoundShifts(db, asked('示例名额'), monday)).toEqual({ shifts: 1, places: 2 })
    expect(await countFoundShifts(db, asked('示例名额'), hoursAfter(monday, 48))).toEqual({ shifts: 0, places: 0 })
  })

  test('counts no place that is offered to the line first: everywhere the same', async () => {
    const { db } = connection
    const activity = { county: '331181', title: '示例候补', minimumAge: 6 }
    const { shiftId, activityId, startsAt } = await addTestShift(db, { activity, capacity: 2 })
    const holders = [await addVolunteer(db), await addVolunteer(db)]
    const held = granted(await sign(db, shiftId, holders[0]!)).signUpIds[0]!
    granted(await sign(db, shiftId, holders[1]!))
    const parent = await addVolunteer(db)
    granted(await sign(db, shiftId, [parent, await addChild(db, parent)]))
    granted(await cannotCome(db, { signUpId: held, personId: holders[0]!.personId }, monday))
    const newcomer = await addVolunteer(db)
    const week = { from: monday, until: hoursAfter(startsAt, 1) }
    const counted = {
      page: (await findShift(db, shiftId))!.free,
      list: (await listComingShifts(db, asked('示例候补'), monday)).map(({ free }) => free),
      ofActivity: (await listShiftsOf(db, activityId, monday)).map(({ free }) => free),
      suited: (await listShiftsFor(db, newcomer.volunteerId, { limit: 1000 }, monday)).find(({ id }) => id === shiftId)!
        .free,
      count: (await countFoundShifts(db, asked('示例候补'), monday)).places,
      filtered: (await countFoundShifts(db, { ...asked('示例候补'), withPlaces: true }, monday)).shifts,
      near: (await listNearbyActivities(db, monday)).find(({ id }) => id === activityId)!.places,
      week: (await countComingShifts(db, week)).find(({ county }) => county === activity.county)!.places,
    }
    expect(counted).toEqual({ page: 0, list: [0], ofActivity: [0], suited: 0, count: 0, filtered: 0, near: 0, week: 0 })
    expect(granted(await sign(db, shiftId, newcomer)).state, 'as who comes next finds').toBe('waiting')
  })

  test('names the organisations that have something to do', async () => {
    const { db } = connection
    const [busy, idle] = [await addOrganisation(db), await addOrganisation(db)]
    await addTestShift(db, { organisation: busy })
    await addTestShift(db, { organisation: idle, publish: false })
    const ids = (await listOfferingOrganisations(db, monday)).map(({ id }) => id)
    expect([ids.includes(busy.organisationId), ids.includes(idle.organisationId)]).toEqual([true, false])
    const later = await listOfferingOrganisations(db, hoursAfter(monday, 48))
    expect(later.some(({ id }) => id === busy.organisationId)).toBe(false)
  })
})

test('what is near is an activity with its next shift and its place; what nobody may sign up for is left out', async () => {
  const { db } = connection
  const at = { latitude: 28.4502, longitude: 119.9215 }
  const { activityId, organiser } = await addTestShift(db, { activity: { ...at, county: '331122' }, capacity: 3 })
  const endsAt = hoursAfter(monday, 32)
  const more = { requestKey: randomUUID(), activityId, startsAt: hoursAfter(monday, 30), endsAt, capacity: 4 }
  granted(await addShift(db, organiser, more, monday))
  const nowhere = await addTestShift(db, { activity: { county: '331122' } })
  const closed = await addTestShift(db, { activity: { county: '331122' } })
  granted(await setSignUpOpen(db, { shiftId: closed.shiftId, open: false, personId: closed.organiser }, monday))
  await addTestShift(db, { activity: { county: '331122' }, startsAt: hoursAfter(monday, 24 * 40) })
  const near = (await listNearbyActivities(db, monday)).filter(({ county }) => county === '331122')
  expect(near).toMatchObject([
    { id: activityId, ...at, nextAt: more.startsAt, shifts: 2, places: 7 },
    { id: nowhere.activityId, latitude: null, longitude: null, shifts: 1 },
  ])
  expect(near).toHaveLength(2)
})

describe('finding a shift', () => {
  test('shows coming shifts of published activities in the order of time, and filters them', async () => {
    const { db } = connection
    const activity = { county: '331127', kind: 'science' }
    const later = await addTestShift(db, { activity, startsAt: hoursAfter(monday, 30) })
    const sooner = await addTestShift(db, { activity, startsAt: hoursAfter(monday, 20), capacity: 1 })
    await addTestShift(db, { activity, publish: false })
    granted(await sign(db, sooner.shiftId, await addVolunteer(db)))
    const ids = async (filter: object) =>
      (await listComingShifts(db, { county: '331127', ...filter }, monday)).map(shift => shift.id)
    expect(await ids({})).toEqual([sooner.shiftId, later.shiftId])
    expect(await ids({ withPlaces: true })).toEqual([later.shiftId])
    expect(await ids({ until: hoursAfter(monday, 25) })).toEqual([sooner.shiftId])
    expect(await ids({ from: hoursAfter(monday, 25) })).toEqual([later.shiftId])
    expect(await ids({ kind: 'traffic' })).toEqual([])
    expect(await ids({ organisationId: later.organisationId, offset: 1 })).toEqual([later.shiftId])
  })

  test('for a volunteer puts skill, time, county and nearness first, and leaves out what they cannot do', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db, {
      county: '331126',
      skills: ['first-aid'],
      availableTimes: ['thu-morning'],
      wishes: ['health'],
      birthDate: '2009-11-24',
    })
    const thursday = hoursAfter(monday, 72)
    const at = (latitude: number) => ({ latitude, longitude: 119.06 })
    const best = await addTestShift(db, {
      startsAt: thursday,
      activity: { county: '331126', kind: 'health', skills: ['first-aid'] },
    })
    const near = await addTestShift(db, {
      startsAt: hoursAfter(thursday, 7),
      activity: { county: '331126', ...at(27.62) },
    })
    const far = await addTestShift(db, {
      startsAt: hoursAfter(thursday, 6),
      activity: { county: '331126', ...at(27.92) },
    })
    const adults = await addTestShift(db, {
      startsAt: thursday,
      activity: { county: '331126', minimumAge: 18, guardianRule: 'adults' },
    })
    const list = await listShiftsFor(db, volunteer.volunteerId, { near: at(27.6), limit: 50 }, monday)
    const ids = list.map(shift => shift.id)
    expect(ids[0]).toBe(best.shiftId)
    expect(list[0]).toMatchObject({ skilled: true, inTime: true, sameCounty: true, wished: true, kilometres: null })
    expect(ids.indexOf(near.shiftId)).toBeLessThan(ids.indexOf(far.shiftId))
    expect(list.find(shift => shift.id === far.shiftId)!.kilometres).toBeCloseTo(35.6, 0)
    expect(ids).not.toContain(adults.shiftId)
    const adult = await addVolunteer(db, { county: '331126' })
    const here = await addTestShift(db, { startsAt: thursday, activity: { county: '331126' } })
    granted(await sign(db, here.shiftId, adult))
    const forAdult = (await listShiftsFor(db, adult.volunteerId, { limit: 50 }, monday)).map(shift => shift.id)
    expect(forAdult, 'signed up, or booked at that time').not.toContain(here.shiftId)
    expect(forAdult).not.toContain(best.shiftId)
    expect(forAdult).toContain(near.shiftId)
  })
})
