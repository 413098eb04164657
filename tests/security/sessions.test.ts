import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Portal, workersPortal } from '../support/portal.ts'
import { visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const sessionIn = (response: Response) =>
  /^session=([a-z0-9]*)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1] ?? ''
const asHolder = (session: string) => visitor(server.address, `session=${session}`)
/** Where somebody stands who asks for the desk. */
const deskOf = async (session: string) => (await asHolder(session).get('/desk')).status

test('signing in gives another session and ends the one of before', async () => {
  const first = sessionIn(await visitor(server.address).post('/login', server.accounts.clerk!))
  // 32 letters of a five-bit alphabet.
  expect(first).toMatch(/^[a-z2-7]{32,}$/)
  const second = sessionIn(await asHolder(first).post('/login', server.accounts.clerk!))
  expect([second === first, await deskOf(first), await deskOf(second)]).toEqual([false, 303, 200])
})

test('a session that somebody else has chosen is not taken over', async () => {
  const chosen = 'a'.repeat(40)
  const given = sessionIn(await asHolder(chosen).post('/login', server.accounts.clerk!))
  expect([given === chosen, await deskOf(chosen), await deskOf(given)]).toEqual([false, 303, 200])
})
