import * as z from 'zod'
import { latitude, longitude } from './entry.ts'
import { group, list } from '#forms/entry-fields.ts'
import { line, optional, tick, words } from '#forms/fields.ts'

/** The city's map: what it shows, towns and the river for orientation, the borders of its counties. Without it there is none. */
export const cityMap = group('本市地图', {
  west: longitude.meta({ ...longitude.meta(), label: '西边的经度' }),
  east: longitude.meta({ ...longitude.meta(), label: '东边的经度' }),
  south: latitude.meta({ ...latitude.meta(), label: '南边的纬度' }),
  north: latitude.meta({ ...latitude.meta(), label: '北边的纬度' }),
  towns: list(
    '城镇',
    group('城镇', {
      name: line('名称', { max: 10 }),
      latitude,
      longitude,
      left: tick('名称写在左边', { hint: '右边写不下时打勾' }),
    }),
    { itemLabel: '城镇', hint: '没有县界时，帮人认方向的几个地名' },
  ),
  river: list('江河', group('一点', { latitude, longitude }), {
    itemLabel: '一点',
    hint: '主要江河经过的点，从上游到下游',
  }),
  outlines: optional(
    words('县界', {
      max: 50_000,
      rows: 6,
      hint: '简化过的 GeoJSON（WGS84 或 CGCS2000），每个县一个 Feature，properties.code 写上面“县（市、区）”的代码；没有的县只列在表里',
    }),
  ),
  outlines_source: optional(line('县界的来源', { max: 60, hint: '印在地图下面，如：民政部全国行政区划信息查询平台' })),
})

export type CityMap = z.output<typeof cityMap>

/** Longitude and latitude, as GeoJSON orders them. */
export type Ring = [number, number][]

/** A county by its code in the settings; each polygon is its outer ring, then its holes. */
export interface CountyOutline {
  code: string
  polygons: Ring[][]
}

const misplaced = '有一个点不在中国，经度写在前、纬度写在后'
const degrees = (least: number, most: number) => z.number(misplaced).min(least, misplaced).max(most, misplaced)
const position = z
  .tuple([degrees(73, 136), degrees(3, 54)], misplaced)
  .rest(z.number())
  .transform(([east, north]): [number, number] => [east, north])
const ring = z
  .array(position, '有一圈不是一列点')
  .min(4, '有一圈不到四个点')
  .refine(points => String(points[0]) === String(points.at(-1)), '有一圈没有合上：最后一点须是第一点')
const polygon = z.array(ring, '有一块没有边界').min(1, '有一块没有边界')
const collection = z.object(
  {
    type: z.literal('FeatureCollection', '须是 GeoJSON 的 FeatureCollection'),
    features: z
      .array(
        z.object({
          properties: z.object(
            { code: z.string('有一个 Feature 的 properties.code 不是文字') },
            '有一个 Feature 没有 properties',
          ),
          geometry: z.discriminatedUnion(
            'type',
            [
              z.object({ type: z.literal('Polygon'), coordinates: polygon }),
              z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon, '有一块没有边界') }),
            ],
            '有一个 Feature 的图形不是 Polygon 或 MultiPolygon',
          ),
        }),
        'features 须是一列县',
      )
      .min(1, '里面没有县'),
  },
  '须是 GeoJSON 的 FeatureCollection',
)

/** The counties' borders out of what was pasted, or what is wrong with it in words. */
export function readOutlines(pasted: string): CountyOutline[] | { fault: string } {
  let json: unknown
  try {
    json = JSON.parse(pasted)
  } catch {
    return { fault: '不是完整的 JSON，请从头到尾复制' }
  }
  const read = collection.safeParse(json)
  if (!read.success) return { fault: read.error.issues[0]!.message }
  return read.data.features.map(({ properties, geometry }) => ({
    code: properties.code,
    polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }))
}

/** What is wrong with a map, for a city with these counties: its field and the words. */
export function findMapFault(map: CityMap, counties: readonly string[]): [field: string, words: string] | undefined {
  if (map.west >= map.east || map.south >= map.north) return ['map', '地图的西边须在东边以西，南边须在北边以南']
  if (map.outlines === undefined) return undefined
  if (map.outlines_source === undefined) return ['map.outlines_source', '有县界，须写明来源']
  const read = readOutlines(map.outlines)
  if ('fault' in read) return ['map.outlines', `县界：${read.fault}`]
  const codes = read.map(({ code }) => code)
  const unknown = codes.find(code => !counties.includes(code))
  if (unknown) return ['map.outlines', `县界：“县（市、区）”里没有代码 ${unknown}`]
  const twice = codes.find((code, at) => codes.indexOf(code) !== at)
  if (twice) return ['map.outlines', `县界：代码 ${twice} 写了两次`]
  const isOutside = read.some(({ polygons }) =>
    polygons.flat(2).some(([x, y]) => x < map.west || x > map.east || y < map.south || y > map.north),
  )
  return isOutside ? ['map.outlines', '县界：有的点在地图四边以外'] : undefined
}
