import { plainCharacters } from './characters.ts'

export interface Position {
  latitude: number
  longitude: number
}

/** Southernmost, northernmost, westernmost and easternmost degree of a province, by the first two digits of GB/T 2260. */
const extents: Readonly<Record<string, readonly [south: number, north: number, west: number, east: number]>> = {
  11: [39, 42, 115, 118],
  12: [38, 41, 116, 119],
  13: [36, 43, 113, 120],
  14: [34, 41, 110, 115],
  15: [37, 54, 97, 127],
  21: [38, 44, 118, 126],
  22: [40, 47, 121, 132],
  23: [43, 54, 121, 136],
  31: [30, 32, 120, 123],
  32: [30, 36, 116, 123],
  33: [27, 32, 118, 124],
  34: [29, 35, 114, 120],
  35: [23, 29, 115, 121],
  36: [24, 31, 113, 119],
  37: [34, 39, 114, 123],
  41: [31, 37, 110, 117],
  42: [29, 34, 108, 117],
  43: [24, 31, 108, 115],
  44: [20, 26, 109, 118],
  45: [20, 27, 104, 113],
  46: [3, 21, 108, 119],
  50: [28, 33, 105, 111],
  51: [26, 35, 97, 109],
  52: [24, 30, 103, 110],
  53: [21, 30, 97, 107],
  54: [26, 37, 78, 100],
  61: [31, 40, 105, 112],
  62: [32, 43, 92, 109],
  63: [31, 40, 89, 104],
  64: [35, 40, 104, 108],
  65: [34, 50, 73, 97],
}

/** Whether a position may lie in the province of a county, which `code` names; a code without a province is not asked. */
export function isInProvinceOf(code: string, { latitude, longitude }: Position): boolean {
  const extent = extents[code.slice(0, 2)]
  if (!extent) return true
  const [south, north, west, east] = extent
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east
}

const ofLatitude = '北纬|南纬|纬度|LAT(?:ITUDE)?|[NS]'
const ofLongitude = '东经|西经|经度|LNG|LON(?:GITUDE)?|[EW]'
const isOfLatitude = new RegExp(`^(?:${ofLatitude})$`)
const fraction = '(?:\\.\\d{1,15})?'
const minutes = `(\\d{1,2}${fraction})\\s*['′’分]`
const seconds = `(\\d{1,2}${fraction})\\s*(?:["″”秒]|''|′′)`
const degrees = `(${ofLatitude}|${ofLongitude})?[:=\\s]*(-?\\d{1,3}${fraction})(?:\\s*[°º度]\\s*(?:${minutes}\\s*(?:${seconds}\\s*)?)?)?\\s*([NSEW])?`
const one = new RegExp(`^${degrees}$`)
const two = new RegExp(`^[([]?${degrees}\\s*[,;、/\\s]\\s*${degrees}[)\\]]?$`)

/** Degrees with what their letters say they are. */
interface Shown {
  degrees: number
  of: 'latitude' | 'longitude' | undefined
}

/** Degrees of latitude as maps show them: `28.4517`, `北纬28.4517°`, `28°27′06″N`; or out of a whole position. South is negative. */
export function readLatitude(typed: string): number | undefined {
  const single = readOne(typed)
  return single && single.of !== 'longitude' ? single.degrees : readPosition(typed)?.latitude
}

/** The same for longitude: west is negative. */
export function readLongitude(typed: string): number | undefined {
  const single = readOne(typed)
  return single && single.of !== 'latitude' ? single.degrees : readPosition(typed)?.longitude
}

/**
 * A whole position as a map copies it: `28.4517, 119.9226`, `119.9226,28.4517` as the maps of China do,
 * `28°27′06″N 119°55′21″E`. Which is which the letters say, else the size: in China no latitude is as large as any longitude.
 */
export function readPosition(typed: string): Position | undefined {
  const parts = two.exec(plain(typed))
  const [first, second] = parts ? [shownIn(parts.slice(1, 6)), shownIn(parts.slice(6, 11))] : []
  if (!first || !second || (first.of && first.of === second.of)) return undefined
  const longitudeFirst =
    first.of || second.of ? first.of === 'longitude' || second.of === 'latitude' : first.degrees > second.degrees
  return longitudeFirst
    ? { latitude: second.degrees, longitude: first.degrees }
    : { latitude: first.degrees, longitude: second.degrees }
}

function readOne(typed: string): Shown | undefined {
  const parts = one.exec(plain(typed))
  return parts ? shownIn(parts.slice(1)) : undefined
}

/** No longer than anything that a map shows. */
const plain = (typed: string) =>
  typed.length > 200 ? '' : plainCharacters(typed).toUpperCase().replace(/[−–]/g, '-').replace(/\s+/g, ' ')

function shownIn([before = '', degrees = '', minutes = '0', seconds = '0', after = '']: string[]): Shown | undefined {
  const axes = new Set(
    [before, after].filter(Boolean).map(word => (isOfLatitude.test(word) ? 'latitude' : 'longitude')),
  )
  if (axes.size > 1 || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600
  // Six decimals are a hand's breadth.
  const rounded = Math.round(size * 1e6) / 1e6
  return {
    degrees: degrees.startsWith('-') || /^(?:南|西|[SW]$)/.test(before) || /[SW]/.test(after) ? -rounded : rounded,
    of: [...axes][0],
  }
}
