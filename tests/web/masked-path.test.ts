import { glob } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { maskedPath } from '#web/masked-path.ts'

test('no page whose address holds a secret is named with it', async () => {
  const secrets: string[] = []
  for await (const file of glob('**/*', { cwd: 'src/pages' }))
    if (/\[(code|token)\]/.test(file)) secrets.push(`/${file}`)
  expect(secrets.length).toBeGreaterThan(4)
  for (const file of secrets) {
    const path = file.replace(/\[(code|token)\]/, 'SECRET').replace(/\.(astro|ts)$/, '')
    expect([file, maskedPath(path).includes('SECRET')]).toEqual([file, false])
  }
})

test('any other path is named as it is, and no longer than an event takes', () => {
  expect(maskedPath('/desk/suggestions/2026-1/acceptance')).toBe('/desk/suggestions/2026-1/acceptance')
  expect(maskedPath('/participate/track')).toBe('/participate/track')
  expect(maskedPath('/participate/track/8F3K-7QWD-2M9T/rating')).toBe('/participate/track/…/rating')
  expect(maskedPath(`/${'a'.repeat(1000)}`)).toHaveLength(300)
})
