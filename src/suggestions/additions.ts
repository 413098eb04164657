import type { Db } from '#db/schema.ts'

/** What the author added, oldest first, each with its photos. */
export async function listAdditions(db: Db, suggestionId: number) {
  const additions = await db
    .selectFrom('addition')
    .select(['id', 'body', 'added_at'])
    .where('suggestion_id', '=', suggestionId)
    .orderBy('id')
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
