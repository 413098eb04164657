import { momentOf } from '#calendar/lishui.ts'
import type { Db } from '#db/schema.ts'

/** The activities of some kinds that were published in a calendar year, newest first. */
export async function listActivitiesOfYear(
  db: Db,
  kinds: readonly string[],
  year: number,
  limit: number,
): Promise<{ id: number; title: string; published_at: Date }[]> {
  if (kinds.length === 0) return []
  return (await db
    .selectFrom('activity')
    .select(['id', 'title', 'published_at'])
    .where('state', '=', 'published')
    .where('kind', 'in', [...kinds])
    .where('published_at', '>=', momentOf(`${year}-01-01`))
    .where('published_at', '<', momentOf(`${year + 1}-01-01`))
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()) as { id: number; title: string; published_at: Date }[]
}
