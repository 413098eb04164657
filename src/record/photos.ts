import type { RecordPhoto } from '#db/schema-record.ts'
import type { PhotoBox } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import { listShownAnswers } from '#suggestions/answers.ts'
import { listAuthorPhotos } from '#suggestions/redaction/photos.ts'

/** A photo of a matter for those who decide whether the public sees it. */
export interface Photo extends Omit<RecordPhoto, 'file'> {
  /** Names it in addresses and forms. */
  key: string
  source: 'suggestion' | 'addition' | 'answer'
  sourceId: number
  position: number
  /** As it was sent: for clerks alone. */
  own: string
  /** What the public may see; undefined while nobody has looked at it. */
  file: string | undefined
  /** Those of a look for the public; else `unitBoxes` are where one begins. */
  boxes: PhotoBox[] | undefined
  unitBoxes: PhotoBox[]
}

/** One that may be chosen. */
export type OfferedPhoto = Photo & { file: string }

/** Whether somebody has looked at it: for the public, or before units saw it. */
export const mayBeShown = (photo: Photo): photo is OfferedPhoto => photo.file !== undefined

/**
 * The photos of a suggestion, then those of an answer. Of its author's the public may see what was made for it, else what
 * units see; of an answer's what was made for it, else the photo itself.
 */
export async function listPhotos(db: Db | Trx, suggestionId: number, answerId: number): Promise<Photo[]> {
  const asked = (await listAuthorPhotos(db, suggestionId)).filter(photo => photo.suggestionId === suggestionId)
  const answered = await db
    .selectFrom('answer_photo')
    .select(['moment', 'position', 'file', 'width', 'height'])
    .where('answer_id', '=', answerId)
    .orderBy('moment', 'desc')
    .orderBy('position')
    .execute()
  const looked = await db
    .selectFrom('public_photo')
    .distinctOn(['source', 'source_id', 'moment', 'position'])
    .select(['source', 'source_id', 'moment', 'position', 'file', 'boxes'])
    .where('suggestion_id', '=', suggestionId)
    .orderBy('source')
    .orderBy('source_id')
    .orderBy('moment')
    .orderBy('position')
    .orderBy('id', 'desc')
    .execute()
  return [
    ...asked.map(({ source, sourceId, position, file, unitFile, boxes, width, height }) => ({
      key: `asked-${source}-${sourceId}-${position}`,
      moment: 'asked' as const,
      source,
      sourceId,
      position,
      own: file,
      file: boxes && unitFile,
      unitBoxes: boxes ?? [],
      width,
      height,
    })),
    ...answered.map(({ moment, position, file, width, height }) => ({
      key: `answer-${answerId}-${moment}-${position}`,
      moment,
      source: 'answer' as const,
      sourceId: answerId,
      position,
      own: file,
      file,
      unitBoxes: [],
      width,
      height,
    })),
  ].map(photo => {
    const made = looked.find(
      row =>
        row.source === photo.source &&
        row.source_id === photo.sourceId &&
        row.moment === photo.moment &&
        row.position === photo.position,
    )
    return { ...photo, file: made?.file ?? photo.file, boxes: made?.boxes }
  })
}

/** One of them by its key, of the suggestion and its last answer; undefined where there is none, or no answer yet. */
export async function findPhoto(db: Db | Trx, suggestionId: number, key: string): Promise<Photo | undefined> {
  const answer = (await listShownAnswers(db as Db, suggestionId)).at(-1)
  const photos = answer ? await listPhotos(db, suggestionId, answer.id) : []
  return photos.find(photo => photo.key === key)
}
