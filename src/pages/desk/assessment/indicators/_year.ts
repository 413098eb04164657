import { dayOf } from '#calendar/lishui.ts'
import type { Visit } from '#web/visit.ts'

/** The year that is asked for, of this one and the two before: evidence is handed in for no older one. */
export function indicatorYear({ now }: Pick<Visit, 'now'>, url: URL): { year: number; years: number[] } {
  const thisYear = Number(dayOf(now).slice(0, 4))
  const years = [thisYear, thisYear - 1, thisYear - 2]
  return { year: years.find(year => String(year) === url.searchParams.get('year')) ?? thisYear, years }
}
