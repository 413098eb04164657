import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { suggestionErrors } from '#suggestions/words.ts'
import { createRateLimits, type RateLimits } from '#web/rate-limit.ts'
import { tooManyWrites } from '#web/site-words.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey } from '../support/server.ts'
import { suggestPath } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

// What was sent before is counted in the database: that takes one that the test can open beside the server.
describe.skipIf(!isOpenToTests())('how much one may send', () => {
  let connection: Connection
  let server: Portal
  let limits: RateLimits
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    limits = createRateLimits(connection.pool, createPersonalData(dataKey))
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  /** Takes all that is left. */
  const exhaust = async (limit: keyof RateLimits, who: string) => {
    while (await limits[limit].take(who));
  }
  const from = { 'X-Forwarded-For': '203.0.113.77' }
  const send = (who: Visitor, typed: Record<string, string> = {}) =>
    who.post(suggestPath, typedSuggestion({ body: '写了很久的一段话', ...typed }), from)

  test('an address that sent thousands is told to sign in by phone, with what was typed; staff and neighbours go on', async () => {
    await exhaust('addressWrites', from['X-Forwarded-For'])
    const refused = await send(visitor(server.address))
    const page = await refused.text()
    expect([refused.status, page.includes(tooManyWrites(undefined)), page.includes('写了很久的一段话')]).toEqual([
      429,
      true,
      true,
    ])
    expect((await visitor(server.address).post(suggestPath, typedSuggestion())).status).toBe(303)
    const clerk = await signedIn(server.address, server.accounts.clerk)
    expect((await send(clerk)).status).toBe(303)
  })

  test('a phone number comes with twenty suggestions a day, and without it one goes in all the same', async () => {
    const phone = '13800000666'
    await exhaust('phoneWrites', phone)
    const refused = await visitor(server.address).post(suggestPath, typedSuggestion({ phone }))
    expect([refused.status, (await refused.text()).includes(suggestionErrors.tooManyOfPhone)]).toEqual([429, true])
    expect((await visitor(server.address).post(suggestPath, typedSuggestion())).status).toBe(303)
  })

  test('a right password is never refused because a neighbour guessed wrong', async () => {
    await exhaust('wrongSignIns', from['X-Forwarded-For'])
    const { login, password } = server.accounts.officer!
    expect((await visitor(server.address).post('/login', { login, password: 'wrong-wrong-wrong' }, from)).status).toBe(
      422,
    )
    expect((await visitor(server.address).post('/login', { login, password }, from)).status).toBe(303)
  })
})
