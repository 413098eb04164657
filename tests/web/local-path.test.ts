import { expect, test } from 'vitest'
import { localPath } from '#web/local-path.ts'

test.each([
  ['/desk/suggestions?state=received#top', '/desk/suggestions?state=received#top'],
  ['/volunteer/../news//2026?q=a//b', '/news//2026?q=a//b'],
  ['/topics/文明', '/topics/%E6%96%87%E6%98%8E'],
  ['/desk/100%25', '/desk/100%25'],
])('the path %j leads to %j', (text, path) => {
  expect(localPath(text)).toBe(path)
})

test.each([
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example/',
  '///evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/.//evil.example',
  '/./\\evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/%2E%2e//evil.example',
  '/.%2f/evil.example',
  '/%2fevil.example',
  '/%5cevil.example',
  '/%255cevil.example',
  '/%252e/%2fevil.example',
  'desk',
  '',
  null,
  undefined,
])('the path %j leads nowhere', text => {
  expect(localPath(text)).toBeUndefined()
})
