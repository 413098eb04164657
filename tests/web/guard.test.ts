import { expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import { refuseOtherMethods, requirePerson, requireRole } from '#web/guard.ts'

const clerk: SignedInPerson = { id: 1, name: '示例', login: 'clerk', roles: ['clerk'] }

function visit(path: string, { person, databaseAway = false, ...init }: RequestInit & { person?: SignedInPerson; databaseAway?: boolean } = {}) {
  const request = new Request(new URL(path, 'http://portal.test'), init)
  return { request, url: new URL(request.url), locals: { person, databaseAway, requestId: 'r-1' } as App.Locals }
}

test('lets a person with one of the roles through', () => {
  expect(requireRole(visit('/desk', { person: clerk }), 'admin', 'clerk')).toBe(clerk)
})

test('sends a stranger to sign in and back to the same address', () => {
  const response = requirePerson(visit('/desk/suggestions?state=received&q=路灯')) as Response
  expect(response.status).toBe(303)
  const target = new URL(response.headers.get('Location')!, 'http://portal.test')
  expect(target.pathname).toBe('/login')
  expect(target.searchParams.get('next')).toBe(`/desk/suggestions?state=received&q=${encodeURIComponent('路灯')}`)
})

test('after a form one returns to the page the form stood on, told that nothing was saved', () => {
  const headers = { Referer: 'http://portal.test/desk/suggestions/8F3K7QWD2M9T' }
  const response = requirePerson(visit('/desk/suggestions/8F3K7QWD2M9T/answer', { method: 'POST', headers })) as Response
  const target = new URL(response.headers.get('Location')!, 'http://portal.test')
  expect(Object.fromEntries(target.searchParams)).toEqual({ next: '/desk/suggestions/8F3K7QWD2M9T', unsaved: '1' })
})

test('answers 403 to another role and names the roles in words', async () => {
  const response = requireRole(visit('/desk/faults', { person: clerk }), 'publisher', 'admin') as Response
  expect(response.status).toBe(403)
  const page = await response.text()
  expect(page).toContain('签发人')
  expect(page).toContain('受理员')
})

test('answers 503 while the database is away, and not with the sign-in page', () => {
  const response = requirePerson(visit('/desk', { databaseAway: true })) as Response
  expect(response.status).toBe(503)
  expect(response.headers.get('Retry-After')).toBe('60')
})

test('refuses other methods and says which is right', () => {
  expect(refuseOtherMethods(visit('/logout', { method: 'POST' }), 'POST')).toBeUndefined()
  expect(refuseOtherMethods(visit('/desk', { method: 'HEAD' }), 'GET')).toBeUndefined()
  const response = refuseOtherMethods(visit('/logout'), 'POST')!
  expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST'])
})
