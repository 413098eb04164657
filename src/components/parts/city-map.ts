import polylabel from 'polylabel'
import { type CityMap, readOutlines, type Ring } from '#publishing/types/city-map.ts'

/** What a drawing shows, in degrees. */
export interface Frame {
  west: number
  east: number
  south: number
  north: number
}

/** The width of every drawing in its own units; its height follows from what it shows. */
export const mapWidth = 480

/** From degrees to a drawing. A degree of longitude is shorter than one of latitude by the cosine of the latitude. */
export function projectionOf({ west, east, south, north }: Frame) {
  const shorter = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const height = Math.round((mapWidth * (north - south)) / ((east - west) * shorter))
  return {
    height,
    x: (longitude: number) => rounded(((longitude - west) / (east - west)) * mapWidth),
    y: (latitude: number) => rounded(((north - latitude) / (north - south)) * height),
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10

/** A county as it is drawn, and where its name stands. */
export interface DrawnCounty {
  code: string
  path: string
  x: number
  y: number
}

const drawn = new WeakMap<Frame, DrawnCounty[]>()

/** The counties in a frame, by itself in all of the map: that is drawn once as long as the settings stay. */
export function drawCounties(map: CityMap, frame: Frame = map): DrawnCounty[] {
  const before = drawn.get(frame)
  if (before) return before
  const { x, y } = projectionOf(frame)
  const read = readOutlines(map.outlines ?? '')
  const counties = ('fault' in read ? [] : read).map(({ code, polygons }) => {
    const placed = polygons.map(rings => rings.map((ring): Ring => ring.map(([east, north]) => [x(east), y(north)])))
    const largest = placed.reduce((most, each) => (each[0]!.length > most[0]!.length ? each : most))
    const [labelX, labelY] = polylabel(largest)
    const path = placed.flat().map(pathOf).join('')
    return { code, path, x: rounded(labelX), y: rounded(labelY) }
  })
  drawn.set(frame, counties)
  return counties
}

/**
 * A ring in whole units, each point by its steps from the one before: a map is a third as long as in tenths from the corner,
 * and neighbours still share their border, since each point is rounded where it stands.
 */
export function pathOf(ring: Ring): string {
  const points = ring.map(([x, y]) => [Math.round(x), Math.round(y)] as const)
  const steps = points.map(([x, y], at) => {
    const [beforeX, beforeY] = points[at - 1] ?? [0, 0]
    return [x - beforeX, y - beforeY] as const
  })
  const [start, ...others] = steps
  const line = others.filter(([x, y]) => x !== 0 || y !== 0).map(([x, y]) => `${x}${y < 0 ? '' : ' '}${y}`)
  return `M${start!.join(' ')}l${line.join(' ').replaceAll(' -', '-')}z`
}

/** The name as the map has room for it: 莲都区 → 莲都, 景宁畲族自治县 → 景宁. */
export const shortCounty = (name: string): string => name.replace(/(?<=^..+?)(?:[^县区市]{1,4}族自治县|[县区市])$/, '')

/** Shades of counties by their numbers: what each of the four begins and ends with, those without any left out. */
export function shadesOf(counts: readonly number[]): { shade: number; from: number; to: number }[] {
  const most = Math.max(0, ...counts)
  return [1, 2, 3, 4]
    .map(shade => ({ shade, from: Math.floor(((shade - 1) * most) / 4) + 1, to: Math.floor((shade * most) / 4) }))
    .filter(({ from, to }) => from <= to)
}

/** The frame in which these points fill the drawing; never so near that a street of one place is all there is. */
export function frameAround(points: readonly { latitude: number; longitude: number }[]): Frame {
  const sides = (values: number[], least: number): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const room = Math.max((high - low) * 0.12, (least - (high - low)) / 2)
    return [low - room, high + room]
  }
  const [west, east] = sides(
    points.map(({ longitude }) => longitude),
    0.08,
  )
  const [south, north] = sides(
    points.map(({ latitude }) => latitude),
    0.06,
  )
  return { west, east, south, north }
}

/** Those that lie in the frame, in drawn units; one that would cover another steps to the nearest free place around. */
export function placeDots<Dot extends { latitude?: number | undefined; longitude?: number | undefined }>(
  points: readonly Dot[],
  frame: Frame,
): (Dot & { x: number; y: number })[] {
  const { x, y } = projectionOf(frame)
  const apart = 23
  const dots: (Dot & { x: number; y: number })[] = []
  for (const point of points) {
    const { latitude, longitude } = point
    if (latitude === undefined || longitude === undefined) continue
    if (latitude < frame.south || latitude > frame.north || longitude < frame.west || longitude > frame.east) continue
    const home = { x: x(longitude), y: y(latitude) }
    const steps = [home, ...around(home, apart)]
    const free = steps.find(step => dots.every(dot => Math.hypot(dot.x - step.x, dot.y - step.y) >= apart - 0.5))
    dots.push({ ...point, ...(free ?? home) })
  }
  return dots
}

/** Six places around, then twelve, and so on, like the cells of a comb. */
function around({ x, y }: { x: number; y: number }, apart: number): { x: number; y: number }[] {
  return [1, 2, 3, 4, 5].flatMap(circle =>
    Array.from({ length: 6 * circle }, (_, at) => {
      const angle = (at / (6 * circle)) * 2 * Math.PI
      return { x: rounded(x + circle * apart * Math.cos(angle)), y: rounded(y + circle * apart * Math.sin(angle)) }
    }),
  )
}
