import { samplePhone } from '#demo/volunteers.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rosterWords, shiftStates } from '#volunteering/shifts/words.ts'
import { startWords } from '#volunteering/words.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { missingBeforePublication } from '#volunteering/activities/law-gate.ts'
import { metaOf } from '#forms/meta.ts'
import { activityForm } from '#volunteering/activities/form.ts'
import { addShiftsForm } from '#volunteering/shifts/adding.ts'
import { notes } from '#volunteering/shifts/moves/notes.ts'
import { actionWords } from '#people/trail-words.ts'
import { faultAt } from '../support/forms.ts'
import { htmlOf } from '../support/html.ts'
import {
  desk,
  draft,
  inDays,
  locationOf,
  publish,
  sendForm,
  shift,
  shiftsOf,
  signUpFor,
  terms,
} from '../support/organising.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let organiser: Visitor
/** Organises nothing. */
let outsider: Visitor
let volunteer: Visitor
let admin: Visitor
/** What the form of a shift says at a field when this was typed into it. */
const fault = (field: string, changes: Record<string, string>) => faultAt(addShiftsForm, field, shift(changes))

beforeAll(async () => {
  server = await workersPortal()
  const { accounts, address } = server
  ;[organiser, outsider, volunteer, admin] = (await Promise.all(
    ['organiser', 'contributor', 'volunteer', 'admin'].map(role => signedIn(address, accounts[role])),
  )) as [Visitor, Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

describe('an activity', () => {
  test('is drafted, shows what is missing, is filled in, gets its shifts and goes out, each form twice without harm', async () => {
    const form = {
      organisation: '1',
      title: '示例：古桥清扫',
      kind: 'environment',
      county: '331102',
      request_key: crypto.randomUUID(),
    }
    const [first, second] = [
      await organiser.post(`${desk}/activities/new`, form),
      await organiser.post(`${desk}/activities/new`, form),
    ]
    expect(locationOf(second)).toBe(locationOf(first))
    const activity = locationOf(first)!.replace(/\?.*/, '')
    const empty = await htmlOf(await organiser.get(activity))
    for (const word of ['risk-text', 'insurance-reference', 'coming-shift'] as const)
      expect(empty).toContain(missingBeforePublication[word])
    expect(empty).toContain(`${activity}/terms#risk_text`)
    const tooSoon = await organiser.post(`${activity}/publication`, {})
    expect([tooSoon.status, await htmlOf(tooSoon)]).toEqual([
      409,
      expect.stringContaining(activityRefusals.missing.words),
    ])
    expect((await organiser.get(activity.replace('/desk/volunteers', '/volunteer'))).status).toBe(404)

    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await sendForm(organiser, `${activity}/terms`, terms({ title: '示例：古桥清扫' })))).toBe(
        `${activity}?done=terms`,
      )
    const weekly = shift({ weeks: '3' })
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${activity}/shifts`, weekly))).toBe(`${activity}?done=shifts#shifts`)
    expect(await shiftsOf(organiser, activity)).toHaveLength(3)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${activity}/publication`, {}))).toBe(`${activity}?done=publication`)
    expect(await htmlOf(await volunteer.get(activity.replace('/desk/volunteers', '/volunteer')))).toContain(
      '示例江滨公园',
    )
    expect(await htmlOf(await organiser.get(desk))).not.toContain(startWords.noShifts)
  })

  test.each([
    ['no name', 'title', { title: ' ' }],
    ['an age that is none', 'minimum_age', { minimum_age: '2' }],
    ['half a position', 'latitude', { latitude: '28.4' }],
    ['a draw without its hour', 'draw_hours', { draw: 'lot' }],
    ['a skill nobody has', 'skills', { skills: ['flying'] }],
    ['words without end', 'risk_text', { risk_text: '长'.repeat(2001) }],
  ])('with %s is refused in words at its place, and what was typed stays', async (_what, field, changes) => {
    const activity = await draft(organiser)
    const response = await sendForm(organiser, `${activity}/terms`, terms(changes))
    const page = await htmlOf(response)
    expect(response.status).toBe(422)
    expect(page).toContain(faultAt(activityForm, field, changes))
    expect(page).toContain('发手套，有安全员')
  })

  test('in a county elsewhere is refused', async () => {
    const response = await sendForm(organiser, `${await draft(organiser)}/terms`, terms({ county: '110000' }))
    expect([response.status, await htmlOf(response)]).toEqual([
      422,
      expect.stringContaining(`请从列表里选${metaOf(activityForm.shape.county).label}`),
    ])
  })

  test.each([
    ['a day the calendar does not have', { on: '2099-02-30' }, fault('on', { on: '2099-02-30' })],
    ['yesterday', { on: inDays(-1) }, shiftRefusals.past.words],
    ['no time at all', { until: '09:00' }, shiftRefusals.times.words],
    ['an hour that is none', { from: '25:00' }, fault('from', { from: '25:00' })],
    ['no places', { capacity: '0' }, shiftRefusals.capacity.words],
    ['a hundred weeks', { weeks: '100' }, fault('weeks', { weeks: '100' })],
    ['sign-up that opens too late', { opens_on: inDays(21) }, fault('opens_on', { opens_on: inDays(21) })],
  ])('takes no shift with %s', async (_what, changes, message) => {
    const activity = await draft(organiser)
    const response = await organiser.post(`${activity}/shifts`, shift(changes))
    expect([response.status, await htmlOf(response)]).toEqual([422, expect.stringContaining(message)])
    expect(await shiftsOf(organiser, activity)).toEqual([])
  })

  test('keeps its rules once it is out, tells of changed words, and is called off with words', async () => {
    const { activity, publicShift } = await publish(organiser, '示例：先发后改')
    expect(await htmlOf(await organiser.get(`${activity}/terms`))).not.toContain('name="minimum_age"')
    const missing = await sendForm(organiser, `${activity}/terms`, terms({ title: '示例：先发后改', risk_text: '' }))
    expect([missing.status, await htmlOf(missing)]).toEqual([
      422,
      expect.stringContaining(missingBeforePublication['risk-text']),
    ])
    expect(
      (await sendForm(organiser, `${activity}/terms`, terms({ title: '示例：先发后改', risk_text: '临水，有台阶' })))
        .status,
    ).toBe(303)
    expect(await htmlOf(await volunteer.get(publicShift))).toContain('临水，有台阶')
    expect((await organiser.post(`${activity}/cancellation`, { words: '' })).status).toBe(422)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${activity}/cancellation`, { words: '示例：台风来了' }))).toBe(
        `${activity}?done=cancellation`,
      )
    expect(await htmlOf(await volunteer.get(publicShift))).toContain('示例：台风来了')
    expect(locationOf(await organiser.get(`${activity}/shifts`))).toBe(activity)
  })
})

