import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { passing } from '#volunteering/activities/moves/review.ts'
import { activityStates, activityWords } from '#volunteering/activities/words.ts'
import { resumption } from '#volunteering/organisations/moves/resumption.ts'
import { suspension } from '#volunteering/organisations/moves/suspension.ts'
import { applicationWords, organisationStates, organisationWords } from '#volunteering/organisations/words.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerDeskWords } from '#volunteering/words.ts'
import { signedInByPhone, signUpFormIn, versionOf } from '../support/garden.ts'
import { formIn, htmlOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  sign,
  type TestOrganisation,
} from '../support/volunteering.ts'

// What organisations and the office do on their pages: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('an organisation on the portal’s pages', () => {
  let connection: Connection
  let server: Portal
  let db: Connection['db']
  let team: TestOrganisation
  let office: Visitor
  let organiser: Visitor
  let stranger: Visitor
  const now = new Date()
  const earlier = hoursAfter(now, -100)
  const desk = '/desk/volunteers'

  /** A person at a browser, signed in by their phone. */
  const browserOf = (personId: number) => signedInByPhone(server.address, db, personId)
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    db = connection.db
    team = await addOrganisation(db, undefined, earlier)
    office = await browserOf(await addPerson(db, '示例审核', ['admin']))
    organiser = await browserOf(team.organiser)
    stranger = await browserOf((await addOrganisation(db, undefined, earlier)).organiser)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  test('is suspended by the office in the middle of its week: who signed up reads why, its organiser too, and nobody else', async () => {
    const { shiftId } = await addTestShift(db, { organisation: team, startsAt: hoursAfter(now, 48) }, earlier)
    const volunteer = await addVolunteer(db, {}, earlier)
    granted(await sign(db, shiftId, volunteer, now))
    const here = `${desk}/organisations/${team.organisationId}`
    const words = '保险过期了，先停下来'
    expect((await organiser.post(`${here}/${suspension.name}`, { words })).status, 'not the organiser').toBe(403)
    expect((await stranger.get(here)).status).toBe(403)
    expect((await office.post(`${here}/${suspension.name}`, { words: '停' })).status).toBe(422)
    expect(await htmlOf(await office.get(here))).toContain(suspension.title)
    for (let time = 0; time < 2; time += 1)
      expect((await office.post(`${here}/${suspension.name}`, { words })).headers.get('location')).toBe(
        `${here}?done=${suspension.name}`,
      )
    const person = await browserOf(volunteer.personId)
    expect(await htmlOf(await person.get(`/volunteer/shifts/${shiftId}`))).toContain(words)
    const page = await htmlOf(await organiser.get(here))
    for (const word of [words, organisationStates.suspended]) expect(page).toContain(word)
    const behind = await organiser.get(`${desk}/shifts/${shiftId}`)
    expect([behind.status, await htmlOf(behind)]).toEqual([
      403,
      expect.stringContaining(volunteerDeskWords.notNow.title),
    ])
    expect(
      await htmlOf(await visitor(server.address).get(`/volunteer/organisations/${team.organisationId}`)),
    ).toContain(organisationWords.suspendedPublic)
    expect((await office.post(`${here}/${resumption.name}`, {})).status).toBe(303)
    expect((await organiser.get(`${desk}/shifts/${shiftId}`)).status).toBe(200)
    expect([
      (await office.get(`${desk}/organisations/x`)).status,
      (await office.get(`${desk}/organisations/999999`)).status,
      (await office.send('PUT', here)).status,
      (await office.send('GET', `${here}/${suspension.name}`)).status,
    ]).toEqual([404, 404, 405, 405])
  })

  test('has a change decided by the office, which sees what differs', async () => {
    const here = `${desk}/organisations/${team.organisationId}`
    const described = {
      name: '示例改名队',
      county: '331102',
      introduction: '示例',
      standing: 'supervised',
      credit_code: '',
      supervising_unit: '示例街道办事处',
      contact_name: '示例',
      contact_phone: '0578-2090000',
      request_key: randomUUID(),
    }
    expect((await organiser.post(`${here}/change`, { ...described, supervising_unit: '' })).status).toBe(422)
    expect((await organiser.post(`${here}/change`, described)).status).toBe(303)
    expect((await organiser.post(`${here}/change-acceptance`, {})).status).toBe(403)
    const page = await htmlOf(await office.get(here))
    for (const word of [organisationWords.changeTitle, '示例改名队']) expect(page).toContain(word)
    expect((await office.post(`${here}/change-acceptance`, {})).status).toBe(303)
    expect(await htmlOf(await organiser.get(here))).toContain('示例改名队')
  })

  test('shows who applied in answer to a button only, and papers to the office only', async () => {
    const at = `${desk}/applications/${team.organisationId}`
    const shown = await office.post(`${at}/applicant`, {})
    expect([shown.status, await htmlOf(shown)]).toEqual([200, expect.stringContaining(applicationWords.applicant)])
    expect([
      (await organiser.post(`${at}/applicant`, {})).status,
      (await organiser.get(`${at}/documents/1-640.webp`)).status,
      (await office.get(`${at}/documents/9-640.webp`)).status,
      (await office.get(`${at}/documents/1-1.webp`)).status,
    ]).toEqual([403, 403, 404, 404])
  })

  test('has its first activity looked at, and what is dangerous signed up for with an agreement that is printed', async () => {
    const first = await addOrganisation(db, undefined, earlier)
    const startsAt = hoursAfter(now, 70)
    const options = { organisation: first, startsAt, capacity: 3 }
    const activity = { taskRisks: ['height' as const], minimumAge: 18, guardianRule: 'adults' as const }
    const { activityId, shiftId } = await addTestShift(db, { ...options, publish: false, activity }, earlier)
    const runs = await browserOf(first.organiser)
    const at = `${desk}/activities/${activityId}`
    expect((await runs.post(`${at}/publication`, {})).status).toBe(303)
    expect(await htmlOf(await runs.get(at))).toContain(activityWords.submittedTitle)
    expect((await visitor(server.address).get(`/volunteer/activities/${activityId}`)).status).toBe(404)
    expect((await runs.post(`${at}/${passing.name}`, {})).status).toBe(403)
    expect(await htmlOf(await office.get(desk))).toContain(at)
    expect((await office.post(`${at}/${passing.name}`, {})).status, 'without what was read').toBe(409)
    const pass = formIn(await htmlOf(await office.get(at)), passing.submit)
    expect((await office.post(pass.action, pass.fields)).status).toBe(303)
    expect(await htmlOf(await runs.get(at))).toContain(activityStates.published)

    const here = `/volunteer/shifts/${shiftId}`
    const person = await browserOf((await addVolunteer(db, {}, earlier)).personId)
    const form = signUpFormIn(await (await person.get(here)).text())!
    const refused = await person.post(here, { ...form, agreement: '' })
    expect([refused.status, await htmlOf(refused)]).toEqual([
      422,
      expect.stringContaining(signUpRefusals.agreement.words),
    ])
    expect((await person.get(`${here}/agreement`)).status, 'nothing was accepted').toBe(404)
    expect((await person.post(here, { ...form, agreement: versionOf('agreement') })).headers.get('location')).toBe(
      `${here}?done=booked`,
    )
    expect(await htmlOf(await person.get(`${here}/agreement`))).toContain(`${versionOf('agreement')} 版`)
    expect([
      (await runs.get(`${here}/agreement`)).status,
      (await person.get('/volunteer/shifts/x/agreement')).status,
      (await person.send('POST', `${here}/agreement`)).status,
      (await visitor(server.address).get(`${here}/agreement`)).status,
    ]).toEqual([404, 404, 405, 303])
  })

  test('after all that the log holds no failure', () => {
    expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
