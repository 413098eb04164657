import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  activityErrors,
  needFields,
  organisationWords,
  overviewWords,
  rosterWords,
  shiftWords,
} from '#volunteering/organiser-words.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { missingBeforePublication } from '#volunteering/activities/law-gate.ts'
import { activityForm } from '#volunteering/activities/form.ts'
import { faultAt } from '../support/forms.ts'
import { signUpFormIn, typedRegistration } from '../support/garden.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: RunningServer
let organiser: Visitor
/** Organises for the second sample organisation only. */
let outsider: Visitor
let volunteer: Visitor
let clerk: Visitor
let admin: Visitor
beforeAll(async () => {
  server = await startServer()
  const { accounts, address } = server
  ;[organiser, outsider, volunteer, clerk, admin] = (await Promise.all(
    ['organiser', 'contributor', 'volunteer', 'clerk', 'admin'].map(role => signedIn(address, accounts[role])),
  )) as [Visitor, Visitor, Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

const textOf = async (response: Response) => (await response.text()).replace(/<!--.*?-->/g, '')
const desk = '/desk/volunteers'
const locationOf = (response: Response) => response.headers.get('location')
const sendForm = (person: Visitor, path: string, fields: Record<string, string | string[]>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one)
  return person.post(path, form)
}

/** Where a link of these words leads, on the page at that address. */
async function linkOn(person: Visitor, path: string, pattern: RegExp): Promise<string> {
  const found = pattern.exec(await textOf(await person.get(path)))
  if (!found) throw new Error(`no ${pattern} on ${path}`)
  return found[0]
}

const shiftsOf = async (activity: string) =>
  [...(await textOf(await organiser.get(activity))).matchAll(/\/desk\/volunteers\/shifts\/\d+/g)].map(([path]) => path)

const inDays = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

const terms = (changes: Record<string, string | string[]> = {}) => ({
  title: '示例：江边护树',
  kind: 'environment',
  county: '331102',
  place: '示例江滨公园',
  latitude: '',
  longitude: '',
  what_to_do: '给小树刷白、扶正\n两人一组',
  risk_text: '临水',
  protection_text: '发手套，有安全员',
  insurance_reference: '示例保单',
  agreement_reference: '',
  contact_name: '示例',
  contact_phone: '0578-0000000',
  minimum_age: '14',
  guardian_rule: 'consent',
  draw: 'first',
  draw_hours: '',
  waiting_list: 'yes',
  offer_minutes: '120',
  late_hours: '24',
  first_timer_places: '0',
  first_timer_hours: '24',
  skills: ['gardening'],
  ...changes,
})
const shift = (changes: Record<string, string> = {}) => ({
  on: inDays(20),
  from: '09:00',
  until: '11:00',
  meeting_point: '东门',
  weeks: '1',
  capacity: '2',
  opens_on: '',
  request_key: crypto.randomUUID(),
  ...changes,
})

async function draft(title = '示例：江边护树'): Promise<string> {
  const response = await organiser.post(`${desk}/activities/new`, {
    organisation: '1',
    title,
    kind: 'environment',
    county: '331102',
    request_key: crypto.randomUUID(),
  })
  return locationOf(response)!.replace(/\?.*/, '')
}

let published = 0

/** A published activity with one shift of two places, each on a day of its own. */
async function publish(title: string): Promise<{ activity: string; shift: string; publicShift: string; on: string }> {
  const activity = await draft(title)
  await sendForm(organiser, `${activity}/terms`, terms({ title }))
  const on = inDays(30 + (published += 2))
  await organiser.post(`${activity}/shifts`, shift({ on }))
  expect((await organiser.post(`${activity}/publication`, {})).status).toBe(303)
  const [path] = await shiftsOf(activity)
  return { activity, shift: path!, publicShift: path!.replace('/desk/volunteers', '/volunteer'), on }
}

async function signUpFor(person: Visitor, path: string): Promise<void> {
  const form = signUpFormIn(await (await person.get(path)).text())
  // Parent and child have one form: the first is the person themselves.
  expect((await person.post(path, form!)).status).toBe(303)
}

describe('an organisation', () => {
  test('is made to organise by number, and the one who joins it may act for that organisation only', async () => {
    await outsider.post('/volunteer/register', typedRegistration({ name: '示例新组织者' }))
    const number = await linkOn(outsider, '/me/volunteer', /LS\d{10}/)
    expect((await outsider.get(desk)).status).toBe(403)
    const unknown = await organiser.post(`${desk}/organisations/2/organisers`, { number: 'LS0000000000' })
    expect([unknown.status, await textOf(unknown)]).toEqual([
      422,
      expect.stringContaining(organisationWords.numberUnknown),
    ])
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${desk}/organisations/2/organisers`, { number }))).toBe(
        `${desk}/organisations/2?done=organisers`,
      )
    const page = await textOf(await outsider.get(`${desk}/organisations/2`))
    // Who signs in with a login is known by the name of the account.
    expect(page).toContain('梅一舟（示例）')
    expect(page.match(/\/dismissal/g)).toHaveLength(2)
  })

  test('shows its activities and, each time as an event, its members', async () => {
    expect(await textOf(await organiser.get(`${desk}/organisations/1`))).toMatch(/文明交通劝导[\s\S]*个班次待开始/)
    expect(await textOf(await organiser.get(`${desk}/organisations/1/members`))).toContain('陈向阳（示例）')
    expect(await textOf(await organiser.get(`${desk}/organisations/3/members`))).toContain(organisationWords.noMembers)
    expect(await textOf(await admin.get('/desk/events?action=members.read'))).toContain('看成员名单')
  })

  test('keeps its last organiser', async () => {
    const id = /name="person" value="(\d+)"/.exec(await textOf(await organiser.get(`${desk}/organisations/2`)))![1]!
    expect((await organiser.post(`${desk}/organisations/1/dismissal`, { person: id })).status).toBe(409)
  })
})

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
    const empty = await textOf(await organiser.get(activity))
    for (const word of ['risk-text', 'insurance-reference', 'coming-shift'] as const)
      expect(empty).toContain(missingBeforePublication[word])
    expect(empty).toContain(`${activity}/terms#risk_text`)
    const tooSoon = await organiser.post(`${activity}/publication`, {})
    expect([tooSoon.status, await textOf(tooSoon)]).toEqual([
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
    expect(await shiftsOf(activity)).toHaveLength(3)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${activity}/publication`, {}))).toBe(`${activity}?done=publication`)
    expect(await textOf(await volunteer.get(activity.replace('/desk/volunteers', '/volunteer')))).toContain(
      '示例江滨公园',
    )
    expect(await textOf(await organiser.get(desk))).not.toContain('接下来两周没有班次')
  })

  test.each([
    ['no name', { title: ' ' }, activityErrors.title],
    ['an age that is none', { minimum_age: '2' }, activityErrors.number(3, 70)],
    ['half a position', { latitude: '28.4' }, faultAt(activityForm, 'latitude', { latitude: '28.4' })],
    ['a draw without its hour', { draw: 'lot' }, activityErrors.drawHours],
    ['a county elsewhere', { county: '110000' }, activityErrors.county],
    ['a skill nobody has', { skills: ['flying'] }, faultAt(activityForm, 'skills', { skills: ['flying'] })],
    [
      'words without end',
      { risk_text: '长'.repeat(2001) },
      faultAt(activityForm, 'risk_text', { risk_text: '长'.repeat(2001) }),
    ],
  ])('with %s is refused in words at its place, and what was typed stays', async (_what, changes, message) => {
    const activity = await draft()
    const response = await sendForm(organiser, `${activity}/terms`, terms(changes))
    const page = await textOf(response)
    expect(response.status).toBe(422)
    expect(page).toContain(message)
    expect(page).toContain('发手套，有安全员')
  })

  test.each([
    ['a day the calendar does not have', { on: '2099-02-30' }, shiftWords.errors.day],
    ['yesterday', { on: inDays(-1) }, shiftRefusals.past.words],
    ['no time at all', { until: '09:00' }, shiftRefusals.times.words],
    ['an hour that is none', { from: '25:00' }, shiftWords.errors.clock],
    ['no places', { capacity: '0' }, shiftWords.errors.capacity],
    ['a hundred weeks', { weeks: '100' }, shiftWords.errors.weeks],
    ['sign-up that opens too late', { opens_on: inDays(21) }, shiftWords.errors.sooner],
  ])('takes no shift with %s', async (_what, changes, message) => {
    const activity = await draft()
    const response = await organiser.post(`${activity}/shifts`, shift(changes))
    expect([response.status, await textOf(response)]).toEqual([422, expect.stringContaining(message)])
    expect(await shiftsOf(activity)).toEqual([])
  })

  test('keeps its rules once it is out, tells of changed words, and is called off with words', async () => {
    const { activity, publicShift } = await publish('示例：先发后改')
    expect(await textOf(await organiser.get(`${activity}/terms`))).not.toContain('name="minimum_age"')
    const missing = await sendForm(organiser, `${activity}/terms`, terms({ title: '示例：先发后改', risk_text: '' }))
    expect([missing.status, await textOf(missing)]).toEqual([
      422,
      expect.stringContaining(missingBeforePublication['risk-text']),
    ])
    expect(
      (await sendForm(organiser, `${activity}/terms`, terms({ title: '示例：先发后改', risk_text: '临水，有台阶' })))
        .status,
    ).toBe(303)
    expect(await textOf(await volunteer.get(publicShift))).toContain('临水，有台阶')
    expect((await organiser.post(`${activity}/cancellation`, { words: '' })).status).toBe(422)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${activity}/cancellation`, { words: '示例：台风来了' }))).toBe(
        `${activity}?done=cancellation`,
      )
    expect(await textOf(await volunteer.get(publicShift))).toContain('示例：台风来了')
    expect(locationOf(await organiser.get(`${activity}/shifts`))).toBe(activity)
  })
})

describe('a shift', () => {
  test('shows who comes without phone numbers, which are shown in answer to a button only, and exported when asked', async () => {
    const { shift: path, publicShift } = await publish('示例：看名单')
    await signUpFor(volunteer, publicShift)
    const page = await textOf(await organiser.get(path))
    expect(page).toContain('陈向阳（示例）')
    expect(page).not.toContain(rosterWords.noPhone)
    const phones = await organiser.post(`${path}/phones`, {})
    expect([phones.status, phones.headers.get('cache-control')]).toEqual([200, expect.stringContaining('no-store')])
    expect(await textOf(phones)).toContain(rosterWords.noPhone)
    const plain = await organiser.post(`${path}/roster.csv`, { phones: '' })
    expect(plain.headers.get('content-disposition')).toContain('attachment')
    const [heading, line] = new TextDecoder('utf-8', { ignoreBOM: true })
      .decode(await plain.arrayBuffer())
      .split('\r\n')
    expect(heading).toBe('\uFEFF状态,姓名,志愿者编号,第一次来,未成年,临时取消,报名')
    expect(line).toMatch(/^已报上,陈向阳（示例）,LS\d{10},是,,,/)
    expect(await (await organiser.post(`${path}/roster.csv`, { phones: 'yes' })).text()).toContain(',电话,')
    const trail = await textOf(await admin.get('/desk/events?object_kind=shift'))
    expect(trail).toContain('导出报名名单')
  })

  test('is told, moved, widened, narrowed, closed and opened; who holds a place reads the words and is asked again', async () => {
    const { shift: path, publicShift } = await publish('示例：改来改去')
    await signUpFor(volunteer, publicShift)
    const note = { words: '示例：下雨，请带雨衣', request_key: crypto.randomUUID() }
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/notes`, note))).toBe(`${path}?done=notes`)
    expect((await textOf(await volunteer.get(publicShift))).match(/下雨，请带雨衣/g)).toHaveLength(1)
    expect(await textOf(await outsider.get(publicShift))).not.toContain('下雨')
    const silent = await organiser.post(`${path}/notes`, { words: ' ', request_key: crypto.randomUUID() })
    expect([silent.status, await textOf(silent)]).toEqual([422, expect.stringContaining(shiftWords.errors.words)])

    const times = { on: inDays(80), from: '21:00', until: '05:00', meeting_point: '西门' }
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/times`, times))).toBe(`${path}?done=times`)
    expect(await textOf(await organiser.get(path))).toMatch(/21:00–\d+月\d+日 05:00[\s\S]*等他们确认/)
    expect(await textOf(await volunteer.get(publicShift))).toContain('西门')
    expect((await organiser.post(`${path}/times`, { ...times, on: inDays(-3) })).status).toBe(422)
    expect((await organiser.post(`${path}/times`, { ...times, from: '09:00', until: '08:00' })).status).toBe(422)

    expect((await organiser.post(`${path}/capacity`, { capacity: '3' })).status).toBe(303)
    expect((await organiser.post(`${path}/capacity`, { capacity: 'x' })).status).toBe(422)
    expect((await organiser.post(`${path}/capacity`, { capacity: '1' })).status).toBe(303)
    await outsider.get(publicShift)
    for (const move of ['closing', 'closing']) expect((await organiser.post(`${path}/${move}`, {})).status).toBe(303)
    expect(await textOf(await outsider.get(publicShift))).toContain('停止报名')
    expect((await organiser.post(`${path}/opening`, {})).status).toBe(303)

    const id = /sign_up=(\d+)/.exec(await textOf(await organiser.get(path)))![1]!
    expect(await textOf(await organiser.get(`${path}?move=removal&sign_up=${id}`))).toContain(
      `取消${'陈向阳（示例）'}的报名`,
    )
    expect((await organiser.post(`${path}/removal`, { sign_up: id, words: '' })).status).toBe(422)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${path}/removal`, { sign_up: id, words: '示例：名额让给当地人' }))).toBe(
        `${path}?done=removal`,
      )
    expect((await organiser.post(`${path}/removal`, { sign_up: '999999', words: '没有这个人' })).status).toBe(404)

    for (let time = 0; time < 2; time += 1)
      expect((await organiser.post(`${path}/cancellation`, { words: '示例：不办了' })).status).toBe(303)
    expect(await textOf(await organiser.get(path))).toContain(rosterWords.isCancelled)
    expect((await organiser.post(`${path}/times`, times)).status).toBe(409)
  })
})

describe('a need', () => {
  test('is verified by the office, taken up once, and becomes a draft; then it is met', async () => {
    const need = await linkOn(clerk, `${desk}/needs`, /\/desk\/volunteers\/needs\/\d+/)
    expect((await organiser.get(need)).status, 'before it is verified it is nobody’s').toBe(404)
    expect((await organiser.post(`${need}/verification`, {})).status).toBe(404)
    const short = await clerk.post(`${need}/declination`, { words: '不' })
    expect([short.status, await textOf(short)]).toEqual([422, expect.stringContaining(needFields.errors.words)])
    expect(await textOf(await clerk.get(need))).not.toContain(rosterWords.noPhone)
    expect(await textOf(await clerk.post(`${need}/contact`, {})), 'the sample volunteer has no phone').toContain(
      rosterWords.noPhone,
    )
    expect((await clerk.post(`${need}/verification`, {})).status).toBe(303)
    expect((await clerk.post(`${need}/verification`, {})).status).toBe(409)
    expect(await textOf(await organiser.get(`${desk}/needs`))).toContain('请人陪楼上的老人')
    expect(
      (await organiser.post(`${need}/asking`, { limit: '5', asked_before: '0' })).status,
      'not before it is theirs',
    ).toBe(403)
    expect((await organiser.post(`${need}/taking-up`, { organisation: '999999' })).status, 'not one of theirs').toBe(
      422,
    )
    const draft = locationOf(await organiser.post(`${need}/taking-up`, { organisation: '1' }))!
    expect(await textOf(await organiser.get(draft))).toMatch(/来自求助[\s\S]*请人陪楼上的老人/)
    expect((await organiser.post(`${need}/taking-up`, { organisation: '1' })).status).toBe(409)
    expect((await outsider.get(need)).status).toBe(403)
    for (const move of ['closing', 'contact']) expect((await outsider.post(`${need}/${move}`, {})).status).toBe(403)
    expect((await organiser.post(`${need}/contact`, {})).status).toBe(200)
    expect((await organiser.post(`${need}/asking`, { limit: '0', asked_before: '0' })).status).toBe(422)
    expect((await organiser.post(`${need}/asking`, { limit: '5', asked_before: '0' })).status).toBe(303)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${need}/closing`, {}))).toBe(`${need}?done=closing`)
  })
})

