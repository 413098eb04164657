import gcoord from 'gcoord'
import type { Point } from './distance.ts'

/**
 * Where two maps show a place. We keep WGS84 (the same as CGCS2000 but for centimetres); these maps shift every point as
 * GCJ-02 does, so it is shifted here, at the edge, and nowhere else.
 */
export function mapLinks(
  name: string,
  { latitude, longitude }: Point,
  from: string,
): { label: string; href: string }[] {
  const [east, north] = gcoord
    .transform([longitude, latitude], gcoord.WGS84, gcoord.GCJ02)
    .map(degrees => degrees.toFixed(6)) as [string, string]
  const amap = new URLSearchParams({ position: `${east},${north}`, name, src: from, coordinate: 'gaode' })
  const qq = new URLSearchParams({ marker: `coord:${north},${east};title:${name};addr:${name}`, referer: from })
  return [
    { label: '高德地图', href: `https://uri.amap.com/marker?${amap}` },
    { label: '腾讯地图', href: `https://apis.map.qq.com/uri/v1/marker?${qq}` },
  ]
}
