import type { CityFacts } from '#assessment/counting.ts'
import { reportRules, spanOf } from '#assessment/reports/periods.ts'
import { answeringUnits } from '#assessment/units.ts'
import { everPublished } from '#publishing/edition/ever-published.ts'
import type { Visit } from '#web/visit.ts'

/** The year in an address. */
export const yearIn = (text: string | undefined): number | undefined =>
  text && /^20(?:19|[2-9]\d)$/.test(text) ? Number(text) : undefined

/** What content says of the units in a year: also exposures that have come down since. */
export function factsOf({ edition, portal, now }: Pick<Visit, 'edition' | 'portal' | 'now'>, year: number): CityFacts {
  const begins = spanOf(`${year}-H1`).begins
  const { ends } = spanOf(`${year}-H2`)
  const exposures = everPublished(portal.content, 'exposures', now)
    .filter(({ data }) => data.kind === 'unit' && data.unit && data.found_on >= begins && data.found_on < ends)
    .map(({ id, data }) => ({
      unit: data.unit!,
      title: data.title,
      href: `/exposure/${id}`,
      good: data.state === 'rectified',
    }))
  return {
    units: answeringUnits(edition.list('departments'), begins, ends),
    rules: reportRules(edition.settings),
    evidence: { 'exposures-rectified': exposures, 'tasks-done': [] },
  }
}
