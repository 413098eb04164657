import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { addPerson, disablePerson } from '#people/people.ts'
import { createSessions, type Sessions } from '#people/session.ts'
import { openTestDatabase } from '../support/database.ts'

const system = { kind: 'system' } as const
let connection: Connection
let sessions: Sessions
beforeAll(async () => {
  connection = await openTestDatabase()
  sessions = createSessions(connection.db, { secure: false })
})
afterAll(() => connection.close())

async function personWithSession(login: string) {
  const added = await addPerson(
    connection.db,
    { login, name: '示例', roles: ['clerk', 'supervisor'], password: 'otter-bridge-42' },
    system,
    new Date(),
  )
  if ('refused' in added) throw new Error(added.refused)
  const setCookie = await sessions.create(added.id)
  return { id: added.id, setCookie, cookie: setCookie.split(';')[0]! }
}

const rowsOf = (personId: number) =>
  connection.db.selectFrom('session').selectAll().where('person_id', '=', personId).execute()
const setExpiry = (personId: number, at: Date) =>
  connection.db.updateTable('session').set({ expires_at: at }).where('person_id', '=', personId).execute()

test('a session cookie names its person, among cookies of other programs', async () => {
  const { id, cookie } = await personWithSession('lan')
  const person = { id, name: '示例', login: 'lan', roles: ['clerk', 'supervisor'], secondFactor: 'none', unread: 0 }
  expect(await sessions.validate(cookie)).toEqual({ person })
  expect(await sessions.validate(`broken=%E0%A4%A;${cookie};elder=1`)).toEqual({ person })
})

test('scripts cannot read the cookie, other sites cannot send it on a form, and over https it never leaves https', async () => {
  const { id, setCookie } = await personWithSession('attributes')
  expect(setCookie).toMatch(/^session=[a-z0-9]+; HttpOnly; Max-Age=43200; Path=\/; SameSite=Lax$/)
  const overHttps = await createSessions(connection.db, { secure: true }).create(id)
  expect(overHttps).toMatch(/^__Host-session=[a-z0-9]+; HttpOnly; Max-Age=43200; Path=\/; SameSite=Lax; Secure$/)
})

test('what the table holds opens nothing', async () => {
  const { id, cookie } = await personWithSession('leak')
  const [row] = await rowsOf(id)
  expect(row!.id_hash).toMatch(/^[0-9a-f]{64}$/)
  expect(cookie).not.toContain(row!.id_hash)
  expect(await sessions.validate(`session=${row!.id_hash}`)).toBeUndefined()
})

test.each([null, '', 'session=', 'session=%00', "session=' OR 1=1", `session=${'a'.repeat(40)}`, 'elder=1'])(
  'the cookie header %j is nobody',
  async header => {
    expect(await sessions.validate(header)).toBeUndefined()
  },
)

test('a session is renewed in its second half and not before', async () => {
  const { id, cookie } = await personWithSession('renewed')
  await setExpiry(id, new Date(Date.now() + 7 * 3_600_000))
  expect(await sessions.validate(cookie)).not.toHaveProperty('freshCookie')
  await setExpiry(id, new Date(Date.now() + 5 * 3_600_000))
  expect(await sessions.validate(cookie)).toMatchObject({
    freshCookie: expect.stringContaining(`${cookie}; HttpOnly; Max-Age=43200`),
  })
  const [row] = await rowsOf(id)
  expect(row!.expires_at.getTime()).toBeGreaterThan(Date.now() + 11 * 3_600_000)
})

test('however busy, a session ends 24 hours after it was opened', async () => {
  const { id, cookie } = await personWithSession('busy')
  const opened = new Date(Date.now() - 20 * 3_600_000)
  await connection.db.updateTable('session').set({ created_at: opened }).where('person_id', '=', id).execute()
  await setExpiry(id, new Date(Date.now() + 3_600_000))
  expect(await sessions.validate(cookie)).toBeDefined()
  const [row] = await rowsOf(id)
  expect(row!.expires_at.getTime()).toBe(opened.getTime() + 24 * 3_600_000)
})

test('an expired session is nobody and leaves the table; the next sign-in sweeps out the others', async () => {
  const [used, unused] = [await personWithSession('used'), await personWithSession('unused')]
  await setExpiry(used.id, new Date(Date.now() - 1000))
  await setExpiry(unused.id, new Date(Date.now() - 1000))
  expect(await sessions.validate(used.cookie)).toBeUndefined()
  expect(await rowsOf(used.id)).toEqual([])
  await personWithSession('sweeper')
  expect(await rowsOf(unused.id)).toEqual([])
})

test('signing out ends this session and not the one on another device', async () => {
  const { id, cookie } = await personWithSession('two')
  const other = (await sessions.create(id)).split(';')[0]!
  expect(await sessions.end(cookie)).toMatch(/^session=; .*Max-Age=0/)
  expect(await sessions.validate(cookie)).toBeUndefined()
  expect(await sessions.validate(other)).toBeDefined()
  await sessions.endAll(id)
  expect(await sessions.validate(other)).toBeUndefined()
})

test('a disabled person is signed out at once, also by a session that slipped in afterwards', async () => {
  const { id, cookie } = await personWithSession('disabled')
  await disablePerson(connection.db, 'disabled', system, new Date())
  expect(await sessions.validate(cookie)).toBeUndefined()
  const late = (await sessions.create(id)).split(';')[0]!
  expect(await sessions.validate(late)).toBeUndefined()
  expect(await rowsOf(id)).toEqual([])
})
