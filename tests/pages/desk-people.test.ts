import { afterAll, beforeAll, expect, test } from 'vitest'
import { deadlineWords } from '#suggestions/clocks/desk-words.ts'
import { actionWords } from '#people/trail-words.ts'
import { choicesOf } from '#publishing/types/choices.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { peopleErrors, peopleWords } from '#people/staff-words.ts'
import { elementsIn, firstLink, formIn, linksIn, wordsOf } from '../support/html.ts'
import { suggestionsIn } from '../support/suggesting.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const noise = choicesOf(starterSettings).categories.get('noise')!
let server: Portal
let admin: Visitor
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  admin = await signedIn(server.address, server.accounts.admin)
  clerk = await signedIn(server.address, server.accounts.clerk)
})
afterAll(() => server.stop())

function fields(pairs: [string, string][]): FormData {
  const form = new FormData()
  for (const [name, value] of pairs) form.append(name, value)
  return form
}

async function idOf(login: string): Promise<string> {
  const page = await (await admin.get('/desk/people')).text()
  const row = elementsIn(page, 'tr').find(tr => elementsIn(tr, 'code').some(code => wordsOf(code) === login))
  return firstLink(row!, '/desk/people/').split('/').at(-1)!
}

test('who is the only officer of a unit leaves it only after a tick that names what lies there', async () => {
  const id = await idOf('officer')
  const path = `/desk/people/${id}`
  const left = { words: peopleWords.left.matters(await openAt('zonghe-zhifa')), href: openOf('zonghe-zhifa') }
  const disabling = async () => formIn(await (await admin.get(path)).text(), peopleWords.disable)
  const warned = await (await admin.get(path)).text()
  expect(linksIn(warned, left.href)).toEqual([left])
  expect((await disabling()).fields).not.toHaveProperty('left_by_disabling')
  for (const ticked of ['', 'zijin-jiedao', 'yes']) {
    const refused = await admin.post(`${path}/disabling`, { left_by_disabling: ticked })
    expect(refused.headers.get('Location')).toBe(`${path}?refused=last-officer`)
  }
  expect(await (await admin.get(`${path}?refused=last-officer`)).text()).toContain(peopleErrors['last-officer'])

  for (const change of [[['roles', 'clerk']], [['roles', 'officer']]] satisfies [string, string][][]) {
    const refused = await admin.post(path, fields(change))
    const page = await refused.text()
    expect([refused.status, page.includes(peopleErrors['last-officer']!)]).toEqual([422, true])
    expect(linksIn(page, left.href)).toEqual([left, left])
    expect(elementsIn(page, 'input', { name: 'left_by_change', value: 'zonghe-zhifa' })).toHaveLength(1)
  }
  const kept = fields([
    ['roles', 'officer'],
    ['units', 'zonghe-zhifa'],
  ])
  expect((await admin.post(path, kept)).status).toBe(303)
})

const openOf = (unit: string) => `/desk/suggestions?state=open&unit=${unit}`
/** How many open suggestions the list behind the link has. */
const openAt = async (unit: string) => suggestionsIn(await (await admin.get(openOf(unit))).text()).length

test('an invited officer sets a password by a link that works once, and is listed with role and unit', async () => {
  expect(
    (
      await clerk.post(
        '/desk/people',
        fields([
          ['login', 'wang'],
          ['name', '王梅'],
          ['roles', 'officer'],
        ]),
      )
    ).status,
  ).toBe(403)
  expect(
    (
      await admin.post(
        '/desk/people',
        fields([
          ['login', '王'],
          ['name', '王梅'],
          ['roles', 'officer'],
        ]),
      )
    ).status,
  ).toBe(422)
  expect(
    (
      await admin.post(
        '/desk/people',
        fields([
          ['login', 'wang.mei'],
          ['name', '王梅'],
        ]),
      )
    ).status,
  ).toBe(422)
  expect(
    (
      await admin.post(
        '/desk/people',
        fields([
          ['login', 'wang.mei'],
          ['name', '王梅'],
          ['roles', 'king'],
        ]),
      )
    ).status,
  ).toBe(422)
  expect(
    (
      await admin.post(
        '/desk/people',
        fields([
          ['login', 'wang.mei'],
          ['name', '王梅'],
          ['roles', 'officer'],
          ['units', 'nobody'],
        ]),
      )
    ).status,
  ).toBe(422)
  const invited = await (
    await admin.post(
      '/desk/people',
      fields([
        ['login', 'wang.mei'],
        ['name', '王梅'],
        ['roles', 'officer'],
        ['units', 'zonghe-zhifa'],
      ]),
    )
  ).text()
  const link = new URL(/https?:\/\/[^<\s]+\/invitation\/[\w-]+/.exec(invited)![0]).pathname
  expect(invited).toContain('wang.mei')

  const stranger = visitor(server.address)
  expect((await stranger.get('/invitation/guess')).status).toBe(404)
  expect((await stranger.post(link, { password: 'short', again: 'short' })).status).toBe(422)
  expect((await stranger.post(link, { password: 'otter-bridge-42', again: 'otter-bridge-43' })).status).toBe(422)
  expect((await stranger.post(link, { password: 'otter-bridge-42', again: 'otter-bridge-42' })).status).toBe(303)
  expect((await stranger.get(link)).status).toBe(404)
  expect(
    (
      await (
        await signedIn(server.address, { login: 'wang.mei', password: 'otter-bridge-42' })
      ).get('/desk/suggestions?state=all')
    ).status,
  ).toBe(200)
})

