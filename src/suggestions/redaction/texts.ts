import { createHash } from 'node:crypto'
import type { CoveredRange, UnitTextSource } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { sealedAs } from '../readings.ts'

/** The parts of a text; title and place are empty but of a suggestion. */
export type Parts = Record<CoveredRange['field'], string>
export const partNames = ['title', 'body', 'place'] as const satisfies (keyof Parts)[]

/** Something that an author wrote and units read, as it was written. */
export interface AuthorText {
  suggestionId: number
  source: UnitTextSource
  sourceId: number
  parts: Parts
  /** What the author gave as name and phone, as far as it can be opened. */
  known: string[]
}

/** Names a text among those of its suggestion. */
export const keyOf = ({ source, sourceId }: Pick<AuthorText, 'source' | 'sourceId'>): string => `${source}-${sourceId}`

/** Tells whether a text is still the one that something was made from. */
export const digestOf = ({ title, body, place }: Parts): string =>
  createHash('sha256')
    .update(JSON.stringify([title, body, place]))
    .digest('hex')

/** Everything that the author of a suggestion wrote, and the authors of those merged into it; the first is its own text. */
export async function listAuthorTexts(
  db: Db | Trx,
  suggestionId: number,
  personalData?: PersonalData,
): Promise<AuthorText[]> {
  const rows = await db
    .selectFrom('suggestion')
    .select(['id', 'title', 'body', 'place', 'name_sealed', 'phone_sealed'])
    .where(eb => eb.or([eb('id', '=', suggestionId), eb('merged_into', '=', suggestionId)]))
    .orderBy(eb => eb('id', '=', suggestionId), 'desc')
    .orderBy('id')
    .execute()
  const ids = rows.map(({ id }) => id)
  const of = <Table extends 'addition' | 'appeal'>(table: Table) =>
    db
      .selectFrom(table as 'addition')
      .select(['id', 'suggestion_id', 'body'])
      .where('suggestion_id', 'in', ids)
      .orderBy('id')
      .execute()
  const additions = await of('addition')
  const appeals = await of('appeal')
  const ratings = await db
    .selectFrom('rating')
    .select(['id', 'suggestion_id', 'words as body'])
    .where('suggestion_id', 'in', ids)
    .where('words', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, name_sealed, phone_sealed, ...parts }) => {
    const known = personalData
      ? [
          ...openIfPossible(personalData, name_sealed, sealedAs.name),
          ...openIfPossible(personalData, phone_sealed, sealedAs.phone),
        ]
      : []
    const later = (source: UnitTextSource, rows: { id: number; suggestion_id: number; body: string | null }[]) =>
      rows
        .filter(({ suggestion_id }) => suggestion_id === id)
        .map(row => ({
          suggestionId: id,
          source,
          sourceId: row.id,
          parts: { title: '', body: row.body ?? '', place: '' },
          known,
        }))
    return [
      { suggestionId: id, source: 'suggestion' as const, sourceId: id, parts, known },
      ...later('addition', additions),
      ...later('appeal', appeals),
      ...later('rating', ratings),
    ]
  })
}

/** What a key that was lost has sealed must not hold up the move of a clerk. */
function openIfPossible(personalData: PersonalData, sealed: string | null, purpose: string): string[] {
  if (sealed === null) return []
  try {
    return [personalData.open(sealed, purpose)]
  } catch {
    return []
  }
}

/** What was last let through of these texts, by `keyOf`. */
export async function listPassed(db: Db | Trx, texts: readonly AuthorText[]) {
  const rows = await db
    .selectFrom('unit_text')
    .distinctOn(['source', 'source_id'])
    .select(['source', 'source_id as sourceId', 'title', 'body', 'place', 'original', 'covered'])
    .where('suggestion_id', 'in', [...new Set(texts.map(({ suggestionId }) => suggestionId))])
    .orderBy('source')
    .orderBy('source_id')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map(row => [keyOf(row), row]))
}

/** Lets texts through to units; `by` is null where nothing was found in them. Returns the ids of the rows. */
export async function passTexts(
  trx: Trx,
  texts: readonly (AuthorText & { read: Parts; covered: readonly CoveredRange[] })[],
  by: { id: number } | null,
  now: Date,
): Promise<number[]> {
  if (texts.length === 0) return []
  const rows = await trx
    .insertInto('unit_text')
    .values(
      texts.map(({ suggestionId, source, sourceId, parts, read, covered }) => ({
        suggestion_id: suggestionId,
        source,
        source_id: sourceId,
        ...read,
        original: digestOf(parts),
        covered: JSON.stringify(covered),
        passed_by: by?.id ?? null,
        passed_at: now,
      })),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
