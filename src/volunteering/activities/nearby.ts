import { sql } from 'kysely'
import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { freeAtOnce } from '../line/free-at-once.ts'

/** An activity with what is to come of it, and where it is. */
export interface NearbyActivity {
  id: number
  title: string
  county: string
  place: string
  /** Degrees; null where nobody has said. */
  latitude: number | null
  longitude: number | null
  sample: boolean
  nextAt: Date
  shifts: number
  places: number
}

/** So many are a page that a phone still sorts at once. */
const most = 500

/** Published activities that one can sign up for in the next four weeks, the soonest first. */
export async function listNearbyActivities(db: Db | Trx, now: Date): Promise<NearbyActivity[]> {
  const { rows } = await sql<NearbyActivity>`
    SELECT activity.id, activity.title, activity.county, activity.place, activity.latitude, activity.longitude, activity.sample,
      min(shift.starts_at) AS "nextAt", count(*)::int AS shifts, sum(${freeAtOnce})::int AS places
    FROM shift JOIN activity ON activity.id = shift.activity_id
    WHERE shift.starts_at > ${now} AND shift.starts_at < ${later(now, 28 * aDay)}
      AND shift.state = 'open' AND activity.state = 'published'
    GROUP BY activity.id ORDER BY "nextAt", activity.id LIMIT ${most}`.execute(db)
  return rows
}
