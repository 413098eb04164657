import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { freeAtOnce } from '../line/free-at-once.ts'

/** Shifts and free places of one day in one county. */
export interface ComingCount {
  /** YYYY-MM-DD in Lishui. */
  day: string
  county: string
  shifts: number
  places: number
}

/** How much there is to do between the two moments, by day and county; only what the public may sign up for. */
export async function countComingShifts(
  db: Db | Trx,
  { from, until }: { from: Date; until: Date },
): Promise<ComingCount[]> {
  const counts = await sql<ComingCount>`
    SELECT to_char(shift.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day, activity.county,
      count(*)::int AS shifts, sum(${freeAtOnce})::int AS places
    FROM shift JOIN activity ON activity.id = shift.activity_id
    WHERE shift.starts_at > ${from} AND shift.starts_at < ${until} AND shift.state = 'open' AND activity.state = 'published'
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  return counts.rows
}
