import { type ComingCount, countComingShifts } from '#volunteering/shifts/coming.ts'
import { listComingShifts } from '#volunteering/activities/finding.ts'
import { weekFrom } from '#components/parts/shifts.ts'
import type { Visit } from '#web/visit.ts'

export interface ThisWeek {
  counts: ComingCount[]
  shifts: number
  places: number
  /** The next few, soonest first. */
  next: Awaited<ReturnType<typeof listComingShifts>>
}

/** What volunteers can do in the coming seven days, for the home page; undefined while the database does not answer. */
export function findThisWeek({ soon, db, now }: Visit, limit: number): Promise<ThisWeek | undefined> {
  return soon(async () => {
    const counts = await countComingShifts(db, weekFrom(now))
    const next = await listComingShifts(db, { until: weekFrom(now).until, limit }, now)
    const sum = (pick: (count: ComingCount) => number) => counts.reduce((total, count) => total + pick(count), 0)
    return { counts, shifts: sum(count => count.shifts), places: sum(count => count.places), next }
  })
}
