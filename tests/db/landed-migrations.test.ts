import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import landed from '#db/migrations/checksums.json' with { type: 'json' }

const folder = new URL('../../db/migrations/', import.meta.url)

async function readChecksums(): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true }))
    .filter(name => name.endsWith('.ts'))
    .map(name => name.replaceAll('\\', '/'))
    .toSorted()
  const texts = await Promise.all(
    names.map(async name => (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n')),
  )
  return Object.fromEntries(
    names.map((name, index) => [name, createHash('sha256').update(texts[index]!).digest('hex')]),
  )
}

test('a migration that has landed is never changed: some database has run it as it was, so what is missing is a new one', async () => {
  const present = await readChecksums()
  expect(Object.fromEntries(Object.keys(landed).map(name => [name, present[name]]))).toEqual(landed)
})

test('every migration is listed, so that it cannot change once it has landed: a new one adds its line to db/migrations/checksums.json', async () => {
  expect(Object.keys(landed)).toEqual(Object.keys(await readChecksums()))
})

test('a new migration is named by its day and runs after all that landed before it', async () => {
  const names = Object.keys(await readChecksums()).filter(name => !name.includes('/') && name !== '0001-baseline.ts')
  expect(names.filter(name => !/^20\d\d-\d\d-\d\d-[a-z0-9-]+\.ts$/.test(name))).toEqual([])
})
