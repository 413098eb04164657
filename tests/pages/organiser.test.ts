import { samplePhone } from '#demo/volunteers.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMove } from '#forms/move.ts'
import { needMoves } from '#volunteering/needs/moves/index.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { organisationWords } from '#volunteering/organisations/words.ts'
import { overviewWords } from '#volunteering/words.ts'
import { shiftStates } from '#volunteering/shifts/words.ts'
import { activityWords } from '#volunteering/activities/words.ts'
import { actionWords } from '#people/trail-words.ts'
import { choicesOf } from '#publishing/types/choices.ts'
import { faultAt } from '../support/forms.ts'
import { appointmentYes } from '#volunteering/organisations/moves/appointment-answer.ts'
import { typedRegistration, versionOf } from '../support/garden.ts'
import { firstLink, formIn, htmlOf, valueIn } from '../support/html.ts'
import { identityNumberFor } from '../support/volunteering.ts'
import { desk, locationOf, publish, shift, signUpFor, terms } from '../support/organising.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let organiser: Visitor
/** Organises for the second sample organisation only. */
let outsider: Visitor
let volunteer: Visitor
let clerk: Visitor
let admin: Visitor
beforeAll(async () => {
  server = await workersPortal()
  const { accounts, address } = server
  ;[organiser, outsider, volunteer, clerk, admin] = (await Promise.all(
    ['organiser', 'contributor', 'volunteer', 'clerk', 'admin'].map(role => signedIn(address, accounts[role])),
  )) as [Visitor, Visitor, Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

describe('an organisation', () => {
  test('is made to organise by number, and the one who joins it may act for that organisation only', async () => {
    await outsider.post(
      '/volunteer/register',
      typedRegistration({
        name: '示例新组织者',
        identity_number: identityNumberFor('1990-05-06', 77),
        identity_consent: versionOf('identity-number'),
      }),
    )
    const number = /LS\d{10}/.exec(await htmlOf(await outsider.get('/me/volunteer')))![0]
    expect((await outsider.get(desk)).status).toBe(403)
    const unknown = await organiser.post(`${desk}/organisations/2/organisers`, { number: 'LS0000000000' })
    expect([unknown.status, await htmlOf(unknown)]).toEqual([
      422,
      expect.stringContaining(organisationRefusals.numberUnknown.words),
    ])
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${desk}/organisations/2/organisers`, { number }))).toBe(
        `${desk}/organisations/2?done=organisers`,
      )
    expect((await outsider.get(desk)).status, 'before they have accepted').toBe(403)
    const yes = formIn(await htmlOf(await outsider.get('/me/volunteer')), appointmentYes.submit).action
    expect((await volunteer.post(yes, {})).status, 'somebody else').toBe(404)
    expect(locationOf(await outsider.post(yes, {}))).toBe('/me/volunteer?done=acceptance')
    const page = await htmlOf(await outsider.get(`${desk}/organisations/2`))
    // Who signs in with a login is known by the name of the account.
    expect(page).toContain('梅一舟（示例）')
    expect(page.match(/\/dismissal/g)!.length).toBeGreaterThan(1)
  })

  test('shows its activities and, each time as an event, its members', async () => {
    expect(await htmlOf(await organiser.get(`${desk}/organisations/1`))).toMatch(
      new RegExp(`文明交通劝导[^]*${organisationWords.coming('\\d+' as never)}`),
    )
    expect(await htmlOf(await organiser.get(`${desk}/organisations/1/members`))).toContain('陈向阳（示例）')
    expect(await htmlOf(await organiser.get(`${desk}/organisations/3/members`))).toContain(organisationWords.noMembers)
    expect(await htmlOf(await admin.get('/desk/events?action=members.read'))).toContain(actionWords['members.read'])
  })

  test('keeps its last organiser', async () => {
    const id = valueIn(await htmlOf(await organiser.get(`${desk}/organisations/2`)), 'person')!
    expect((await organiser.post(`${desk}/organisations/3/dismissal`, { person: id })).status).toBe(409)
  })
})

describe('a need', () => {
  test('is verified by the office, taken up once, and becomes a draft; then it is met', async () => {
    const need = firstLink(await htmlOf(await clerk.get(`${desk}/needs`)), /^\/desk\/volunteers\/needs\/\d+$/)
    expect((await organiser.get(need)).status, 'before it is verified it is nobody’s').toBe(404)
    expect((await organiser.post(`${need}/verification`, {})).status).toBe(404)
    const tooShort = { words: '不' }
    const short = await clerk.post(`${need}/declination`, tooShort)
    expect([short.status, await htmlOf(short)]).toEqual([
      422,
      expect.stringContaining(faultAt(findMove(needMoves, 'declination')!.form, 'words', tooShort)),
    ])
    expect(await htmlOf(await clerk.get(need))).not.toContain(samplePhone)
    expect(await htmlOf(await clerk.post(`${need}/contact`, {}))).toContain(samplePhone)
    expect((await clerk.post(`${need}/verification`, {})).status).toBe(303)
    expect((await clerk.post(`${need}/verification`, {})).status).toBe(409)
    expect(await htmlOf(await organiser.get(`${desk}/needs`))).toContain('请人陪楼上的老人')
    expect(
      (await organiser.post(`${need}/asking`, { limit: '5', asked_before: '0' })).status,
      'not before it is theirs',
    ).toBe(403)
    expect((await organiser.post(`${need}/taking-up`, { organisation: '999999' })).status, 'nobody’s').toBe(422)
    expect((await outsider.post(`${need}/taking-up`, { organisation: '1' })).status, 'not one of theirs').toBe(403)
    const draft = locationOf(await organiser.post(`${need}/taking-up`, { organisation: '1' }))!
    expect(await htmlOf(await organiser.get(draft))).toMatch(
      new RegExp(`${activityWords.fromNeed}[^]*请人陪楼上的老人`),
    )
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
    const application = firstLink(
      await htmlOf(await admin.get(`${desk}/applications`)),
      /^\/desk\/volunteers\/applications\/\d+$/,
    )
    expect(await htmlOf(await admin.get(application))).toContain('教唱畲歌')
    expect((await admin.post(`${application}/declination`, { words: '' })).status).toBe(422)
    expect((await volunteer.get(desk)).status).toBe(403)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await admin.post(`${application}/approval`, { may_record: 'yes' }))).toBe(
        `${desk}/applications?done=approval`,
      )
    expect((await admin.post(`${application}/declination`, { words: '已经通过的不能再不通过' })).status).toBe(409)
    expect(await htmlOf(await volunteer.get(desk))).toContain('景宁畲歌传唱队（示例）')
    // Which of several it was, the words of the message do not say.
    expect(await htmlOf(await admin.get('/desk/messages'))).toContain('景宁畲歌传唱队（示例）')
  })

  test('sees every county’s figures of a month, and no figure of fewer than five people', async () => {
    const { publicShift, on } = await publish(organiser, '示例：一个人报名')
    await signUpFor(volunteer, publicShift)
    const page = await htmlOf(await admin.get(`${desk}/overview?month=${on.slice(0, 7)}`))
    expect(page).toContain(choicesOf(starterSettings).counties.get('331127'))
    expect(page).toContain(overviewWords.hiddenNote)
    expect(await htmlOf(await admin.get(`${desk}/overview?month=2020-12`))).toMatch(
      new RegExp(`${overviewWords.monthName('2020-12')}[^]*month=2020-11[^]*month=2021-01`),
    )
    for (const month of ['2026-13', 'x', '%00', '2026-1'])
      expect((await admin.get(`${desk}/overview?month=${month}`)).status).toBe(200)
  })
})

describe('who organises elsewhere', () => {
  test('reads nothing and moves nothing here', async () => {
    const { activity, shift: path } = await publish(organiser, '示例：别人的活动')
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
      [`${activity}/terms`, { ...terms(), skills: '', task_risks: '' }],
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
    expect((await outsider.post(`${desk}/activities/new`, elsewhere)).status).toBe(403)
    expect(
      (await outsider.post(`${desk}/activities/new`, { ...elsewhere, organisation: '999999' })).status,
      'nobody’s: a mistake in the form',
    ).toBe(422)
    const page = await htmlOf(await organiser.get(path))
    expect(page).toContain(shiftStates.open)
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
