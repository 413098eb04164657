import { sql } from 'kysely'
import type { Db, SuggestionState } from '#db/schema.ts'
import { fold } from '#publishing/search/folding.ts'

/** A public record that may be what somebody is about to write. */
export interface SimilarRecord {
  number: string
  title: string
  answer: string
  county: string
  unit: string | null
  state: SuggestionState
  answered_at: Date
  supporters: number
}

/** Of the pairs of characters in a title this share must stand in a record. */
const enough = 0.5
/** The rarest of them decide which records are looked at. */
const asked = 4

/**
 * The public records that say much the same as a title, those of the same place first: at least half of its pairs of
 * characters stand in them. Reads the record and nothing else: of what is not public nobody learns that it is there.
 */
export async function listSimilarRecords(
  db: Db,
  { title, place = '', county }: { title: string; place?: string | undefined; county?: string | undefined },
  most = 5,
): Promise<SimilarRecord[]> {
  const pieces = pairsOf(title)
  if (pieces.length < 2) return []
  const near = pairsOf(place)
  const rare = await listRarest(db, pieces)
  // Two of the rarest together: a single one stands in too many, all of them in too few.
  const both = rare.flatMap((one, at) => rare.slice(at + 1).map(other => `(${quote(one)} & ${quote(other)})`))
  const share = (words: readonly string[]) =>
    sql<number>`(SELECT count(*) FROM unnest(${words}::text[]) AS piece WHERE strpos(folded, piece) > 0)`
  const { rows } = await sql<SimilarRecord>`
    WITH alike AS MATERIALIZED (
      SELECT id, answered_at, ${share(pieces)} AS said, ${share(near)} AS here
      FROM record
      WHERE removed_at IS NULL AND findable_pieces(folded) @@ ${both.join(' | ')}::tsquery
        AND (${county ?? null}::text IS NULL OR county = ${county ?? null})
    ), best AS (
      SELECT * FROM alike WHERE said >= ${Math.max(2, Math.ceil(pieces.length * enough))}
      ORDER BY said + here DESC, answered_at DESC LIMIT ${most}
    )
    SELECT number, title, answer, county, unit, state, record.answered_at,
      (SELECT count(*) FROM support WHERE record_id = record.id AND support.state <> 'withdrawn') AS supporters
    FROM best JOIN record USING (id) ORDER BY said + here DESC, record.answered_at DESC`.execute(db)
  return rows
}

/** Neighbouring characters of a text as it is compared, without what stands between words. */
function pairsOf(text: string): string[] {
  const letters = [...fold(text).replaceAll('\0', '')]
  const pairs = letters.slice(1).map((letter, at) => letters[at]! + letter)
  return [...new Set(pairs.filter(pair => /^[\p{L}\p{N}\p{M}]+$/u.test(pair)))].slice(0, 60)
}

/** The rarest by PostgreSQL's own statistics of the index; what they do not name is rarer than what they do. */
async function listRarest(db: Db, pieces: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ piece: string; share: number }>`
    SELECT piece, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (piece, share)
    WHERE schemaname = current_schema() AND tablename = 'record_findable' AND piece = ANY (${pieces}::text[])`.execute(
    db,
  )
  const shares = new Map(rows.map(({ piece, share }) => [piece, share]))
  return [...pieces].sort((one, other) => (shares.get(one) ?? 0) - (shares.get(other) ?? 0)).slice(0, asked)
}

const quote = (piece: string) => `'${piece.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
