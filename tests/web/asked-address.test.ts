import { describe, expect, test } from 'vitest'
import { readTarget } from '#web/asked-address.ts'

const addressOf = (target: string) => {
  const read = readTarget(target)
  return read && read.pathname + read.search
}

describe('a request target', () => {
  test.each([
    ['/', '/'],
    ['/news?page=2&x=//', '/news?page=2&x=//'],
    ['/news/', '/news'],
    ['//news//one/', '/news/one'],
    ['/p%61rticipate/track/ABCD', '/participate/track/ABCD'],
    ['/%5Fimage/', '/_image'],
    ['/a/../news/./x', '/news/x'],
    ['/%2e%2e/news', '/news'],
    ['/media/%e4%bd%a0.webp', '/media/%E4%BD%A0.webp'],
    ['/a%2Fb', '/a%2Fb'],
    ['/?', '/?'],
  ])('%s stands for %s', (target, address) => expect(addressOf(target)).toBe(address))

  test.each([
    'http://localhost/privacy',
    '*',
    'news',
    '',
    '/news#?page=2',
    '/news\\x',
    '/media/%25',
    '/x%00',
    '/%ff',
    '/%',
  ])('%s cannot be read', target => expect(readTarget(target)).toBeUndefined())

  test('in its one spelling stays as it is', () => {
    for (const target of ['/a/b-c.d_e~f', '/x?y=%20&z', '/a%2Fb']) expect(addressOf(addressOf(target)!)).toBe(target)
  })
})