describe('the office', () => {
  test('admits an organisation, whose applicant then organises, and declines another with words', async () => {
    const application = await linkOn(admin, `${desk}/applications`, /\/desk\/volunteers\/applications\/\d+/)
    expect(await textOf(await admin.get(application))).toContain('教唱畲歌')
    expect((await admin.post(`${application}/declination`, { words: '' })).status).toBe(422)
    expect((await volunteer.get(desk)).status).toBe(403)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await admin.post(`${application}/approval`, { may_record: 'yes' }))).toBe(
        `${desk}/applications?done=approval`,
      )
    expect((await admin.post(`${application}/declination`, { words: '已经通过的不能再不通过' })).status).toBe(409)
    expect(await textOf(await volunteer.get(desk))).toContain('景宁畲歌传唱队（示例）')
  })

  test('sees every county’s figures of a month, and no figure of fewer than five people', async () => {
    const { publicShift, on } = await publish('示例：一个人报名')
    await signUpFor(volunteer, publicShift)
    const page = await textOf(await admin.get(`${desk}/overview?month=${on.slice(0, 7)}`))
    expect(page).toContain('景宁畲族自治县')
    expect(page).toContain(overviewWords.hiddenNote)
    expect(await textOf(await admin.get(`${desk}/overview?month=2020-12`))).toMatch(
      /2020 年 12 月[\s\S]*month=2020-11[\s\S]*month=2021-01/,
    )
    for (const month of ['2026-13', 'x', '%00', '2026-1'])
      expect((await admin.get(`${desk}/overview?month=${month}`)).status).toBe(200)
  })
})

