import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import landed from '#db/migrations/checksums.json' with { type: 'json' }
import { landedDump, readDump } from './landed.ts'

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

/** The names of what has landed: what the database of the last landing has run. */
async function listLanded(): Promise<string[]> {
  const [, rows = ''] = /INSERT INTO public\.kysely_migration VALUES([^;]+);/.exec(await readDump(landedDump)) ?? []
  return [...rows.matchAll(/\('([^']+)'/g)].map(([, name]) => name!)
}

test('a new migration is named by its day and sorts after all that landed: a database that has run them refuses one in between', async () => {
  const names = Object.keys(await readChecksums())
    .filter(name => !name.includes('/'))
    .map(name => name.replace(/\.ts$/, ''))
  expect(names.filter(name => !/^(?:0001-baseline|20\d\d-\d\d-\d\d-[a-z0-9-]+)$/.test(name))).toEqual([])
  const done = await listLanded()
  const fresh = names.filter(name => !done.includes(name))
  // The order in which Kysely runs them. What fails here gets a later day, or a word later in the alphabet.
  expect([...done, ...fresh].toSorted((one, other) => one.localeCompare(other)).slice(done.length)).toEqual(fresh)
  expect(done.length).toBeGreaterThan(1)
})
