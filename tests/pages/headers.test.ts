import { globSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** Every page whose address is fixed, and one of each that is not. */
const paths = [
  ...globSync('**/*.astro', { cwd: 'src/pages' })
    .filter(file => !/[[_]/.test(file))
    .map(file => `/${file.replace(/(?:(?:^|\/)index)?\.astro$/, '')}`),
  '/about',
  '/participate/track/0000-0000-0000',
  '/desk/suggestions/2099-1',
  '/nothing-here',
]

let server: Portal
const visitors: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  visitors.reader = visitor(server.address)
  for (const login of ['clerk', 'volunteer', 'admin'])
    visitors[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(() => server.stop())

describe.each(['reader', 'clerk', 'volunteer', 'admin'])('to a %s', who => {
  test('every page names its characters, what it varies by, and how long it may be kept', async () => {
    expect(paths.length).toBeGreaterThan(40)
    for (const path of paths) {
      const response = await visitors[who]!.get(path)
      if (response.status === 303) continue
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
