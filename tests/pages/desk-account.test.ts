import { afterAll, beforeAll, expect, test } from 'vitest'
import { roles } from '#people/roles.ts'
import { accountWords } from '#people/staff-words.ts'
import { deskWords } from '#suggestions/desk-words.ts'
import { elementsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const signIn = (login: string, password = server.accounts[login]!.password) =>
  signedIn(server.address, { login, password })
const keysIn = (page: string) =>
  elementsIn(page, 'button', { name: 'key' })
    .map(({ attribs }) => attribs.value!)
    .filter(key => /^[0-9a-f]{12}$/.test(key))

test('reminders wait on the start page, are counted in the navigation, and go when they are known; nobody reads another’s', async () => {
  const officer = await signIn('officer')
  const page = await (await officer.get('/desk')).text()
  expect(page).toMatch(/href="\/desk#reminders"[^>]*>\s*提醒\s*<span[^>]*>\d+</)
  expect(page).toContain('中山街夜市收摊后能不能统一冲洗路面')
  expect(page).toMatch(/新交办：建〔20\d\d〕\d+号，\d+月\d+日下班前答复。</)
  const newest = elementsIn(page, '*', { name: 'read' })[0]!.attribs.value!
  expect((await officer.post('/desk', { read: 'all' })).status).toBe(422)
  expect((await visitor(server.address).post('/desk', { read: newest })).status).toBe(303)
  const colleague = await signIn('officer-2')
  await officer.post('/desk', { read: newest })
  const after = await (await officer.get('/desk?done=read')).text()
  expect([
    after.includes(deskWords.reminders.title),
    after.includes('#reminders'),
    after.includes(deskWords.reminders.done),
  ]).toEqual([false, false, true])
  expect(await (await colleague.get('/desk')).text()).toContain(deskWords.reminders.title)
})

test('everybody on the staff sees their own sessions and ends those they do not know', async () => {
  const [here, there, elsewhere] = [await signIn('organiser'), await signIn('organiser'), await signIn('organiser')]
  const clerk = await signIn('clerk')
  const page = await (await here.get('/desk/account')).text()
  const keys = keysIn(page)
  expect([keys.length, page.includes(accountWords.thisOne), page.includes(roles.organiser)]).toEqual([2, true, true])
  expect((await clerk.post('/desk/account/sessions', { key: keys[0]! })).status).toBe(303)
  expect((await there.get('/desk')).status).toBe(200)
  expect((await here.post('/desk/account/sessions', { key: 'all' })).status).toBe(422)
  expect((await here.get('/desk/account/sessions')).status).toBe(405)
  expect((await here.post('/desk/account/sessions', { key: keys[0]! })).headers.get('Location')).toBe(
    '/desk/account?done=ended',
  )
  expect([(await there.get('/desk')).status, (await elsewhere.get('/desk')).status].toSorted()).toEqual([200, 303])
  await here.post('/desk/account/sessions', { key: 'others' })
  expect([
    (await there.get('/desk')).status,
    (await elsewhere.get('/desk')).status,
    (await here.get('/desk/account')).status,
  ]).toEqual([303, 303, 200])
  expect((await clerk.get('/desk')).status).toBe(200)
  expect((await (await signIn('volunteer')).get('/desk/account')).status).toBe(403)
})

test('who knows the old password sets a new one and signs in again everywhere', async () => {
  const old = server.accounts.supervisor!.password
  const [here, there] = [await signIn('supervisor'), await signIn('supervisor')]
  const change = (typed: Record<string, string>) =>
    here.post('/desk/account', { old, password: 'otter-bridge-42', again: 'otter-bridge-42', ...typed })
  const wrong = await change({ old: 'not-mine-at-all' })
  expect([wrong.status, (await wrong.text()).includes(accountWords.oldWrong)]).toEqual([422, true])
  expect((await change({ again: 'otter-bridge-43' })).status).toBe(422)
  expect((await change({ password: 'short', again: 'short' })).status).toBe(422)
  expect((await there.get('/desk')).status).toBe(200)
  expect((await change({})).headers.get('Location')).toBe('/login?changed')
  expect([(await here.get('/desk')).status, (await there.get('/desk')).status]).toEqual([303, 303])
  await expect(signIn('supervisor')).rejects.toThrow('422')
  await signIn('supervisor', 'otter-bridge-42')
})

test('five wrong old passwords lock the login, as at sign-in', async () => {
  const { password } = server.accounts.reviewer!
  const reviewer = await signIn('reviewer')
  const guess = (old: string) =>
    reviewer.post('/desk/account', { old, password: 'otter-bridge-42', again: 'otter-bridge-42' })
  for (let guesses = 0; guesses < 5; guesses += 1) expect((await guess(`guess-number-${guesses}`)).status).toBe(422)
  expect((await guess(password)).status).toBe(422)
  await expect(signIn('reviewer')).rejects.toThrow('422')
})