describe('a shift', () => {
  test('shows who comes without phone numbers, which are shown in answer to a button only, and exported when asked', async () => {
    const { shift: path, publicShift } = await publish(organiser, '示例：看名单')
    await signUpFor(volunteer, publicShift)
    const page = await htmlOf(await organiser.get(path))
    expect(page).toContain('陈向阳（示例）')
    expect(page).not.toContain(samplePhone)
    const phones = await organiser.post(`${path}/phones`, {})
    expect([phones.status, phones.headers.get('cache-control')]).toEqual([200, expect.stringContaining('no-store')])
    expect(await htmlOf(phones)).toContain(samplePhone)
    const plain = await organiser.post(`${path}/roster.csv`, { phones: '' })
    expect(plain.headers.get('content-disposition')).toContain('attachment')
    const { csv, groups, guardian, name, number, signedUp } = rosterWords
    const [heading, line] = new TextDecoder('utf-8', { ignoreBOM: true })
      .decode(await plain.arrayBuffer())
      .split('\r\n')
    expect(heading).toBe(
      `\uFEFF${[csv.state, name, number, guardian, csv.first, csv.minor, csv.late, signedUp].join()}`,
    )
    expect(line).toMatch(new RegExp(`^${groups.booked},陈向阳（示例）,LS\\d{10},,是,,,`))
    expect(await (await organiser.post(`${path}/roster.csv`, { phones: 'yes' })).text()).toContain(
      `,${rosterWords.phone},`,
    )
    const trail = await htmlOf(await admin.get('/desk/events?object_kind=shift'))
    expect(trail).toContain(actionWords['roster.exported'])
  })

  test('is told, moved, widened, narrowed, closed and opened; who holds a place reads the words and is asked again', async () => {
    const { shift: path, publicShift } = await publish(organiser, '示例：改来改去')
    await signUpFor(volunteer, publicShift)
    const note = { words: '示例：下雨，请带雨衣', request_key: crypto.randomUUID() }
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/notes`, note))).toBe(`${path}?done=notes`)
    expect((await htmlOf(await volunteer.get(publicShift))).match(/下雨，请带雨衣/g)).toHaveLength(1)
    expect(await htmlOf(await outsider.get(publicShift))).not.toContain('下雨')
    const silent = await organiser.post(`${path}/notes`, { words: ' ', request_key: crypto.randomUUID() })
    expect([silent.status, await htmlOf(silent)]).toEqual([
      422,
      expect.stringContaining(faultAt(notes.form, 'words', { words: ' ' })),
    ])

    const times = { on: inDays(80), from: '21:00', until: '05:00', meeting_point: '西门' }
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/times`, times))).toBe(`${path}?done=times`)
    expect(await htmlOf(await organiser.get(path))).toMatch(
      new RegExp(`21:00–\\d+月\\d+日 05:00[^]*${rosterWords.groups.offered}`),
    )
    expect(await htmlOf(await volunteer.get(publicShift))).toContain('西门')
    expect((await organiser.post(`${path}/times`, { ...times, on: inDays(-3) })).status).toBe(422)
    expect((await organiser.post(`${path}/times`, { ...times, from: '09:00', until: '08:00' })).status).toBe(422)

    expect((await organiser.post(`${path}/capacity`, { capacity: '3' })).status).toBe(303)
    expect((await organiser.post(`${path}/capacity`, { capacity: 'x' })).status).toBe(422)
    expect((await organiser.post(`${path}/capacity`, { capacity: '1' })).status).toBe(303)
    await outsider.get(publicShift)
    for (const move of ['closing', 'closing']) expect((await organiser.post(`${path}/${move}`, {})).status).toBe(303)
    expect(await htmlOf(await outsider.get(publicShift))).toContain(shiftStates.closed)
    expect((await organiser.post(`${path}/opening`, {})).status).toBe(303)

    const id = /sign_up=(\d+)/.exec(await htmlOf(await organiser.get(path)))![1]!
    expect(await htmlOf(await organiser.get(`${path}?move=removal&sign_up=${id}`))).toContain(
      rosterWords.removeOf('陈向阳（示例）'),
    )
    expect((await organiser.post(`${path}/removal`, { sign_up: id, words: '' })).status).toBe(422)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/removal`, { sign_up: id, words: '示例：名额让给当地人' }))).toBe(
        `${path}?done=removal`,
      )
    expect((await organiser.post(`${path}/removal`, { sign_up: '999999', words: '没有这个人' })).status).toBe(404)

    for (let time = 0; time < 2; time += 1)
      expect((await organiser.post(`${path}/cancellation`, { words: '示例：不办了' })).status).toBe(303)
    expect(await htmlOf(await organiser.get(path))).toContain(rosterWords.isCancelled)
    expect((await organiser.post(`${path}/times`, times)).status).toBe(409)
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
})
