import type { UnitTextSource } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { listAdditions } from '../additions.ts'
import { listAuthorPhotos } from './photos.ts'
import { coverWords } from './words.ts'

/** What units read of texts, by the ids of their rows; nothing of what was not let through. */
async function listUnitTexts(db: Db | Trx, source: UnitTextSource, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, { title: string; body: string; place: string }>()
  const rows = await db
    .selectFrom('unit_text')
    .distinctOn('source_id')
    .select(['source_id', 'title', 'body', 'place'])
    .where('source', '=', source)
    .where('source_id', 'in', ids)
    .orderBy('source_id')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map(({ source_id, ...read }) => [source_id, read]))
}

/** One of them, or the words that say that it waits. */
export async function readUnitText(db: Db | Trx, source: UnitTextSource, id: number): Promise<string> {
  return (await listUnitTexts(db, source, [id])).get(id)?.body ?? coverWords.notYet.body
}

/** Rows of suggestions as units read them: title, text and place, where a row has them, as they were let through. */
export async function asUnitsRead<Row extends { id: number; title: string; place?: string; body?: string }>(
  db: Db | Trx,
  rows: readonly Row[],
): Promise<Row[]> {
  const texts = await listUnitTexts(
    db,
    'suggestion',
    rows.map(({ id }) => id),
  )
  return rows.map(row => {
    const { title, body, place } = texts.get(row.id) ?? coverWords.notYet
    return {
      ...row,
      title,
      ...(row.place !== undefined && { place }),
      ...(row.body !== undefined && { body }),
    }
  })
}

type Photo = { position: number }
type Additions = Awaited<ReturnType<typeof listAdditions>>
interface Whole {
  id: number
  title: string
  body: string
  place: string
  photos: Photo[]
  additions: Additions
  merged: { id: number; title: string; body: string; place: string; photos: Photo[]; additions: Additions }[]
}

/** A suggestion with all that belongs to it as units read it; `photosWaiting` says how many photos they do not see yet. */
export async function asUnitsReadWhole<Found extends Whole>(
  db: Db,
  found: Found,
): Promise<Found & { photosWaiting: number }> {
  const seen = (await listAuthorPhotos(db, found.id)).filter(({ unitFile }) => unitFile !== undefined)
  const ofUnits = <One extends Photo>(source: 'suggestion' | 'addition', id: number, photos: One[]) =>
    photos.filter(({ position }) =>
      seen.some(photo => photo.source === source && photo.sourceId === id && photo.position === position),
    )
  const additionIds = [found, ...found.merged].flatMap(({ additions }) => additions.map(({ id }) => id))
  const texts = await listUnitTexts(db, 'addition', additionIds)
  const coverOne = <One extends Omit<Whole, 'merged'>>(one: One): One => ({
    ...one,
    photos: ofUnits('suggestion', one.id, one.photos),
    additions: one.additions.map(addition => ({
      ...addition,
      body: texts.get(addition.id)?.body ?? coverWords.notYet.body,
      photos: ofUnits('addition', addition.id, addition.photos),
    })),
  })
  const [own, ...merged] = await asUnitsRead(db, [found, ...found.merged] as Omit<Whole, 'merged'>[])
  const count = (whole: Whole) =>
    [whole, ...whole.merged].flatMap(({ photos, additions }) => [photos, ...additions.map(one => one.photos)]).flat()
      .length
  const read = { ...(coverOne(own!) as Found), merged: merged.map(coverOne) as Found['merged'] }
  return { ...read, photosWaiting: count(found) - count(read) }
}
