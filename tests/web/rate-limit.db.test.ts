import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { addressOf, forwardedAddress, createRateLimit } from '#web/rate-limit.ts'
import { openTestDatabase } from '../support/database.ts'

let connection: Connection
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())

let names = 0
/** A limit of its own, or the same in another process. */
const limitOf = (points: number, name = `limit-${(names += 1)}`) =>
  createRateLimit(connection.pool, createPersonalData(Buffer.alloc(32, 7)), { name, points, seconds: 60 })

test('each has its own, counted for all processes together', async () => {
  const [here, there] = [limitOf(3, 'shared'), limitOf(3, 'shared')]
  const taken = [await here.take('192.0.2.1'), await there.take('192.0.2.1'), await here.take('192.0.2.1')]
  expect([...taken, await there.take('192.0.2.1'), await here.take('192.0.2.1')]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(await there.take('192.0.2.2')).toBe(true)
  expect(await limitOf(3).take('192.0.2.1')).toBe(true)
})

test('what is sent at once is counted one by one', async () => {
  const limit = limitOf(5)
  const taken = await Promise.all(Array.from({ length: 40 }, () => limit.take('192.0.2.1')))
  expect(taken.filter(Boolean)).toHaveLength(5)
})

test('the database learns neither address nor phone', async () => {
  const limit = limitOf(1, 'secret')
  for (const who of ['198.51.100.77', '13800000077']) await limit.take(who)
  const { rows } = await connection.pool.query<{ key: string }>(`SELECT key FROM rate_limit WHERE key LIKE 'secret%'`)
  expect(rows).toHaveLength(2)
  expect(JSON.stringify(rows)).not.toMatch(/198\.51|138000/)
})

test.each([
  ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', false],
  ['2001:db8::1', '2001:db8:0:0:5::', false],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['::ffff:192.0.2.1', '192.0.2.1', false],
  ['192.0.2.1', '192.0.2.11', true],
])('%s and %s are counted apart: %s', async (one, other, apart) => {
  const limit = limitOf(1)
  await limit.take(one)
  expect(await limit.take(other)).toBe(apart)
})

test('only what our own proxies wrote into X-Forwarded-For is believed', () => {
  const request = new Request('http://localhost/', { headers: { 'X-Forwarded-For': '1.1.1.1, 203.0.113.7, 10.0.0.2' } })
  const from = (proxies: number) => addressOf({ request, clientAddress: '10.0.0.1' }, proxies)
  expect([from(0), from(1), from(2)]).toEqual(['10.0.0.1', '10.0.0.2', '203.0.113.7'])
  expect(addressOf({ request: new Request('http://localhost/'), clientAddress: '10.0.0.1' }, 1)).toBe('10.0.0.1')
})

test('what stands in X-Forwarded-For and is no address is not taken for one', () => {
  for (const header of ['planted', '1.2.3.4"}{', '\u009b31m', '999.1.1.1', 'x, y'])
    expect([header, forwardedAddress(header, 1)]).toEqual([header, undefined])
  expect(forwardedAddress('2001:db8::7', 1)).toBe('2001:db8::7')
})
