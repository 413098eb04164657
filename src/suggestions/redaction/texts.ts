import { createHash } from 'node:crypto'
import type { CoveredRange, KeptFinding, UnitTextSource } from '#db/schema-redaction.ts'
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
  /** They gave one that cannot be searched for: it is deleted, or sealed with a key that is lost. Nothing passes by itself. */
  isForgotten: boolean
  /** What was found in parts that are still the same before it was deleted. */
  kept: KeptFinding[]
}

/** Names a text among those of its suggestion. */
export const keyOf = ({ source, sourceId }: Pick<AuthorText, 'source' | 'sourceId'>): string => `${source}-${sourceId}`

/** Tells whether a text is still the one that something was made from. */
export const digestOf = ({ title, body, place }: Parts): string => sha256(JSON.stringify([title, body, place]))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

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
  const forgotten = await db
    .selectFrom('forgotten_author')
    .select(['suggestion_id', 'found'])
    .where('suggestion_id', 'in', ids)
    .execute()
  return rows.flatMap(({ id, name_sealed, phone_sealed, ...parts }) => {
    const given = [
      openIfPossible(personalData, name_sealed, sealedAs.name),
      openIfPossible(personalData, phone_sealed, sealedAs.phone),
    ]
    const gone = forgotten.find(({ suggestion_id }) => suggestion_id === id)
    const author = {
      suggestionId: id,
      known: given.flatMap(word => word ?? []),
      isForgotten: gone !== undefined || given.includes(undefined),
    }
    const withKept = (text: Omit<AuthorText, 'kept'>): AuthorText => ({
      ...text,
      kept: (gone?.found ?? []).filter(
        ({ source, source_id, field, original }) =>
          source === text.source && source_id === text.sourceId && original === sha256(text.parts[field]),
      ),
    })
    const later = (source: UnitTextSource, rows: { id: number; suggestion_id: number; body: string | null }[]) =>
      rows
        .filter(({ suggestion_id }) => suggestion_id === id)
        .map(row =>
          withKept({ ...author, source, sourceId: row.id, parts: { title: '', body: row.body ?? '', place: '' } }),
        )
    return [
      withKept({ ...author, source: 'suggestion', sourceId: id, parts }),
      ...later('addition', additions),
      ...later('appeal', appeals),
      ...later('rating', ratings),
    ]
  })
}

/** Null: nothing was given. What a key that was lost has sealed must not hold up the move of a clerk: undefined. */
function openIfPossible(personalData: PersonalData | undefined, sealed: string | null, purpose: string) {
  if (sealed === null) return null
  try {
    return personalData?.open(sealed, purpose)
  } catch {
    return undefined
  }
}

/** Writes down, before the name and phone of an author are deleted, where they and all else that was found stand. */
export async function keepFound(
  trx: Trx,
  suggestionId: number,
  texts: readonly (AuthorText & { findings: readonly CoveredRange[] })[],
  now: Date,
): Promise<void> {
  const found = texts
    .filter(text => text.suggestionId === suggestionId)
    .flatMap(({ source, sourceId, parts, findings }) =>
      findings.map(({ field, start, end, kind }): KeptFinding => ({
        ...{ source, source_id: sourceId, field, start, end, kind },
        original: sha256(parts[field]),
      })),
    )
  await trx
    .insertInto('forgotten_author')
    .values({ suggestion_id: suggestionId, found: JSON.stringify(found), forgotten_at: now })
    .onConflict(conflict => conflict.column('suggestion_id').doNothing())
    .execute()
}

/** What was last let through of these texts, by `keyOf`. */
export async function listPassed(db: Db | Trx, texts: readonly AuthorText[]) {
  const rows = await db
    .selectFrom('unit_text')
    .distinctOn(['source', 'source_id'])
    .select(['source', 'source_id as sourceId', 'title', 'body', 'place', 'original', 'covered', 'passed_by'])
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
