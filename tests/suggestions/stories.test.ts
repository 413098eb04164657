import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stories } from '#suggestions/stories.ts'

// The names of all other events are held by the type of `recordEvent`.
test('every event of a suggestion that the code names has its words for the trail', () => {
  const root = new URL('../..', import.meta.url).pathname
  const named = globSync('src/**/*.{ts,astro}', { cwd: root }).flatMap(file =>
    [...readFileSync(root + file, 'utf8').matchAll(/action: '(suggestion\.[^']+)'/g)].map(([, name]) => name!),
  )
  expect(new Set(named).size).toBeGreaterThan(25)
  expect(named.filter(name => !(name in stories))).toEqual([])
})
