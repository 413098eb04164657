import type { Entry } from '#publishing/edition/edition.ts'
import type { Exposure } from '#publishing/types/exposure-fields.ts'
import type { Figure } from '#components/parts/Figures.astro'

/**
 * How the entries now on the exposure board stand, as figures that lead to their rows.
 * A withdrawn entry counts nowhere. Empty when the board is.
 */
export function rectificationFigures(exposures: readonly Entry<Exposure>[]): Figure[] {
  const counted = exposures.filter(({ data }) => data.state !== 'withdrawn')
  if (counted.length === 0) return []
  const count = (state: string) => counted.filter(({ data }) => data.state === state).length
  const share = (part: number) => (part / counted.length) * 100
  const [rectified, rectifying, overdue] = [count('rectified'), count('rectifying'), count('overdue')]
  return [
    { label: '曝光在榜', value: counted.length, unit: '件', href: '/exposure' },
    { label: '已经改好', value: rectified, unit: '件', share: share(rectified), href: '/exposure?state=rectified' },
    { label: '正在整改', value: rectifying, unit: '件', share: share(rectifying), href: '/exposure?state=rectifying' },
    {
      label: '逾期未改',
      value: overdue,
      unit: '件',
      share: share(overdue),
      late: true,
      href: '/exposure?state=overdue',
    },
  ]
}