test('roles and units change, sessions end, and a disabled person is out at once', async () => {
  const id = await idOf('officer-2')
  const colleague = await signedIn(server.address, server.accounts['officer-2'])
  const change: [string, string][] = [
    ['roles', 'officer'],
    ['roles', 'organiser'],
    ['units', 'jianshe'],
  ]
  const confirmed: [string, string] = ['left_by_change', 'zijin-jiedao']
  expect((await admin.post(`/desk/people/${id}`, fields([...change, confirmed]))).status).toBe(303)
  expect(await (await admin.get(`/desk/people/${id}`)).text()).toMatch(/value="jianshe" checked/)
  expect((await admin.post(`/desk/people/${id}/sessions`, { key: "' OR 1" })).status).toBe(422)
  expect((await admin.post(`/desk/people/${id}/sessions`, { key: 'all' })).status).toBe(303)
  expect((await colleague.get('/desk')).status).toBe(303)
  const disabled = await admin.post(`/desk/people/${id}/disabling`, { left_by_disabling: 'jianshe' })
  expect(disabled.headers.get('Location')).toContain('done=disabled')
  await expect(signedIn(server.address, server.accounts['officer-2'])).rejects.toThrow('422')
  expect((await admin.post(`/desk/people/${id}/enabling`, {})).status).toBe(303)
  await signedIn(server.address, server.accounts['officer-2'])
})

test('the last admin stays one', async () => {
  const id = await idOf('admin')
  expect((await admin.post(`/desk/people/${id}`, fields([['roles', 'clerk']]))).status).toBe(422)
  expect((await admin.post(`/desk/people/${id}/disabling`, {})).headers.get('Location')).toContain('refused=last-admin')
})

test.each(['0', 'abc', '999999', '%00', '1.5'])('nobody is found at /desk/people/%s', async id => {
  expect([400, 404]).toContain((await admin.get(`/desk/people/${id}`)).status)
  expect([400, 404]).toContain((await admin.post(`/desk/people/${id}/disabling`, {})).status)
  expect((await clerk.get(`/desk/people/${id}`)).status).toBe(id === '%00' ? 400 : 403)
})

test('the audit trail answers who did what, and is calm about any filter', async () => {
  const page = await (await admin.get(`/desk/events?actor=${await idOf('admin')}&action=person.roles-set`)).text()
  expect(page).toContain(actionWords['person.roles-set'])
  expect(page).toContain('项南明')
  for (const query of [
    'actor=king',
    'action=%27',
    'from=2026-13-40&to=x',
    'before=abc',
    'object=%00',
    'result=maybe',
    'kind=person&object=1',
  ]) {
    expect([query, (await admin.get(`/desk/events?${query}`)).status]).toEqual([query, 200])
  }
  expect((await admin.post('/desk/events', {})).status).toBe(405)
})

test('a deadline is set for a category and taken back; the general one stays', async () => {
  const setting = { step: 'answer', kind: '', category: 'noise', level: '', number: '2', unit: 'days' }
  expect((await admin.post('/desk/deadlines', { ...setting, number: '0' })).status).toBe(422)
  expect((await admin.post('/desk/deadlines', { ...setting, step: 'red', unit: 'hours' })).status).toBe(422)
  expect((await admin.post('/desk/deadlines', setting)).status).toBe(303)
  const page = await (await admin.get('/desk/deadlines')).text()
  expect(page).toContain(noise)
  const row = elementsIn(page, 'tr').find(tr => wordsOf(tr).includes(noise))
  expect((await admin.post(formIn(row!, deadlineWords.remove).action, {})).status).toBe(303)
  expect((await admin.post('/desk/deadlines?remove=1', {})).status).toBe(422)
  expect((await clerk.post('/desk/deadlines', setting)).status).toBe(403)
})
