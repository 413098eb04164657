import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { dayOf } from '#calendar/lishui.ts'
import { fold } from '#publishing/search/folding.ts'
import { isWestern } from '#publishing/search/query.ts'

type Texts = Record<'title' | 'place' | 'body' | 'answer', string>

/** The texts of a record as words are looked for in them; the first line is the title. */
export const foldRecord = ({ title, place, body, answer }: Texts): string =>
  [title, place, body, answer].map(text => fold(text).replaceAll('\0', '')).join('\n')

/**
 * Every one of these folded words stands in the record: the index knows by their pairs of characters, the text for certain.
 * Letters and digits stand as a word or begin one.
 */
export const hasWords = (words: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(findable_pieces(folded) @@ find_pieces(${words}::text[]) AND ${sql.join(
    words.map(word => (isWestern(word) ? sql`folded ~ ${`(^|[^a-z0-9])${word}`}` : sql`strpos(folded, ${word}) > 0`)),
    sql` AND `,
  )})`

/** A record as the search shows it. */
export interface FoundRecord extends Texts {
  number: string
  category: string
  county: string
  unit: string | null
  /** Of the answer. */
  day: string
}

export interface FoundRecords {
  /** The best of them: what has a word in its title, then the newest. */
  rows: FoundRecord[]
  /** How many there are. */
  total: number
  /** Where and when all are that have the words. */
  counties: string[]
  years: string[]
}

/** As many as are ranked beside the entries; the list of all records shows the rest. */
const mostRanked = 200

/** The records with all of these folded words, of one county or year. */
export async function findRecords(
  db: Db,
  words: readonly string[],
  { county, year }: { county?: string | undefined; year?: string | undefined },
): Promise<FoundRecords> {
  const asked = words.map(word => word.replaceAll('\0', '')).filter(Boolean)
  if (asked.length === 0) return { rows: [], total: 0, counties: [], years: [] }
  const { rows } = await sql<FoundRecords>`
    WITH found AS MATERIALIZED (
      SELECT id, county, to_char(answered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') AS year, answered_at,
        strpos(split_part(folded, E'\n', 1), ${asked[0]}) > 0 AS in_title
      FROM record WHERE removed_at IS NULL AND ${hasWords(asked)}
    ), chosen AS (
      SELECT * FROM found WHERE ${county ?? null}::text IS NULL OR county = ${county ?? null}
    ), dated AS (
      SELECT * FROM chosen WHERE ${year ?? null}::text IS NULL OR year = ${year ?? null}
    ), best AS (
      SELECT * FROM dated ORDER BY in_title DESC, answered_at DESC, id DESC LIMIT ${mostRanked}
    )
    SELECT (SELECT count(*) FROM dated)::integer AS total,
      ARRAY(SELECT DISTINCT county FROM found) AS counties, ARRAY(SELECT DISTINCT year FROM found) AS years,
      (SELECT coalesce(json_agg(json_build_object('number', number, 'title', title, 'place', place, 'body', body,
        'answer', answer, 'category', category, 'county', county, 'unit', unit,
        'day', to_char(answered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))), '[]') FROM record WHERE id IN (SELECT id FROM best)) AS rows`.execute(
    db,
  )
  return rows[0]!
}

/** The public record of that number. */
export async function findNumbered(db: Db, number: string): Promise<FoundRecord | undefined> {
  const row = await db
    .selectFrom('record')
    .select(['number', 'title', 'place', 'body', 'answer', 'category', 'county', 'unit', 'answered_at'])
    .where('number', '=', number)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { answered_at, ...record } = row
  return { ...(record as Omit<FoundRecord, 'day'>), day: dayOf(answered_at) }
}
