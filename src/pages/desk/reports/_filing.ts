import type { Filing } from '#assessment/reports/move.ts'
import { type Period, reportRules, spanOf } from '#assessment/reports/periods.ts'
import { type AnsweringUnit, answeringUnits } from '#assessment/units.ts'
import { type Edition } from '#publishing/edition/edition.ts'
import { everPublished } from '#publishing/edition/ever-published.ts'
import type { Visit } from '#web/visit.ts'

/** The units that report on a period. */
export function unitsOf({ list }: Pick<Edition, 'list'>, period: Period): AnsweringUnit[] {
  const { begins, ends } = spanOf(period)
  return answeringUnits(list('departments'), begins, ends)
}

/** What content knows of the report of a unit on a period. */
export function filingOf(
  { edition, portal, now }: Pick<Visit, 'edition' | 'portal' | 'now'>,
  id: string,
  period: Period,
): Filing {
  const { begins, ends } = spanOf(period)
  return {
    unit: unitsOf(edition, period).find(unit => unit.id === id),
    period,
    rules: reportRules(edition.settings),
    rectified: everPublished(portal.content, 'exposures', now).filter(
      ({ data: { unit, rectified_on } }) =>
        unit === id && rectified_on !== undefined && rectified_on >= begins && rectified_on < ends,
    ).length,
  }
}
