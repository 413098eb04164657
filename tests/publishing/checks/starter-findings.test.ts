import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findingsIn } from '#publishing/checks/findings.ts'
import { parseEntryFile, parseYamlFile } from '#publishing/edition/entry-file.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { contentTypes } from '#publishing/types/index.ts'
import type { WordingEntry } from '#publishing/types/wording.ts'

const entries = contentTypes.flatMap(type =>
  readdirSync(join('content', type.name), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => {
      const path = join('content', type.name, name)
      const parsed = parseEntryFile(path, readFileSync(path), type.schema)
      if ('faults' in parsed) throw new Error(path)
      return { type, path, ...parsed }
    }),
)
const list = entries.filter(({ type }) => type.name === 'wording').map(({ data }) => data as WordingEntry)

test('the list that comes with the portal has some sixty expressions, each once, with a rule', () => {
  expect(list.length).toBeGreaterThanOrEqual(60)
  expect(new Set(list.map(({ expression }) => expression)).size).toBe(list.length)
})

test('no right form and no exception of the list is itself on the list', () => {
  const texts = list.flatMap(({ right = '', except }) => [right, ...except])
  const articles = contentTypes.find(({ name }) => name === 'articles')!
  const found = texts.flatMap(text =>
    findingsIn(articles, { path: 'a', data: {}, body: text }, list, new Date()).map(
      finding => `${text}: ${finding.found}`,
    ),
  )
  expect(found).toEqual([])
})

test('nothing that the portal brings would stop at its own checks', () => {
  const now = new Date('2026-11-30T10:00:00+08:00')
  const settings = parseYamlFile(settingsFile.path, readFileSync(settingsFile.path), settingsFile.schema)
  if ('faults' in settings) throw new Error(settingsFile.path)
  const all = [...entries, { type: settingsFile, path: settingsFile.path, ...settings }]
  const found = all.flatMap(({ type, ...entry }) =>
    findingsIn(type, entry, list, now)
      .filter(({ weight, kind }) => weight !== 'warns' || kind === 'mistaken')
      .map(({ field, found, kind }) => `${entry.path} ${field}: ${kind} ${found}`),
  )
  expect(found).toEqual([])
})
