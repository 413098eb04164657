import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { feedOf } from '#web/feed.ts'

const origin = 'https://example.org'
/** What XML 1.0 cannot write. */
const bad = ['\u0001', '\u000b', '\u000c', '\u001b', '\ufffe', '\uffff', '\ud800']

test.each(bad)('a feed is XML whatever stands in one of its texts: %j', async sign => {
  const text = `改好${sign}了 <b>&`
  const feed = await feedOf({ title: text, description: text, origin }, [
    { title: text, href: '/suggestions/2026-1', description: text, at: new Date(0), category: text },
  ])
  const written = await feed.text()
  expect(written).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u)
  expect(written.match(/改好/g)).toHaveLength(6 - 1)
})

test('every feed is written there', () => {
  const root = join(import.meta.dirname, '../../src')
  const others = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.(ts|astro)$/.test(file) && /@astrojs\/rss|<rss/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(others).toEqual(['web/feed.ts'])
})
