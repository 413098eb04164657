import type { ContestCase, ContestEntry } from './contests.ts'

type Judged = Pick<ContestCase, 'contest' | 'entries' | 'scores'>
type Declared = Pick<ContestCase, 'contest' | 'entries' | 'scores' | 'declarations' | 'judges'>
type Said = Pick<ContestCase['declarations'][number], 'suggestion_id' | 'judge_id'>

const admittedOf = ({ entries }: Pick<ContestCase, 'entries'>) => entries.filter(({ state }) => state === 'admitted')
const isOf =
  (judge: { id: number }, { suggestion_id }: ContestEntry) =>
  (said: Said) =>
    said.judge_id === judge.id && said.suggestion_id === suggestion_id

/** Who has begun, and has neither given points nor declared a conflict for some entry: their points would favour the others. */
export const unfinishedOf = (found: Declared): ContestCase['judges'] =>
  found.judges.filter(
    judge =>
      found.declarations.some(({ judge_id }) => judge_id === judge.id) &&
      admittedOf(found).some(
        entry =>
          !found.scores.some(isOf(judge, entry)) &&
          !found.declarations.some(said => said.conflict && isOf(judge, entry)(said)),
      ),
  )

/** Whether the judges who are named can give every entry as many points as it needs. */
export const hasEnoughJudges = (found: Declared): boolean =>
  admittedOf(found).every(entry => {
    const able = found.judges.filter(
      judge => !found.declarations.some(said => said.conflict && isOf(judge, entry)(said)),
    )
    return able.length >= (found.contest.least_judges ?? 1)
  })

/** What the judges gave: how many gave all points, and the sum of points by weight, in hundredths. */
export interface Result {
  judges: number
  total: number
}

/** By judge the sum of an entry's points by weight, of those who gave all of them. */
export function totalsOf({ contest: { criteria }, scores }: Judged, { suggestion_id }: ContestEntry) {
  const totals = new Map<number, number>()
  const own = scores.filter(score => score.suggestion_id === suggestion_id)
  for (const judge of new Set(own.map(({ judge_id }) => judge_id))) {
    const given = (criteria ?? []).map(({ code, weight }) => {
      const points = own.find(({ judge_id, criterion }) => judge_id === judge && criterion === code)?.points
      return points === undefined ? undefined : points * weight
    })
    if (given.every(points => points !== undefined))
      totals.set(
        judge,
        given.reduce((sum, points) => sum + points, 0),
      )
  }
  return totals
}

export function resultOf(found: Judged, entry: ContestEntry): Result {
  const totals = [...totalsOf(found, entry).values()]
  return { judges: totals.length, total: totals.reduce((sum, total) => sum + total, 0) }
}

/** Exact: averages are compared as fractions, so that a tie is a tie. */
const compare = (a: Result, b: Result) => b.total * a.judges - a.total * b.judges

/** `86.67` */
export const sayAverage = ({ judges, total }: Result): string =>
  judges === 0 ? '' : (Math.round(total / judges) / 100).toFixed(2).replace(/\.?0+$/, '')

/**
 * The short list by points: who is on it, those with the same points of whom people choose for the last places, and
 * whom too few have judged.
 */
export function rankEntries(found: Judged) {
  const places = found.contest.short_list ?? 0
  const ranked = admittedOf(found)
    .map(entry => ({ entry, result: resultOf(found, entry) }))
    .toSorted((a, b) => compare(a.result, b.result))
  const missing = ranked.filter(({ result }) => result.judges < (found.contest.least_judges ?? 1))
  const last = ranked[places - 1]
  const next = ranked[places]
  const isTied = last !== undefined && next !== undefined && compare(last.result, next.result) === 0
  const sure = isTied ? ranked.filter(({ result }) => compare(result, last.result) < 0) : ranked.slice(0, places)
  const tied = isTied ? ranked.filter(({ result }) => compare(result, last.result) === 0) : []
  return { ranked, missing, sure, tied, places: isTied ? places - sure.length : 0 }
}
