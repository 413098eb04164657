import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { type CityMap, findMapFault, readOutlines } from '#publishing/types/city-map.ts'
import { type Settings, settingsFile } from '#publishing/types/settings.ts'

const settings = load(readFileSync('content/settings/site.yml', 'utf8')) as Settings
const square = [
  [119, 28],
  [120, 28],
  [120, 28.5],
  [119, 28],
]
const county = (code: unknown, coordinates: unknown = [square], type = 'Polygon') => ({
  type: 'Feature',
  properties: { code },
  geometry: { type, coordinates },
})
const pasted = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })
const map = (outlines: string | undefined, more: Partial<CityMap> = {}): CityMap => ({
  ...{ west: 118, east: 121, south: 27, north: 29, towns: [], river: [], outlines, outlines_source: '示例来源' },
  ...more,
})

test('the borders of the starter content are those of nine counties, each by its code and inside the map', () => {
  expect(
    findMapFault(
      settings.map!,
      settings.counties.map(({ code }) => code),
    ),
  ).toBeUndefined()
  const read = readOutlines(settings.map!.outlines!)
  expect('fault' in read ? read.fault : read.map(({ code }) => code).toSorted()).toEqual(
    settings.counties.map(({ code }) => code).filter(code => /^\d+$/.test(code)),
  )
})

test('a county may be one polygon or several, with a height at each point', () => {
  const high = square.map(point => [...point, 300])
  const read = readOutlines(pasted(county('330001'), county('330002', [[high], [square]], 'MultiPolygon')))
  expect(read).toMatchObject([
    { code: '330001', polygons: [[square]] },
    { code: '330002', polygons: [[square], [square]] },
  ])
})

test.each([
  ['{"type":', '不是完整的 JSON'],
  ['[]', 'FeatureCollection'],
  ['{"type":"Feature"}', 'FeatureCollection'],
  [pasted(), '里面没有县'],
  [pasted(county(330001)), 'properties.code'],
  [pasted(county('330001', [[[28, 119], ...square]])), '经度写在前'],
  [pasted(county('330001', [square.slice(0, 3)])), '不到四个点'],
  [pasted(county('330001', [[...square, [119.5, 28.2]]])), '没有合上'],
  [pasted(county('330001', [119, 28], 'Point')), 'Polygon 或 MultiPolygon'],
  [pasted(county('339999')), '没有代码 339999'],
  [pasted(county('330001'), county('330001')), '写了两次'],
  [pasted(county('330001', [square.map(([x, y]) => [x! + 3, y])])), '四边以外'],
])('%s is refused at the field of the borders', (outlines, words) => {
  const [field, said] = findMapFault(map(outlines), ['330001']) ?? []
  expect([field, said]).toEqual(['map.outlines', expect.stringContaining(words)])
})

test('borders need the name of their source, and the settings say so at that field', () => {
  expect(findMapFault(map(pasted(county('330001')), { outlines_source: undefined }), ['330001'])?.[0]).toBe(
    'map.outlines_source',
  )
  const { outlines_source: _, ...unnamed } = settings.map!
  const checked = settingsFile.schema.safeParse({ ...settings, map: unnamed })
  expect(checked.error?.issues.map(({ path }) => path.join('.'))).toEqual(['map.outlines_source'])
})

test('a map without borders is a map, and one whose west lies in the east is none', () => {
  expect(findMapFault(map(undefined), [])).toBeUndefined()
  expect(findMapFault(map(undefined, { west: 121 }), [])?.[0]).toBe('map')
})
