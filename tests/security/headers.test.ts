import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { isOpenToTests, ownPortal, type Portal, workersPortal } from '../support/portal.ts'
import { rawly } from '../support/raw.ts'
import { addressOf, otherAddresses, routes } from '../support/routes.ts'
import { signedIn, statusAt, type Visitor, visitor } from '../support/visitor.ts'

const pages = [...routes.filter(({ file }) => file.endsWith('.astro')).map(route => addressOf(route)), '/nothing-here']
/** What the build makes carries a hash in its name. */
const built = readdirSync('dist/client/_astro').slice(0, 3)
const addresses = [
  ...routes.map(route => addressOf(route)),
  ...otherAddresses,
  ...built.map(name => `/_astro/${name}`),
  '/nothing-here',
  '/about/',
  '/%',
  '/_image?href=x',
]

const directives = [
  "default-src 'self'",
  "script-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]
/** A drawing of the content and the page of the editor have policies of their own. */
const isOwnPolicy = (path: string) => /^\/admin\/?$/.test(path)

/** What an answer lacks; nothing when it has all that every answer has. */
function missingIn(path: string, { headers }: { headers: Headers }): string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const wanted: [string, string | RegExp][] = [
    ['x-content-type-options', /^nosniff$/],
    ['x-frame-options', /^DENY$/],
    ['referrer-policy', /^same-origin$/],
    ['permissions-policy', /camera=\(self\), geolocation=\(self\), microphone=\(\)/],
    ['cross-origin-opener-policy', /^same-origin$/],
    ['x-request-id', /^[\da-f-]{36}$/],
  ]
  return [
    ...wanted.filter(([name, value]) => !headers.get(name)?.match(value)).map(([name]) => name),
    ...directives
      .filter(directive => !policy.includes(isOwnPolicy(path) ? directive.replace(/^script-src .*/, '') : directive))
      .map(directive => `policy: ${directive}`),
    ...(/unsafe-|\*|https?:/.test(policy) && !isOwnPolicy(path) ? [`policy: ${policy}`] : []),
    ...['server', 'x-powered-by', 'access-control-allow-origin'].filter(name => headers.has(name)),
  ]
}

