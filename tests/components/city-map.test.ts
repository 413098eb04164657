import { expect, test } from 'vitest'
import { frameAround, pathOf, placeDots, projectionOf, shadesOf, shortCounty } from '#components/parts/city-map.ts'
import { kilometresBetween } from '#components/parts/distance.ts'
import { mapLinks } from '#components/parts/map-links.ts'

const frame = { west: 118, east: 120, south: 27, north: 29 }

test('north is up, east is right, and a degree of longitude is drawn shorter than one of latitude', () => {
  const { x, y, height } = projectionOf(frame)
  expect([x(118), x(120), y(29), y(27)]).toEqual([0, 480, 0, height])
  expect(height).toBeGreaterThan(480)
})

test.each([
  ['莲都区', '莲都'],
  ['景宁畲族自治县', '景宁'],
  ['龙泉市', '龙泉'],
  ['江东', '江东'],
])('%s stands on the map as %s', (name, short) => {
  expect(shortCounty(name)).toBe(short)
})

test('every number above nothing has one shade, the largest the last', () => {
  for (const most of [0, 1, 2, 3, 4, 5, 7, 100]) {
    const counts = Array.from({ length: most }, (_, at) => at + 1)
    const shades = shadesOf(counts)
    for (const count of counts)
      expect([count, shades.filter(({ from, to }) => count >= from && count <= to)]).toEqual([
        count,
        [expect.anything()],
      ])
    expect(shades.at(-1)?.to ?? 0).toBe(most)
  }
})

test('dots that would cover each other step aside, and what lies outside or nowhere is not drawn', () => {
  const here = { latitude: 28, longitude: 119 }
  const dots = placeDots([...Array<typeof here>(20).fill(here), { latitude: 40, longitude: 119 }, {}], frame)
  expect(dots).toHaveLength(20)
  expect(dots[0]).toMatchObject({ x: projectionOf(frame).x(119), y: projectionOf(frame).y(28) })
  for (const [at, dot] of dots.entries())
    for (const other of dots.slice(at + 1)) expect(Math.hypot(dot.x - other.x, dot.y - other.y)).toBeGreaterThan(22)
})

test('a border is drawn by whole steps from point to point, those that come to nothing left out', () => {
  const ring = [
    [10.4, 20.4],
    [10.2, 20.1],
    [13.6, 18.5],
    [12, 25],
    [10.4, 20.4],
  ] as [number, number][]
  expect(pathOf(ring)).toBe('M10 20l4-1-2 6-2-5z')
})

test('a frame holds its points and is never as small as one place', () => {
  const single = frameAround([{ latitude: 28, longitude: 119 }])
  expect(single.east - single.west).toBeGreaterThan(0.07)
  const points = [
    { latitude: 28, longitude: 119 },
    { latitude: 28.5, longitude: 119.6 },
  ]
  expect(placeDots(points, frameAround(points))).toHaveLength(2)
})

test('the maps of others are given the place where they draw it, some hundred metres off', () => {
  const place = { latitude: 28.4505, longitude: 119.919 }
  const [amap, qq] = mapLinks('解放街 & 老街', place, '示例文明').map(({ href }) => new URL(href))
  const [longitude, latitude] = amap!.searchParams.get('position')!.split(',').map(Number) as [number, number]
  const off = kilometresBetween(place, { latitude, longitude })
  expect([off > 0.2, off < 0.8]).toEqual([true, true])
  expect(amap!.searchParams.get('name')).toBe('解放街 & 老街')
  expect(qq!.searchParams.get('marker')).toContain(`coord:${latitude.toFixed(6)},${longitude.toFixed(6)};`)
})
