import type { CityFacts } from '#assessment/counting.ts'
import { reportRules, spanOf } from '#assessment/reports/periods.ts'
import { answeringUnits } from '#assessment/units.ts'
import { everPublished } from '#publishing/edition/ever-published.ts'
import { entryAddress } from '#publishing/types/index.ts'
import type { Visit } from '#web/visit.ts'

/** The year in an address. */
export const yearIn = (text: string | undefined): number | undefined =>
  text && /^20(?:19|[2-9]\d)$/.test(text) ? Number(text) : undefined

/** What content says of the units in a year: exposures, also those that came down since, and the tasks that they lead. */
export function factsOf({ edition, portal, now }: Pick<Visit, 'edition' | 'portal' | 'now'>, year: number): CityFacts {
  const begins = spanOf(`${year}-H1`).begins
  const { ends } = spanOf(`${year}-H2`)
  const exposures = everPublished(portal.content, 'exposures', now)
    .filter(({ data }) => data.kind === 'unit' && data.unit && data.found_on >= begins && data.found_on < ends)
    .map(({ id, data }) => ({
      unit: data.unit!,
      title: data.title,
      href: `/exposure/${id}`,
      on: data.found_on,
      good: data.state === 'rectified',
    }))
  const tasks = everPublished(portal.content, 'tasks', now)
    .filter(({ data }) => data.year === year && data.state !== 'dropped')
    .map(({ id, data }) => ({
      unit: data.lead,
      title: data.title,
      href: entryAddress('tasks', id),
      on: data.due,
      good: data.state === 'done',
    }))
  return {
    units: answeringUnits(edition.list('departments'), begins, ends),
    rules: reportRules(edition.settings),
    evidence: { 'exposures-rectified': exposures, 'tasks-done': tasks },
  }
}
