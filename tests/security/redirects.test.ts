import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { elementsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { rawly } from '../support/raw.ts'
import { addressOf, routes } from '../support/routes.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const elsewhere = [
  'https://evil.example/',
  '//evil.example/',
  '///evil.example/',
  '////evil.example/',
  '/\\evil.example/',
  '\\/evil.example/',
  '/\t/evil.example/',
  '/\n/evil.example/',
  '\u0000//evil.example/',
  ' //evil.example/',
  '/.//evil.example/',
  '/a/..//evil.example/',
  '/%2f%2fevil.example/',
  '/%2F/evil.example/',
  '/%5cevil.example/',
  '/%255cevil.example/',
  '/%09/evil.example/',
  '//evil%E3%80%82example/',
  '／／evil.example/',
  'javascript:alert(1)//evil.example',
  'JaVaScRiPt:alert(1)//evil.example',
  'data:text/html,evil.example',
  'http:evil.example',
  '/\r\nX-Planted: evil.example',
  '/%0d%0aX-Planted:%20evil.example',
  '/\r\n\r\n<script>evil.example</script>',
  '@evil.example',
  ':80@evil.example/',
]

let server: Portal
const visitors: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  visitors.nobody = visitor(server.address)
  for (const login of ['volunteer', 'admin']) visitors[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(() => server.stop())

/** Where an answer leads that is not here: by its head, or by a link or a form of its page. */
async function leadsElsewhere(response: Response): Promise<string[]> {
  const leadsAway = (address: string) => {
    const url = URL.parse(address, server.address)
    const written = `${url?.pathname ?? ''}`
    return !url || url.origin !== server.address || written.startsWith('//')
  }
  const location = response.headers.get('location')
  const body = await response.text()
  if (response.headers.has('x-planted')) return ['a line in its head']
  if (location !== null) return leadsAway(location) ? [location] : []
  if (!response.headers.get('content-type')?.startsWith('text/html')) return []
  return ['a', 'form', 'area', 'iframe', 'base', 'meta']
    .flatMap(name => elementsIn(body, name))
    .map(({ attribs }) => attribs.href ?? attribs.action ?? attribs.src ?? attribs.content ?? '')
    .filter(address => address.includes('evil') && leadsAway(address))
}

describe.each(['nobody', 'volunteer', 'admin'])('%s', who => {
  test('is led by no address to another site, wherever one may say where to go on', async () => {
    const asks = routes.filter(({ file }) => file !== 'logout.ts' && mayGoOn(file))
    expect(asks.length).toBeGreaterThan(8)
    const found: string[] = []
    for (const route of asks)
      for (const next of elsewhere) {
        const address = addressOf(route)
        const query = new URLSearchParams({ next, to: 'on' })
        for (const response of [
          await visitors[who]!.get(`${address}?${query}`),
          await visitors[who]!.post(address, { next }),
        ])
          for (const place of await leadsElsewhere(response))
            found.push(`${address} ${JSON.stringify(next)} → ${place}`)
      }
    expect(found).toEqual([])
  })
})

/** Pages whose own source reads `next`, and those that lead to signing in and back. */
function mayGoOn(file: string): boolean {
  return (
    /\bnext\b/.test(readFileSync(`src/pages/${file}`, 'utf8').replaceAll(/^import .*$/gm, '')) ||
    /^(?:desk|me)\/index/.test(file)
  )
}

test('signing in leads to this site only, whatever was asked', async () => {
  for (const next of elsewhere) {
    const response = await visitor(server.address).post('/login', { ...server.accounts.clerk!, next })
    // A zero byte is refused in words.
    const status = next.includes('\0') ? 422 : 303
    expect([next, response.status, await leadsElsewhere(response)]).toEqual([next, status, []])
  }
})

test.each([
  '//evil.example/desk',
  '/desk//evil.example',
  '///evil.example',
  '/%2f%2fevil.example',
  '/desk/%0d%0aX-Planted:%201',
  '/desk?\rX-Planted: 1',
])('the address %j itself is led to this site or refused', async path => {
  const [answer] = await rawly(server.address, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  const location = answer!.headers.get('location')
  if (location !== null)
    expect([location, URL.parse(location, 'http://x')?.host]).toEqual([expect.stringMatching(/^\/(?!\/)/), 'x'])
  expect(answer!.headers.has('x-planted')).toBe(false)
})

test('who must sign in comes back to the page of this site they stood on, not to one that a referer names', async () => {
  const response = await visitors.nobody!.post(
    '/desk/people',
    {},
    { Referer: 'https://evil.example//evil.example/desk' },
  )
  expect(await leadsElsewhere(response)).toEqual([])
  const page = await visitors.nobody!.get(response.headers.get('location')!)
  expect(await leadsElsewhere(page)).toEqual([])
})
