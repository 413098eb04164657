import type { Db, Trx } from '#db/schema.ts'
import { takePhotos } from './waiting-photos.ts'

/** What the author added, oldest first, each with its photos; `question` is what it answers. */
export async function listAdditions(db: Db, suggestionId: number) {
  const additions = await db
    .selectFrom('addition')
    .leftJoin('question', 'question.id', 'addition.question_id')
    .select(['addition.id', 'addition.body', 'addition.added_at', 'question.body as question'])
    .where('addition.suggestion_id', '=', suggestionId)
    .orderBy('addition.id')
    .execute()
  const photos = await db
    .selectFrom('addition_photo')
    .innerJoin('addition', 'addition.id', 'addition_photo.addition_id')
    .select(['addition_id', 'position', 'width', 'height'])
    .where('addition.suggestion_id', '=', suggestionId)
    .orderBy('position')
    .execute()
  return additions.map(addition => ({
    ...addition,
    photos: photos.filter(({ addition_id }) => addition_id === addition.id),
  }))
}

/** Whether this very form was sent before. */
export async function wasAdded(db: Db | Trx, suggestionId: number, requestKey: string): Promise<boolean> {
  const added = await db
    .selectFrom('addition')
    .select('id')
    .where('request_key', '=', requestKey)
    .where('suggestion_id', '=', suggestionId)
    .executeTakeFirst()
  return added !== undefined
}

/** Adds what the author wrote, with photos by their tokens; refused when one of them waits no longer. */
export async function addWords(
  trx: Trx,
  suggestion: { id: number },
  { photos: tokens, ...words }: { body: string; photos: string[]; request_key: string; question_id?: number },
  now: Date,
): Promise<{ row: number } | { refused: 'photos-gone' }> {
  const taken = await takePhotos(trx, tokens, now)
  if ('refused' in taken) return taken
  const { id: row } = await trx
    .insertInto('addition')
    .values({ suggestion_id: suggestion.id, added_at: now, ...words })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (taken.length > 0)
    await trx
      .insertInto('addition_photo')
      .values(taken.map(photo => ({ ...photo, addition_id: row })))
      .execute()
  return { row }
}
