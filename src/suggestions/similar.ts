import { sql } from 'kysely'
import type { Db, SuggestionState } from '#db/schema.ts'
import { openStates } from './course.ts'

/** About 200 metres at Lishui's latitude, in degrees. */
const near = { latitude: 0.0018, longitude: 0.002 }

export interface Similar {
  number: string
  title: string
  state: SuggestionState
  received_at: Date
  /** Whether something may still be merged into it. */
  isOpen: boolean
}

/**
 * Others that may be the same matter, of the same county: from the same place (within about 200 metres, or with the very
 * same words for it), and open ones in which half of the title's pairs of characters occur. The likeliest ten.
 */
export async function listSimilar(
  db: Db,
  {
    id,
    county,
    place,
    title,
    latitude,
    longitude,
  }: {
    id: number
    county: string
    place: string
    title: string
    latitude: number | null
    longitude: number | null
  },
): Promise<Similar[]> {
  const isHere = sql<boolean>`(${place.trim() !== ''} AND place = ${place} OR coalesce(
    latitude BETWEEN ${latitude}::float8 - ${near.latitude} AND ${latitude}::float8 + ${near.latitude}
    AND longitude BETWEEN ${longitude}::float8 - ${near.longitude} AND ${longitude}::float8 + ${near.longitude}, false))`
  // What waits is few enough to read through, as the queue does.
  const pieces = piecesOf(title)
  const likeness = sql<number>`(SELECT count(*) FROM unnest(${pieces}::text[]) AS piece WHERE strpos(lower(title || ' ' || body), piece) > 0)`
  const from = db
    .selectFrom('suggestion')
    .select(['id', 'number', 'title', 'state', 'received_at'])
    .where('county', '=', county)
    .where('id', '<>', id)
    // What its author took back is nobody's matter, and what was merged into this one is here already.
    .where('state', '<>', 'withdrawn')
    .where(eb => eb.or([eb('merged_into', 'is', null), eb('merged_into', '<>', id)]))
  const here = await from.where(isHere).orderBy('received_at', 'desc').limit(10).execute()
  const alike = await from
    .where('due_at', 'is not', null)
    .where('state', 'in', openStates)
    .where(sql<boolean>`${likeness} >= ${Math.max(2, Math.ceil(pieces.length / 2))}`)
    .orderBy(likeness, 'desc')
    .orderBy('received_at', 'desc')
    .limit(10)
    .execute()
  const both = here.filter(one => alike.some(({ id }) => id === one.id))
  const all = [...both, ...here, ...alike]
  return all
    .filter((one, index) => all.findIndex(({ id }) => id === one.id) === index)
    .slice(0, 10)
    .map(({ id: _, ...row }) => ({ ...row, isOpen: (openStates as readonly string[]).includes(row.state) }))
}

/** Neighbouring characters of a title, without what stands between words. */
function piecesOf(title: string): string[] {
  const letters = [...title.replaceAll('\0', '').toLowerCase()]
  const pairs = letters.slice(1).map((letter, index) => letters[index]! + letter)
  return [...new Set(pairs.filter(pair => !/[\s\p{P}]/u.test(pair)))]
}
