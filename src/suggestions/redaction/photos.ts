import type { PhotoBox } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'

/** A photo that an author sent, by where it stands; `boxes` is undefined until somebody has looked at it. */
export interface AuthorPhoto {
  suggestionId: number
  /** Of the suggestion that it was sent with. */
  number: string
  source: 'suggestion' | 'addition'
  sourceId: number
  position: number
  /** The author's own file. */
  file: string
  width: number
  height: number
  boxes: PhotoBox[] | undefined
  /** What units see. */
  unitFile: string | undefined
}

/** The photos of a suggestion and of those merged into it, with what units see of each. */
export async function listAuthorPhotos(db: Db | Trx, suggestionId: number): Promise<AuthorPhoto[]> {
  const isOfIt = db
    .selectFrom('suggestion')
    .select('id')
    .where(eb => eb.or([eb('id', '=', suggestionId), eb('merged_into', '=', suggestionId)]))
  const own = await db
    .selectFrom('suggestion_photo')
    .innerJoin('suggestion', 'suggestion.id', 'suggestion_photo.suggestion_id')
    .select(['number', 'suggestion_id', 'suggestion_id as source_id', 'position', 'file', 'width', 'height'])
    .where('suggestion_id', 'in', isOfIt)
    .orderBy('suggestion_id')
    .orderBy('position')
    .execute()
  const added = await db
    .selectFrom('addition_photo')
    .innerJoin('addition', 'addition.id', 'addition_photo.addition_id')
    .innerJoin('suggestion', 'suggestion.id', 'addition.suggestion_id')
    .select(['number', 'addition.suggestion_id', 'addition_id as source_id', 'position', 'file', 'width', 'height'])
    .where('addition.suggestion_id', 'in', isOfIt)
    .orderBy('addition_id')
    .orderBy('position')
    .execute()
  const passed = await db
    .selectFrom('unit_photo')
    .distinctOn(['source', 'source_id', 'position'])
    .select(['source', 'source_id', 'position', 'file', 'boxes'])
    .where('suggestion_id', 'in', isOfIt)
    .orderBy('source')
    .orderBy('source_id')
    .orderBy('position')
    .orderBy('id', 'desc')
    .execute()
  const withPassed = (source: AuthorPhoto['source'], rows: typeof own): AuthorPhoto[] =>
    rows.map(({ suggestion_id, source_id, ...photo }) => {
      const seen = passed.find(
        row => row.source === source && row.source_id === source_id && row.position === photo.position,
      )
      return {
        suggestionId: suggestion_id,
        source,
        sourceId: source_id,
        ...photo,
        boxes: seen?.boxes,
        unitFile: seen?.file,
      }
    })
  return [...withPassed('suggestion', own), ...withPassed('addition', added)]
}

/** What units see of a photo; undefined until it was let through. */
export async function findUnitPhoto(
  db: Db,
  { suggestionId, source, sourceId, position }: Pick<AuthorPhoto, 'suggestionId' | 'source' | 'sourceId' | 'position'>,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('unit_photo')
    .select('file')
    .where('suggestion_id', '=', suggestionId)
    .where('source', '=', source)
    .where('source_id', '=', sourceId)
    .where('position', '=', position)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.file
}

/** Lets photos through to units, each as `file` with these boxes over it. Returns the ids of the rows. */
export async function passPhotos(
  trx: Trx,
  photos: readonly Pick<AuthorPhoto, 'suggestionId' | 'source' | 'sourceId' | 'position' | 'file'>[],
  boxes: readonly PhotoBox[],
  by: { id: number },
  now: Date,
): Promise<number[]> {
  if (photos.length === 0) return []
  const rows = await trx
    .insertInto('unit_photo')
    .values(
      photos.map(({ suggestionId, source, sourceId, position, file }) => ({
        suggestion_id: suggestionId,
        source,
        source_id: sourceId,
        position,
        file,
        boxes: JSON.stringify(boxes),
        passed_by: by.id,
        passed_at: now,
      })),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
