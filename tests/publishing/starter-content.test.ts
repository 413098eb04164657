import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { dayOf, formatDay } from '#calendar/lishui.ts'
import { parseEntryFile, parseYamlFile, type Fault } from '#publishing/edition/entry-file.ts'
import { codesIn, entriesIn, findUnknownCode } from '#publishing/edition/references.ts'
import { choiceLists } from '#publishing/types/choices.ts'
import type { Contest } from '#publishing/types/contest.ts'
import { contentTypes, typeNamed } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { entryId } from '#forms/entry-fields.ts'
import { starterSettings } from '../support/starter-settings.ts'

interface StarterEntry {
  type: string
  id: string
  path: string
  data: object
  body: string
  faults: Fault[]
}

const starterEntries = contentTypes.flatMap((type): StarterEntry[] => {
  const folder = join('content', type.name)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => {
      const path = join(folder, name)
      const parsed = parseEntryFile(path, readFileSync(path), type.schema)
      const read = 'faults' in parsed ? { data: {}, body: '', faults: parsed.faults } : { ...parsed, faults: [] }
      return { type: type.name, id: basename(name, '.md'), path, ...read }
    })
})

const idsOf = (type: string) => starterEntries.filter(entry => entry.type === type).map(({ id }) => id)

/** Every value under one of the keys, however deep. */
function valuesUnder(keys: string[], data: unknown): unknown[] {
  if (Array.isArray(data)) return data.flatMap(item => valuesUnder(keys, item))
  if (data === null || typeof data !== 'object') return []
  return Object.entries(data).flatMap(([key, value]) => [
    ...(keys.includes(key) ? [value] : []),
    ...valuesUnder(keys, value),
  ])
}

test.each(starterEntries)('$path passes its schema, with words for every picture', ({ faults }) => {
  expect(faults).toEqual([])
})

/** What the city says of its own site is none: it stays when the samples go. */
const samples = starterEntries.filter(({ type }) => typeNamed(type)!.fields.shape.sample !== undefined)
test.each(samples)('$path is marked as a sample', ({ data }) => {
  expect(data).toHaveProperty('sample', true)
})

test('the settings pass their schema', () => {
  const parsed = parseYamlFile(settingsFile.path, readFileSync(settingsFile.path), settingsFile.schema)
  expect('faults' in parsed ? parsed.faults : []).toEqual([])
})

test('the sample notice that calls for ideas leads to a contest and says its days', () => {
  const { body, data } = starterEntries.find(({ id }) => id === 'call-for-bright-ideas-2027')!
  const id = /\]\(\/participate\/contests\/([\w-]+)\)/.exec(body)?.[1]
  const call = starterEntries.find(entry => entry.type === 'contests' && entry.id === id)!.data as Contest
  const [from, until] = [call.opens_at, call.closes_at].map(moment => formatDay(dayOf(new Date(moment))))
  const unspaced = (text: string) => text.replaceAll(' ', '')
  expect(unspaced(body)).toContain(`${from}至${until}`)
  expect(unspaced((data as { summary: string }).summary)).toContain(`收到${until}`)
})

test('every picture and file that an entry names is there', () => {
  const named = starterEntries.flatMap(({ path, data, body }) => {
    const inBody = [...body.matchAll(/\/media\/[^\s)"]+/g)].map(([src]) => src)
    return [...valuesUnder(['src', 'file'], data), ...inBody].map(src => ({ path, src: String(src) }))
  })
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(({ src }) => !existsSync(join('content', src)))).toEqual([])
})

test('every id is well-formed and the only one in its type', () => {
  expect(starterEntries.filter(({ id }) => !entryId.test(id))).toEqual([])
  for (const { name } of contentTypes) expect(idsOf(name)).toEqual([...new Set(idsOf(name))])
})

test('every entry of another type that an entry names exists', () => {
  const named = starterEntries.flatMap(({ path, type, data }) =>
    entriesIn(typeNamed(type)!.name, data).map(reference => ({ path, ...reference })),
  )
  expect(new Set(named.map(({ type }) => type))).toEqual(
    new Set(['articles', 'departments', 'exposures', 'indicators', 'notices', 'places']),
  )
  expect(named.filter(({ type, id }) => !idsOf(type).includes(id))).toEqual([])
})

test('every code that an entry names stands in the settings, and every list is used', () => {
  const codes = starterEntries.flatMap(({ type, data }) => codesIn(typeNamed(type)!.name, data))
  expect(new Set(codes.map(({ list }) => list))).toEqual(new Set(choiceLists))
  expect(findUnknownCode(codes, starterSettings)).toBeUndefined()
})

test('the units form one tree under the city commission', () => {
  const parentOf = new Map(
    starterEntries
      .filter(({ type }) => type === 'departments')
      .map(({ id, data }) => [id, (data as { parent?: string }).parent]),
  )
  const roots = new Set(
    [...parentOf.keys()].map(id => {
      const seen = new Set<string>()
      let top = id
      for (let up = parentOf.get(top); up && !seen.has(up); up = parentOf.get(top)) {
        seen.add(up)
        top = up
      }
      return top
    }),
  )
  expect([...roots]).toEqual(['shi-wenmingwei'])
})

test('every category of suggestions has an indicator, and through it a lead unit', () => {
  const covered = starterEntries
    .filter(({ type }) => type === 'indicators')
    .flatMap(({ data }) => (data as { categories: string[] }).categories)
  expect(starterSettings.categories.filter(({ code }) => !covered.includes(code))).toEqual([])
})

test('the exposures show every kind and every state', () => {
  const exposures = starterEntries
    .filter(({ type }) => type === 'exposures')
    .map(({ data }) => data as { kind: string; state: string })
  expect(new Set(exposures.map(({ kind }) => kind))).toEqual(new Set(['phenomenon', 'unit']))
  expect(new Set(exposures.map(({ state }) => state))).toEqual(
    new Set(['rectifying', 'overdue', 'rectified', 'withdrawn']),
  )
})

/** A picture that could run a script or fetch something would break the promise of the pages' policy. */
const pictures = readdirSync('content/media', { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.svg'),
)
test.each(pictures)('the picture %s is inert and has a title', name => {
  const source = readFileSync(join('content/media', name), 'utf8')
  expect(source).toMatch(/^<svg [^>]*role="img"><title>[^<]+<\/title>/)
  expect(source).not.toMatch(
    /<(script|style|foreignObject|image|use|a|animate|set)\b|\son\w+=|\sstyle=|href=|url\((?!#)/i,
  )
})
