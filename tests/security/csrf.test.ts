import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { roleNames } from '#people/roles.ts'
import { moves } from '#suggestions/moves/index.ts'
import { filledForm } from '../support/filled-form.ts'
import { isOpenToTests, ownPortal, type Portal, workersPortal } from '../support/portal.ts'
import { addressOf, routes } from '../support/routes.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { traceOf } from '../support/trace.ts'
import { visitor } from '../support/visitor.ts'

let server: Portal
const cookies: Record<string, string> = { nobody: '' }
beforeAll(async () => {
  server = await workersPortal()
  for (const role of roleNames) {
    const signed = await visitor(server.address).post('/login', server.accounts[role]!)
    cookies[role] = signed.headers.getSetCookie()[0]!.split(';')[0]!
  }
})
afterAll(() => server.stop())

const addresses = [
  ...routes.map(route => addressOf(route)),
  ...moves.map(({ name }) => `/desk/suggestions/2099-1/${name}`),
  '/nothing-here',
]
/** What could be sent: every field that any form of the portal has under that name. */
const body = new URLSearchParams({
  ...Object.assign({}, ...moves.map(({ form }) => filledForm(form))),
  ...typedSuggestion(),
  login: 'admin',
  phone: '13800000021',
}).toString()

const post = (path: string, cookie: string, headers: Record<string, string>) =>
  fetch(server.address + path, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...(cookie && { Cookie: cookie }), ...headers },
  })

describe.each<[string, (own: URL) => Record<string, string>]>([
  ['from another site', () => ({ Origin: 'https://evil.example' })],
  ['from nowhere that is named', () => ({ Origin: 'null' })],
  ['from another port of this host', ({ hostname }) => ({ Origin: `http://${hostname}:1` })],
  ['from a site that begins like this one', ({ origin }) => ({ Origin: `${origin}.evil.example` })],
  ['without an origin', () => ({})],
  ['without an origin, by a page of another site', () => ({ Referer: 'https://evil.example/desk' })],
  ['without an origin, from another site of the city', () => ({ 'Sec-Fetch-Site': 'same-site' })],
])('a form %s', (_what, headersOf) => {
  test.each(['nobody', 'volunteer', 'admin'])('is refused at every address when %s has signed in', async who => {
    const found: string[] = []
    for (const path of addresses) {
      const response = await post(path, cookies[who]!, headersOf(new URL(server.address)))
      await response.arrayBuffer()
      if (response.status !== 403 || response.headers.has('set-cookie'))
        found.push(`${path} answers ${response.status}`)
    }
    expect(found).toEqual([])
  })
})

test('a form of our own page is let in by its origin, and by its page when an old browser names no origin', async () => {
  const fields = new URLSearchParams({ login: 'nobody-here', password: 'wrong' })
  const ways: Record<string, string>[] = [
    { Origin: server.address },
    { Referer: `${server.address}/login` },
    { 'Sec-Fetch-Site': 'same-origin' },
  ]
  for (const headers of ways) {
    const response = await fetch(`${server.address}/login`, { method: 'POST', body: fields, headers })
    expect(response.status).toBe(422)
  }
})

test('where the city has said its address, the host that a request names proves nothing', async () => {
  const own = await ownPortal({ ORIGIN: 'https://portal.example.cn' })
  const statusFor = async (origin: string) =>
    (await visitor(own.address).post('/login', { login: 'x', password: 'y' }, { Origin: origin })).status
  expect([await statusFor('https://portal.example.cn'), await statusFor(own.address)]).toEqual([422, 403])
  await own.stop()
})

describe.skipIf(!isOpenToTests())('in the database', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
  })
  afterAll(() => connection.close())

  test('nothing is written by what was refused, nor by asking for any page by GET', async () => {
    const before = await traceOf(connection.db)
    for (const who of ['nobody', 'clerk', 'admin', 'volunteer'])
      for (const path of addresses) {
        await (await post(path, cookies[who]!, { Origin: 'https://evil.example' })).arrayBuffer()
        // It draws the secret that it shows; another takes its place until one is confirmed.
        if (path === '/second-factor') continue
        await (
          await fetch(server.address + path, { redirect: 'manual', headers: { Cookie: cookies[who]! } })
        ).arrayBuffer()
      }
    const after = await traceOf(connection.db)
    // What is read of people is an event.
    expect({ ...after, events: [] }).toEqual({ ...before, events: [] })
    expect(JSON.stringify(after.events)).not.toContain('signed-out')
  })
})
