import { describe, expect, test } from 'vitest'
import { roles } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Portal } from '#portal.ts'
import { open, prepareVisit, type Visit } from '#web/visit.ts'

const clerk: SignedInPerson = { id: 1, name: '示例', login: 'clerk', roles: ['clerk'] }
const portal = { config: { secondFactor: true } } as Portal

interface Coming extends RequestInit {
  person?: SignedInPerson
  databaseAway?: boolean
}

/** A request as a page meets it, after the middleware. */
function coming(path: string, { person, databaseAway = false, ...init }: Coming = {}) {
  const request = new Request(new URL(path, 'http://portal.test'), init)
  const locals = { databaseAway, requestId: 'r-1' } as App.Locals
  prepareVisit(locals, { portal, person })
  return { request, url: new URL(request.url), locals }
}

const opened = (visit: Visit | Response): Visit => {
  if (visit instanceof Response) throw new Error(`answered ${visit.status}`)
  return visit
}
const answered = (visit: Visit | Response): Response => {
  if (visit instanceof Response) return visit
  throw new Error('let in')
}
const leadsTo = (response: Response) => {
  expect([response.status, response.headers.get('Cache-Control')]).toEqual([303, 'no-store'])
  return new URL(response.headers.get('Location')!, 'http://portal.test')
}
const shown: SignedInPerson = { ...clerk, secondFactor: 'passed' }

test('a page that opens no visit has neither person nor portal', () => {
  const { locals } = coming('/desk', { person: shown })
  expect(Object.values(locals)).not.toContain(shown)
  expect(Object.values(locals)).not.toContain(portal)
})

test('what no middleware has prepared cannot be opened', () => {
  expect(() => open({ ...coming('/desk'), locals: {} as App.Locals })).toThrow()
})

describe('who is let in', () => {
  test('a person with one of the roles', () => {
    expect(opened(open(coming('/desk', { person: shown }), { roles: ['admin', 'clerk'] }))).toMatchObject({
      person: shown,
      portal,
    })
  })

  test('anybody, where nobody is asked for', () => {
    expect(opened(open(coming('/news'))).person).toBeUndefined()
    expect(opened(open(coming('/news', { person: shown }))).person).toBe(shown)
  })

  test('a stranger signs in and comes back to the same address', () => {
    const target = leadsTo(answered(open(coming('/desk/suggestions?state=received&q=路灯'), { who: 'staff' })))
    expect(target.pathname).toBe('/login')
    expect(target.searchParams.get('next')).toBe(`/desk/suggestions?state=received&q=${encodeURIComponent('路灯')}`)
    expect(leadsTo(answered(open(coming('/me'), { who: 'citizen' }))).pathname).toBe('/me/sign-in')
  })

  test('after a form one returns to the page the form stood on, told that nothing was saved', () => {
    const headers = { Referer: 'http://portal.test/desk/suggestions/8F3K7QWD2M9T' }
    const target = leadsTo(
      answered(
        open(coming('/desk/suggestions/8F3K7QWD2M9T/answer', { method: 'POST', headers }), {
          who: 'staff',
          methods: ['POST'],
        }),
      ),
    )
    expect(Object.fromEntries(target.searchParams)).toEqual({ next: '/desk/suggestions/8F3K7QWD2M9T', unsaved: '1' })
  })

  test('another role gets 403, with the roles in words', async () => {
    const response = answered(open(coming('/desk/faults', { person: shown }), { roles: ['publisher', 'admin'] }))
    expect(response.status).toBe(403)
    const page = await response.text()
    expect(page).toContain(roles.publisher)
    expect(page).toContain(roles.clerk)
  })
})

describe('the second factor', () => {
  const due: SignedInPerson = { ...clerk, secondFactor: 'due' }
  const without: SignedInPerson = { ...clerk, secondFactor: 'none' }

  test('is shown by who has one, and set up before the desk by who needs one', () => {
    for (const person of [due, without])
      expect(leadsTo(answered(open(coming('/desk', { person }), { roles: ['clerk'] }))).pathname).toBe('/second-factor')
    expect(leadsTo(answered(open(coming('/me', { person: due }), { who: 'citizen' }))).pathname).toBe('/second-factor')
    expect(opened(open(coming('/me', { person: without }), { who: 'citizen' })).person).toBe(without)
  })

  test('a script is led nowhere: who has it to show yet is nobody', () => {
    for (const person of [due, without])
      expect(opened(open(coming('/admin/session', { person }), { neverLeads: true })).person).toBeUndefined()
    expect(opened(open(coming('/admin/session', { person: shown }), { neverLeads: true })).person).toBe(shown)
  })
})

test('while the database is away who must sign in gets 503 and not the sign-in page', () => {
  const away = () => coming('/desk', { databaseAway: true })
  for (const response of [answered(open(away(), { who: 'staff' })), answered(open(away(), { needsDatabase: true }))]) {
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '60'])
  }
  expect(opened(open(away())).person).toBeUndefined()
})

test('other methods are refused, with the right ones', () => {
  expect(opened(open(coming('/desk', { method: 'HEAD' })))).toBeDefined()
  const response = answered(open(coming('/logout'), { methods: ['POST'] }))
  expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST'])
})