describe('who organises elsewhere', () => {
  test('reads nothing and moves nothing here', async () => {
    const { activity, shift: path } = await publish('示例：别人的活动')
    for (const address of [
      activity,
      `${activity}/terms`,
      `${activity}/shifts`,
      path,
      `${desk}/organisations/1`,
      `${desk}/organisations/1/members`,
      `${desk}/activities/new?organisation=1`,
    ]) {
      expect([address, (await outsider.get(address)).status]).toEqual([address, 403])
    }
    const words = { words: '示例：捣乱', request_key: crypto.randomUUID() }
    const moves: [string, Record<string, string>][] = [
      [`${activity}/publication`, {}],
      [`${activity}/cancellation`, words],
      [`${activity}/shifts`, shift()],
      [`${activity}/terms`, { ...terms(), skills: '' }],
      [`${path}/notes`, words],
      [`${path}/times`, shift()],
      [`${path}/capacity`, { capacity: '9' }],
      [`${path}/closing`, {}],
      [`${path}/cancellation`, words],
      [`${path}/removal`, { ...words, sign_up: '1' }],
      [`${path}/phones`, {}],
      [`${path}/roster.csv`, { phones: 'yes' }],
      [`${desk}/organisations/1/organisers`, { number: 'LS0000000000' }],
      [`${desk}/organisations/1/dismissal`, { person: '1' }],
    ]
    for (const [address, fields] of moves)
      expect([address, (await outsider.post(address, fields)).status]).toEqual([address, 403])
    const elsewhere = {
      organisation: '1',
      title: '示例',
      kind: 'environment',
      county: '331102',
      request_key: crypto.randomUUID(),
    }
    expect((await outsider.post(`${desk}/activities/new`, elsewhere)).status, 'not one of theirs').toBe(422)
    const page = await textOf(await organiser.get(path))
    expect(page).toContain('报名中')
    expect(page).not.toContain('捣乱')
  })
})

