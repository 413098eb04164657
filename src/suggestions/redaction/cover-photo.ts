import type { PhotoBox } from '#db/schema-redaction.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { askedFor, fields, optional, tick, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { PhotoStore } from '../photo-files.ts'
import { storeCovered } from '../photos.ts'
import { passArrivals } from './arrivals.ts'
import { type AuthorPhoto, listAuthorPhotos, passPhotos } from './photos.ts'
import { photoCoverWords as says } from './words.ts'

const mostBoxes = 30

/** The boxes over a photo, a line each: left, top, width and height in percent; `clear` says that none are needed. */
export const boxesForm = (clear: string) =>
  fields(
    {
      boxes: askedFor('sometimes', optional(words(says.boxes, { max: 1000, rows: 4, hint: says.boxesHint }))),
      clear: tick(clear),
    },
    ({ boxes, clear }, fault) => {
      const read = readBoxes(boxes)
      if ('fault' in read) fault('boxes', says.wrongLine(read.fault))
      else if (read.boxes.length > mostBoxes) fault('boxes', says.tooMany(mostBoxes))
      else if (read.boxes.length === 0 && !clear) fault('boxes', says.nothing)
    },
  )

/** Boxes as that form shows them. */
export const boxesInLines = (boxes: readonly PhotoBox[]): string =>
  boxes.map(({ x, y, w, h }) => `${x} ${y} ${w} ${h}`).join('\n')

/** The boxes that were typed, kept inside the photo; or the number of the line that says none. */
export function readBoxes(typed = ''): { boxes: PhotoBox[] } | { fault: number } {
  const boxes: PhotoBox[] = []
  for (const [at, line] of typed.normalize('NFKC').split('\n').entries()) {
    if (line.trim() === '') continue
    const numbers = line.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? []
    const [x = 0, y = 0, w = 0, h = 0] = numbers
    if (numbers.length !== 4 || /-/.test(line) || x >= 100 || y >= 100 || w === 0 || h === 0) return { fault: at + 1 }
    boxes.push({ x, y, w: Math.min(w, 100 - x), h: Math.min(h, 100 - y) })
  }
  return { boxes }
}

/** The photo in an address: of the suggestion itself, or of an addition by its id. */
export async function findAuthorPhoto(
  db: Db,
  suggestionId: number,
  { addition, position }: { addition: number | undefined; position: number },
): Promise<AuthorPhoto | undefined> {
  const photos = await listAuthorPhotos(db, suggestionId)
  return photos.find(
    photo =>
      photo.suggestionId === suggestionId &&
      photo.position === position &&
      (addition === undefined
        ? photo.source === 'suggestion'
        : photo.source === 'addition' && photo.sourceId === addition),
  )
}

/**
 * Lets a photo through to units with boxes over it, as a second picture in which nothing of what they hide is left; without
 * boxes as it is. The author's own stays with the office.
 */
export async function coverPhoto(
  db: Db,
  store: PhotoStore,
  photo: AuthorPhoto,
  boxes: readonly PhotoBox[],
  by: { id: number },
  now: Date,
  personalData?: PersonalData,
): Promise<void> {
  const file = boxes.length === 0 ? photo.file : await storeCovered(store, photo.file, boxes, now)
  try {
    await inTransaction(db, async trx => {
      await trx.selectFrom('suggestion').select('id').where('id', '=', photo.suggestionId).forUpdate().execute()
      const [row] = await passPhotos(trx, [{ ...photo, file }], boxes, by, now)
      await recordEvent(trx, {
        actor: { kind: 'person', id: by.id },
        action: 'suggestion.photo-covered',
        object: { kind: 'suggestion', id: photo.suggestionId },
        detail: { row, boxes: boxes.length },
        at: now,
      })
      await passArrivals(trx, photo.suggestionId, now, personalData)
    })
  } catch (error) {
    if (file !== photo.file) await store.remove(file)
    throw error
  }
}
