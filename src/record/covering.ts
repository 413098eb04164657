import type { PhotoBox } from '#db/schema-redaction.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { type Refusal, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { PhotoStore } from '#suggestions/photo-files.ts'
import { storeCovered } from '#suggestions/photos.ts'
import { boxesForm } from '#suggestions/redaction/cover-photo.ts'
import { findMatter } from './matter.ts'
import { whyNotPrepared } from './moves/preparation.ts'
import { findPhoto } from './photos.ts'
import { recordWords as words } from './words.ts'

/** Before the public may see a photo. */
export const publicCoverForm = boxesForm(words.covering.clear)

/**
 * Makes what the public may see of a photo: a second picture in which nothing of what the boxes hide is left; without boxes
 * the photo as it is. What was published before stays as it was read.
 */
export async function coverForPublic(
  db: Db,
  store: PhotoStore,
  { number, key, boxes }: { number: string; key: string; boxes: readonly PhotoBox[] },
  person: { id: number },
  now: Date,
): Promise<object | { refused: Refusal }> {
  const before = await findMatter(db, number)
  const photo = before && (await findPhoto(db, before.suggestion.id, key))
  if (!photo) return { refused: unknown(words.unknown) }
  const file = boxes.length === 0 ? photo.own : await storeCovered(store, photo.own, boxes, now)
  const leave = async () => {
    if (file !== photo.own) await store.remove(file)
  }
  try {
    const done = await inTransaction(db, async trx => {
      const matter = (await findMatter(trx, number))!
      const refused = whyNotPrepared(matter)
      if (refused) return { refused }
      const { suggestion } = matter
      const { source, sourceId: source_id, moment, position } = photo
      const { id: row } = await trx
        .insertInto('public_photo')
        .values({
          ...{ suggestion_id: suggestion.id, source, source_id, moment, position, file },
          boxes: JSON.stringify(boxes),
          covered_by: person.id,
          covered_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'suggestion.public-photo-covered',
        object: { kind: 'suggestion', id: suggestion.id },
        detail: { row, boxes: boxes.length },
        at: now,
      })
      return {}
    })
    if ('refused' in done) await leave()
    return done
  } catch (error) {
    await leave()
    throw error
  }
}
