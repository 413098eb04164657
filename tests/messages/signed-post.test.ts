import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Gone, isPublicAddress, mayPostTo, postSigned, PrivateAddress, signatureOf } from '#messages/signed-post.ts'
import { receiver } from '../support/receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const post = (url: string, body = '{"type":"x"}') => ({ url, secret, id: 'step_7', body })
const trying = { mayReachSelf: true }

describe('what is posted to a program', () => {
  test('is signed by id, time and body, as Standard Webhooks say', async () => {
    const { url, received } = await receiver(() => ({ status: 204 }))
    await postSigned(post(url), trying)
    const { headers, body } = received[0]!
    const signed = createHmac('sha256', Buffer.alloc(32, 5)).update(`step_7.${headers['webhook-timestamp']}.${body}`)
    expect(headers['webhook-id']).toBe('step_7')
    expect(headers['webhook-signature']).toBe(`v1,${signed.digest('base64')}`)
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(300)
    expect(headers['content-type']).toContain('application/json')
  })

  // The example of the specification's own libraries.
  test('has the signature that other libraries make', () => {
    const known = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' }
    expect(signatureOf({ ...known, body: '{"test": 2432232314}' }, 1614265330)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  test('follows no redirect', async () => {
    const elsewhere = await receiver(() => ({ status: 200 }))
    const { url } = await receiver(() => ({ status: 307, headers: { Location: elsewhere.url } }))
    await expect(postSigned(post(url), trying)).rejects.toThrow('answered 307')
    expect(elsewhere.received).toEqual([])
  })

  test('is refused above 64 KB, and taken with 410 for the end of it', async () => {
    const { url, received } = await receiver(() => ({ status: 410 }))
    await expect(postSigned(post(url, 'x'.repeat(65_537)), trying)).rejects.toThrow('64 KB')
    expect(received).toEqual([])
    await expect(postSigned(post(url), trying)).rejects.toBeInstanceOf(Gone)
  })

  test('goes nowhere inside, by address or by a name that leads there', async () => {
    const { url, received } = await receiver(() => ({ status: 200 }))
    const { port } = new URL(url)
    for (const inside of [
      url,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://2130706433:${port}/`,
      `https://0x7f.1:${port}/`,
    ])
      await expect([inside, await postSigned(post(inside), { mayReachSelf: false }).catch((e: unknown) => e)]).toEqual([
        inside,
        new PrivateAddress(),
      ])
    expect(received).toEqual([])
  })
})

test.each([
  ['93.184.216.34', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['not an address', false],
])('%s is an address of the world: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

test.each([
  ['https://example.cn/hooks', true],
  ['https://example.cn:8443/hooks?x=1', true],
  ['http://example.cn/hooks', false],
  ['https://user:word@example.cn/', false],
  ['https://example.cn/#part', false],
  ['https://10.0.0.1/', false],
  ['https://[fd00::1]/', false],
  ['http://127.0.0.1:8080/', false],
  ['ftp://example.cn/', false],
  ['example.cn', false],
])('%s may be given as an address: %s', (url, may) => {
  expect(mayPostTo(url, false)).toBe(may)
})