test.each([
  ['/activities/999999', 404],
  ['/activities/x', 404],
  ['/activities/1/nonsense', 404],
  ['/activities/1/publication/more', 404],
  ['/activities/0/terms', 404],
  ['/activities/1e3/shifts', 404],
  ['/shifts/999999', 404],
  ['/shifts/-1', 404],
  ['/shifts/1/nonsense', 404],
  ['/organisations/999999', 404],
  ['/organisations/1/members?page=0', 404],
  ['/organisations/1/members?page=9', 404],
  ['/needs/999999', 404],
  ['/needs/%00', 400],
  ['/shifts/1?move=nonsense&sign_up=%00', 200],
  ['/activities/1?done=constructor', 200],
  ['/needs?state=constructor&county=__proto__', 200],
  ['/activities/new?organisation=999999', 200],
])('%s: %i', async (path, status) => {
  expect((await organiser.get(desk + path)).status).toBe(status)
})

test.each([
  ['GET', '/activities/1/publication'],
  ['POST', '/activities/1'],
  ['PUT', '/activities/1/terms'],
  ['GET', '/shifts/1/notes'],
  ['POST', '/shifts/1'],
  ['GET', '/shifts/1/roster.csv'],
  ['GET', '/shifts/1/phones'],
  ['POST', '/organisations/1/members'],
  ['DELETE', '/needs'],
  ['GET', '/needs/1/verification'],
  ['POST', '/overview'],
  ['PATCH', '/activities/new'],
  ['POST', ''],
])('%s %s: 405', async (method, path) => {
  expect((await admin.send(method, desk + path)).status).toBe(405)
})

test('who has no such role is told so, and who is not signed in is sent to sign in', async () => {
  for (const path of ['/activities/1', '/shifts/1', '/organisations/1', '/activities/1/terms']) {
    expect((await clerk.get(desk + path)).status).toBe(403)
    expect(locationOf(await visitor(server.address).get(desk + path))).toBe(
      `/login?next=${encodeURIComponent(desk + path)}`,
    )
  }
  expect((await organiser.post(`${desk}/applications/1/approval`, {})).status).toBe(403)
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
})
