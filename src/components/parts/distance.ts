/** A point of the globe, in degrees. */
export interface Point {
  latitude: number
  longitude: number
}

const earth = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/**
 * Great-circle kilometres. A browser says where it is by WGS-84; what somebody copied from a Chinese map is GCJ-02, some
 * hundred metres off. Neither is turned into the other: nothing but an order and whole kilometres come of it.
 */
export function kilometresBetween(from: Point, to: Point): number {
  const half = (a: number, b: number) => Math.sin(radians(b - a) / 2) ** 2
  const across = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half(from.longitude, to.longitude)
  return earth * 2 * Math.asin(Math.sqrt(half(from.latitude, to.latitude) + across))
}

/** Not closer than the two ways of measuring are to each other. */
export function sayDistance(kilometres: number): string {
  return kilometres < 1 ? '1 公里以内' : `约 ${Math.round(kilometres)} 公里`
}
