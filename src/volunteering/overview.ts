import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'

/** A figure about fewer people than this may point at one of them (志愿服务条例 Art. 20): it is shown as "fewer than 5". */
const smallestShown = 5

export interface CountyFigures {
  county: string
  volunteers: number | null
  organisations: number
  shifts: number
  places: number
  taken: number | null
}

/**
 * The office's overview of a stretch of time by county: volunteers now, organisations, shifts, places, places taken.
 * Counts of people under five are null; and when one alone would be, the next smallest is too, or the total would tell it.
 */
export async function overviewByCounty(
  db: Db | Trx,
  { from, until }: { from: Date; until: Date },
): Promise<CountyFigures[]> {
  const { rows } = await sql<{
    county: string
    volunteers: number
    organisations: number
    shifts: number
    places: number
    taken: number
  }>`
    WITH figures AS (
      SELECT county, count(*) AS volunteers, 0 AS organisations, 0 AS shifts, 0 AS places, 0 AS taken FROM volunteer WHERE state = 'active' GROUP BY county
      UNION ALL SELECT county, 0, count(*), 0, 0, 0 FROM organisation WHERE state = 'approved' GROUP BY county
      UNION ALL SELECT activity.county, 0, 0, count(*), sum(capacity), sum(taken) FROM shift JOIN activity ON activity.id = activity_id
        WHERE activity.state = 'published' AND shift.state <> 'cancelled' AND starts_at >= ${from} AND starts_at < ${until} GROUP BY activity.county)
    SELECT county, sum(volunteers)::int AS volunteers, sum(organisations)::int AS organisations, sum(shifts)::int AS shifts, sum(places)::int AS places, sum(taken)::int AS taken
    FROM figures GROUP BY county ORDER BY county`.execute(db)
  const volunteers = hideSmall(rows.map(row => row.volunteers))
  const taken = hideSmall(rows.map(row => row.taken))
  return rows.map((row, index) => ({ ...row, volunteers: volunteers[index]!, taken: taken[index]! }))
}

/** Counts with the small ones hidden (zero is nobody, and stays); never exactly one hidden, unless there is only one count. */
export function hideSmall(counts: number[]): (number | null)[] {
  const hidden = new Set(counts.keys().filter(index => counts[index]! > 0 && counts[index]! < smallestShown))
  if (hidden.size === 1) {
    const rest = [...counts.keys()]
      .filter(index => !hidden.has(index) && counts[index]! > 0)
      .sort((a, b) => counts[a]! - counts[b]!)
    if (rest[0] !== undefined) hidden.add(rest[0])
  }
  return counts.map((count, index) => (hidden.has(index) ? null : count))
}
