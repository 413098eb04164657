import { indexOf, type IndexRound } from '#publishing/types/index-score.ts'

/** The index of a county, measurement by measurement, where it was measured; `first` is the oldest of them. */
export interface Course {
  county: string
  values: (number | undefined)[]
  first: { at: number } | undefined
  last: number
}

/** Of each county that the newest of these measurements has, in the order of `counties`; rounds from old to new. */
export function coursesOf(rounds: readonly IndexRound[], counties: readonly string[]): Course[] {
  return counties.flatMap(county => {
    const values = rounds.map(({ scores, weights }) => {
      const score = scores.find(each => each.county === county)
      return score && indexOf(score, weights)
    })
    const last = values.at(-1)
    const at = values.findIndex(value => value !== undefined)
    return last === undefined ? [] : [{ county, values, first: at < values.length - 1 ? { at } : undefined, last }]
  })
}

/** What all the small pictures share: tens around every value, so that one can be held against another. */
export function scaleOf(values: readonly (number | undefined)[]): { low: number; high: number } {
  const known = values.filter(value => value !== undefined)
  if (known.length === 0) return { low: 0, high: 100 }
  const low = Math.floor(Math.min(...known) / 10) * 10
  return { low, high: Math.max(low + 10, Math.ceil(Math.max(...known) / 10) * 10) }
}

/** The points of a line in a picture of 100 × 40; a measurement that left the county out has none. */
export function drawCourse(values: Course['values'], { low, high }: { low: number; high: number }): string {
  const across = 100 / Math.max(1, values.length - 1)
  return values
    .flatMap((value, at) =>
      value === undefined
        ? []
        : [`${Math.round(at * across * 10) / 10},${Math.round((1 - (value - low) / (high - low)) * 400) / 10}`],
    )
    .join(' ')
}

/** `升 1.2`; nothing where there is nothing before. */
export function sayStep(value: number, before: number | undefined): string {
  if (before === undefined) return ''
  const tenths = Math.round((value - before) * 10)
  return tenths === 0 ? '持平' : `${tenths > 0 ? '升' : '降'} ${(Math.abs(tenths) / 10).toFixed(1)}`
}
