import { expect, test } from 'vitest'
import { addressOf, createRateLimit } from '#web/rate-limit.ts'

test('an address has its attempts, another has its own, and a good attempt is given back', async () => {
  const limit = createRateLimit({ points: 2, seconds: 60 })
  expect([await limit.take('192.0.2.1'), await limit.take('192.0.2.1'), await limit.take('192.0.2.1')]).toEqual([
    true,
    true,
    false,
  ])
  expect(await limit.take('192.0.2.2')).toBe(true)
  await limit.giveBack('192.0.2.2')
  expect([await limit.take('192.0.2.2'), await limit.take('192.0.2.2'), await limit.take('192.0.2.2')]).toEqual([
    true,
    true,
    false,
  ])
})

test('attempts sent at once are counted one by one', async () => {
  const limit = createRateLimit({ points: 5, seconds: 60 })
  const taken = await Promise.all(Array.from({ length: 40 }, () => limit.take('192.0.2.1')))
  expect(taken.filter(Boolean)).toHaveLength(5)
})

test.each([
  ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', false],
  ['2001:db8::1', '2001:db8:0:0:5::', false],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['::ffff:192.0.2.1', '192.0.2.1', false],
  ['192.0.2.1', '192.0.2.11', true],
])('%s and %s are counted apart: %s', async (one, other, apart) => {
  const limit = createRateLimit({ points: 1, seconds: 60 })
  await limit.take(one)
  expect(await limit.take(other)).toBe(apart)
})

test('only what our own proxies wrote into X-Forwarded-For is believed', () => {
  const request = new Request('http://localhost/', { headers: { 'X-Forwarded-For': '1.1.1.1, 203.0.113.7, 10.0.0.2' } })
  const from = (proxies: number) => addressOf({ request, clientAddress: '10.0.0.1' }, proxies)
  expect([from(0), from(1), from(2)]).toEqual(['10.0.0.1', '10.0.0.2', '203.0.113.7'])
  expect(addressOf({ request: new Request('http://localhost/'), clientAddress: '10.0.0.1' }, 1)).toBe('10.0.0.1')
})