let server: Portal
const visitors: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  visitors.reader = visitor(server.address)
  for (const login of ['clerk', 'volunteer', 'admin', 'publisher'])
    visitors[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(() => server.stop())

describe.each(['reader', 'admin', 'publisher'])('to a %s', who => {
  test.each(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT'])(
    'every address answers %s with all security headers',
    async method => {
      expect(addresses.length).toBeGreaterThan(100)
      const found: Record<string, string[]> = {}
      for (const path of addresses) {
        // A form that signs out would end the walk.
        if (path === '/logout' && method === 'POST') continue
        const response = await visitors[who]!.send(method, path)
        const missing = missingIn(path, response)
        if (missing.length > 0) found[`${path} (${response.status})`] = missing
      }
      expect(found).toEqual({})
    },
  )
})

describe.each(['reader', 'clerk', 'volunteer', 'admin'])('to a %s', who => {
  test('every page names its characters, what it varies by, and how long it may be kept', async () => {
    for (const path of pages) {
      const response = await visitors[who]!.get(path)
      if ([303, 405].includes(response.status)) continue
      const { headers } = response
      const vary = headers.get('vary') ?? ''
      expect([path, headers.get('content-type'), vary.includes('Cookie'), vary.includes('Accept-Encoding')]).toEqual([
        path,
        'text/html; charset=utf-8',
        true,
        true,
      ])
      // Pages that are the same for everybody may be kept; others never, when somebody is signed in.
      const kept = headers.get('cache-control')
      const expected =
        who === 'reader' ? /^(?:(?:private, )?no-(?:cache|store)|public, .*)$/ : /^(?:private, no-store|public, .*)$/
      expect([path, kept]).toEqual([path, expect.stringMatching(expected)])
      if (/^\/(?:admin|desk|login|me)/.test(path)) expect([path, kept]).toEqual([path, expect.stringContaining('no-')])
    }
  })
})

test.each([
  '/.git/HEAD',
  '/.git/config',
  '/.env',
  '/.npmrc',
  '/package.json',
  '/package-lock.json',
  '/node_modules/',
  '/src/process/server.ts',
  '/data.key',
  '/data/data.key',
  '/demo-accounts.txt',
  '/server/entry.mjs',
  '/_astro/',
  '/..%2f..%2fpackage.json',
  '/_astro/..%2f..%2fserver%2fentry.mjs',
])('%s hands out nothing of the repository, the build or the data', async path => {
  expect([400, 404]).toContain(await statusAt(visitors.admin!, path))
})

test.each([
  ['nonsense', 'nonsense\r\n\r\n', 400],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n', 400],
  ['an address without end', `GET /?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
  ['a head without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
])('what is not understood (%s) is answered with all security headers', async (_what, request, status) => {
  const [answer] = await rawly(server.address, request)
  expect(answer!.status).toBe(status)
  expect(missingIn('/', answer!)).toEqual([])
})

test('a file of the build comes in no coding that the browser refuses', async () => {
  const [stylesheet] = /\/_astro\/[^"]+\.css/.exec(await (await visitors.reader!.get('/')).text())!
  const codingFor = async (accepted: string) => {
    const lines = ['Host: x', `Accept-Encoding: ${accepted}`, 'Connection: close'].join('\r\n')
    const [answer] = await rawly(server.address, `GET ${stylesheet} HTTP/1.1\r\n${lines}\r\n\r\n`)
    return answer!.headers.get('content-encoding')
  }
  expect([await codingFor('gzip, br'), await codingFor('br;q=0, gzip;q=0')]).toEqual(['br', null])
})

test('what machines ask cannot be sent anything', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics'])
    expect([path, (await visitors.reader!.send('POST', path)).status]).toEqual([
      path,
      expect.toSatisfy(code => code >= 400),
    ])
})

test('what a program expects beyond the usual is passed over', async () => {
  const lines = ['Host: x', 'Expect: something', 'Connection: close'].join('\r\n')
  const [answer] = await rawly(server.address, `GET /about HTTP/1.1\r\n${lines}\r\n\r\n`)
  expect([answer!.status, missingIn('/about', answer!)]).toEqual([200, []])
})

describe.skipIf(!isOpenToTests())(
  'when the database fails (left out when it cannot be opened beside the server)',
  () => {
    let connection: Connection
    beforeAll(async () => {
      connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    })
    afterAll(() => connection.close())

    test('a page that breaks answers 500 with all security headers, and tells nothing of what broke', async () => {
      await sql`ALTER TABLE suggestion RENAME TO suggestion_away`.execute(connection.db)
      try {
        for (const method of ['GET', 'HEAD', 'POST']) {
          for (const path of ['/desk/suggestions', '/desk/suggestions/2099-1/note']) {
            const response = await visitors.clerk!.send(method, path)
            if (response.status === 405) continue
            expect([path, response.status, missingIn(path, response)]).toEqual([path, 500, []])
            expect(await response.text()).not.toMatch(/suggestion_away|relation|SELECT|\.ts:|node_modules/)
            expect(response.headers.get('cache-control')).toContain('no-')
          }
        }
      } finally {
        await sql`ALTER TABLE suggestion_away RENAME TO suggestion`.execute(connection.db)
      }
    })
  },
)

test('over https every answer says so for a year, and a session is for this host alone, for no script and no other site', async () => {
  const own = await ownPortal({ ORIGIN: 'https://portal.example.cn' })
  const answers = await Promise.all(['/', '/login', '/nothing-here', '/healthz'].map(path => fetch(own.address + path)))
  for (const { headers } of answers) expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  const signed = await visitor(own.address).post('/login', own.accounts.clerk!, { Origin: 'https://portal.example.cn' })
  const [cookie = ''] = signed.headers.getSetCookie()
  for (const part of [/^__Host-session=[a-z0-9]{32,};/, /; HttpOnly/, /; Secure/, /; SameSite=Lax/, /; Path=\/(?:;|$)/])
    expect(cookie).toMatch(part)
  expect(cookie).not.toMatch(/Domain/i)
  const [elder] = (await visitor(own.address).get('/elder?to=on')).headers.getSetCookie()
  for (const part of [/; HttpOnly/, /; Secure/, /; SameSite=Lax/]) expect(elder).toMatch(part)
  await own.stop()
})
