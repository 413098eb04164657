import { generate } from 'otplib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { secondFactorWords } from '#people/staff-words.ts'
import { secretOn } from '../support/second-factor.ts'
import { ownPortal, type Portal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await ownPortal({ SECOND_FACTOR: '1' })
})
afterAll(() => server.stop())

test('a clerk sets up a second factor before anything else, and shows it at the next sign-in; a recovery code works once', async () => {
  const clerk = await signedIn(server.address, server.accounts.clerk)
  const asked = await clerk.get('/desk/suggestions')
  expect([asked.status, asked.headers.get('Location')]).toEqual([303, '/second-factor?next=%2Fdesk%2Fsuggestions'])
  const page = await (await clerk.get('/second-factor')).text()
  const secret = secretOn(page)
  expect((await clerk.post('/second-factor', { code: '000000' })).status).toBe(422)
  expect((await clerk.get('/desk')).status).toBe(303)
  const turnedOn = await (await clerk.post('/second-factor', { code: await generate({ secret }) })).text()
  const codes = [...turnedOn.matchAll(/<code[^>]*>([0-9A-Z]{5}-[0-9A-Z]{5})</g)].map(match => match[1]!)
  expect(codes).toHaveLength(10)
  expect((await clerk.get('/desk/suggestions')).status).toBe(200)

  const later = await signedIn(server.address, server.accounts.clerk)
  expect((await later.get('/desk/suggestions')).status).toBe(303)
  expect(await (await later.get('/second-factor')).text()).not.toContain(secret)
  expect((await later.post('/second-factor?next=/desk/calendar', { code: codes[0]! })).headers.get('Location')).toBe(
    '/desk/calendar',
  )
  expect((await later.get('/desk/suggestions')).status).toBe(200)
  const third = await signedIn(server.address, server.accounts.clerk)
  expect((await third.post('/second-factor', { code: codes[0]! })).status).toBe(422)
})

test('an organiser sets one up before the desk, and needs none for what is theirs alone', async () => {
  const organiser = await signedIn(server.address, server.accounts.organiser)
  expect((await organiser.get('/desk/volunteers')).headers.get('Location')).toBe(
    '/second-factor?next=%2Fdesk%2Fvolunteers',
  )
  expect((await organiser.get('/me')).status).toBe(200)
})

test.each(['officer', 'contributor', 'reviewer', 'publisher', 'supervisor', 'admin'])(
  'every member of staff is asked: %s too',
  async login => {
    const person = await signedIn(server.address, server.accounts[login])
    expect((await person.get('/desk')).headers.get('Location')).toBe('/second-factor?next=%2Fdesk')
  },
)

test('a secret is shown once: the page after a wrong code has none, and opened again it has another', async () => {
  const officer = await signedIn(server.address, server.accounts['officer-2'])
  const first = secretOn(await (await officer.get('/second-factor')).text())
  const wrong = await (await officer.post('/second-factor', { code: '000000' })).text()
  expect([wrong.includes(first), wrong.includes(secondFactorWords.restart)]).toEqual([false, true])
  const second = secretOn(await (await officer.get('/second-factor')).text())
  expect(second).not.toBe(first)
  expect((await officer.post('/second-factor', { code: await generate({ secret: first }) })).status).toBe(422)
  expect((await officer.post('/second-factor', { code: await generate({ secret: second }) })).status).toBe(200)
})

test('the owner renews the recovery codes, by a code; the old ones are worth nothing then', async () => {
  const supervisor = await signedIn(server.address, server.accounts.supervisor)
  const renewal = '/desk/account/recovery-codes'
  expect((await supervisor.get(renewal)).status).toBe(303)
  const secret = secretOn(await (await supervisor.get('/second-factor')).text())
  const codesOn = (page: string) => [...page.matchAll(/<code[^>]*>([0-9A-Z]{5}-[0-9A-Z]{5})</g)].map(match => match[1]!)
  const old = codesOn(await (await supervisor.post('/second-factor', { code: await generate({ secret }) })).text())
  expect(await (await supervisor.get('/desk/account')).text()).toContain(renewal)
  expect((await supervisor.post(renewal, { code: '000000' })).status).toBe(422)
  const fresh = codesOn(await (await supervisor.post(renewal, { code: old[0]! })).text())
  expect([fresh.length, fresh.some(code => old.includes(code))]).toEqual([10, false])
  const later = await signedIn(server.address, server.accounts.supervisor)
  expect((await later.post('/second-factor', { code: old[1]! })).status).toBe(422)
  expect((await later.post('/second-factor', { code: fresh[1]! })).status).toBe(303)
  expect((await (await signedIn(server.address, server.accounts.volunteer)).get(renewal)).status).toBe(403)
})

test('an editor who has a second factor reaches neither the gateway nor the session of the editors’ page by password alone', async () => {
  const ask = (visitor: Visitor) =>
    visitor.postText('/admin/gateway', JSON.stringify({ branch: 'main', action: 'info', params: {} }), {
      'Content-Type': 'application/json',
      [gatewayHeader]: '1',
    })
  const publisher = await signedIn(server.address, server.accounts.publisher)
  expect([(await ask(publisher)).status, (await publisher.get('/admin/session')).status]).toEqual([401, 401])
  const secret = secretOn(await (await publisher.get('/second-factor')).text())
  await publisher.post('/second-factor', { code: await generate({ secret }) })
  expect((await ask(publisher)).status).toBe(200)

  const later = await signedIn(server.address, server.accounts.publisher)
  expect([(await ask(later)).status, (await later.get('/admin/session')).status]).toEqual([401, 401])
  expect((await later.get('/admin')).headers.get('Location')).toBe('/second-factor?next=%2Fadmin')
})
