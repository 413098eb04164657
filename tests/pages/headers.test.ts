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
      const kept = headers.get('cache-control')
      expect([path, kept]).toEqual([
        path,
        who === 'reader' ? expect.stringMatching(/^(?:private, )?no-(?:cache|store)$/) : 'private, no-store',
      ])
    }
  })
})
