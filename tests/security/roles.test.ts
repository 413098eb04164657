import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roleNames } from '#people/roles.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { addressOf, routes } from '../support/routes.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** Signing out ends the walk. */
const walked = routes.filter(({ file }) => file !== 'logout.ts')

const newsroom = 'contributor reviewer publisher'
const staff = `${newsroom} clerk officer supervisor organiser admin`
const suggestions = 'clerk officer supervisor admin'
/** Who is let in behind which door: everything under /desk and /admin, by the start of its address, the longest first. */
const doors: Record<string, string> = {
  '/admin': newsroom,
  '/desk': staff,
  '/desk/acceptances': 'clerk',
  '/desk/assessment': 'officer clerk supervisor publisher admin',
  '/desk/assessment/2026/units/jianshe/notice': 'supervisor',
  '/desk/assessment/indicators': 'clerk supervisor admin',
  '/desk/calendar': 'clerk admin',
  '/desk/clients': 'admin',
  '/desk/contests': `${newsroom} ${suggestions}`,
  '/desk/deadlines': 'admin',
  '/admin/reviews/uncleared': 'reviewer publisher',
  '/desk/events': 'admin',
  '/desk/faults': `${newsroom} admin`,
  '/desk/figures': 'clerk supervisor admin',
  '/desk/freshness': `${newsroom} admin`,
  '/desk/hand-overs': 'clerk',
  '/desk/honours': 'officer clerk supervisor contributor publisher',
  '/desk/honours/new': 'officer',
  '/desk/letters': suggestions,
  '/desk/messages': 'clerk supervisor admin',
  '/desk/people': 'admin',
  '/desk/record': 'clerk supervisor reviewer publisher',
  '/desk/record/2099-1/covers': 'clerk',
  '/desk/reports': 'clerk officer supervisor admin',
  '/desk/suggestions': suggestions,
  '/desk/tasks': suggestions,
  '/desk/suggestions/2099-1/acceptance': 'clerk',
  '/desk/suggestions/2099-1/covers': 'clerk',
  '/desk/suggestions/2099-1/need': 'clerk',
  '/desk/suggestions/2099-1/readings': 'clerk supervisor',
  '/desk/suggestions/by-person': 'clerk supervisor',
  '/desk/suggestions/new': 'clerk',
  '/desk/suggestions/exports': 'clerk supervisor admin',
  '/desk/surveys': 'clerk supervisor admin',
  '/desk/system': 'admin',
  '/desk/templates': 'clerk',
  '/desk/units': 'clerk supervisor admin',
  '/desk/units/import': 'admin',
  '/desk/volunteers': 'clerk supervisor organiser admin',
  '/desk/volunteers/activities': 'organiser admin',
  '/desk/volunteers/applications': 'admin',
  '/desk/volunteers/incidents': 'clerk admin',
  '/desk/volunteers/needs': 'clerk organiser admin',
  '/desk/volunteers/organisations': 'organiser admin',
  '/desk/volunteers/overview': 'clerk supervisor admin',
  '/desk/volunteers/people': 'clerk admin',
  '/desk/volunteers/register': 'clerk admin',
  '/desk/volunteers/rules': 'admin',
  '/desk/volunteers/shifts': 'organiser admin',
}
const admittedTo = (address: string) =>
  doors[
    Object.keys(doors)
      .filter(door => address === door || address.startsWith(`${door}/`))
      .toSorted()
      .at(-1) ?? ''
  ]

let server: Portal
const visitors: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  visitors.nobody = visitor(server.address)
  for (const role of roleNames) visitors[role] = await signedIn(server.address, server.accounts[role])
})
afterAll(() => server.stop())

describe.each(['nobody', ...roleNames])('%s', who => {
  test.each(['GET', 'POST'] as const)(
    'asks for every page by %s: lets in whom it should, and fails for nobody',
    async method => {
      const found: string[] = []
      for (const route of walked) {
        const { file } = route
        const address = addressOf(route)
        // What is open to all is walked by three: no role makes a difference there.
        if (!admittedTo(address) && !['nobody', 'volunteer', 'admin'].includes(who)) continue
        const response = method === 'GET' ? await visitors[who]!.get(address) : await visitors[who]!.post(address, {})
        const { status } = response
        const leadsToSignIn = /^\/(?:login|me\/sign-in)/.test(response.headers.get('location') ?? '')
        if (status >= 500) found.push(`${address} fails with ${status}`)
        const admitted = admittedTo(address)
        // A script is told so in its own way.
        if (
          !admitted ||
          status === 405 ||
          (status === 404 && file.endsWith('.ts')) ||
          /gateway|session$|files\/choice$|reviews\/.*\/acceptance/.test(address)
        )
          continue
        const isIn = status !== 403 && !leadsToSignIn
        if (isIn !== admitted.split(' ').includes(who))
          found.push(`${address} ${isIn ? 'lets in' : 'refuses'} (${status})`)
      }
      expect(found).toEqual([])
    },
  )
})
