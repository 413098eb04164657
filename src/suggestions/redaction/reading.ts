import type { UnitTextSource } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { listAdditions } from '../additions.ts'
import type { RowForUnits } from './columns.ts'
import { listAuthorPhotos } from './photos.ts'
import { partNames, type Parts } from './texts.ts'
import { coverWords } from './words.ts'

/** What units read of texts, by the ids of their rows; nothing of what was not let through. */
async function listUnitTexts(db: Db | Trx, source: UnitTextSource, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, Parts>()
  const rows = await db
    .selectFrom('unit_text')
    .distinctOn('source_id')
    .select(['source_id', ...partNames])
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

/** Rows of suggestions as units read them: what is covered, where a row has it, as it was let through. */
export async function asUnitsRead<Row extends RowForUnits>(db: Db | Trx, rows: readonly Row[]): Promise<Row[]> {
  const texts = await listUnitTexts(
    db,
    'suggestion',
    rows.map(({ id }) => id),
  )
  return rows.map(row => {
    const read = texts.get(row.id) ?? coverWords.notYet
    const names = partNames.filter(name => row[name] !== undefined)
    return { ...row, ...Object.fromEntries(names.map(name => [name, read[name]])) }
  })
}

type Photo = { position: number }
type Additions = Awaited<ReturnType<typeof listAdditions>>
type One = RowForUnits & { photos: Photo[]; additions: Additions }
type Whole = One & { merged: One[] }

/** A suggestion with all that belongs to it as units read it; `photosWaiting` says how many photos they do not see yet. */
export async function asUnitsReadWhole<Found extends Whole>(
  db: Db,
  found: Found,
): Promise<Found & { photosWaiting: number }> {
  const seen = (await listAuthorPhotos(db, found.id)).filter(({ unitFile }) => unitFile !== undefined)
  const ofUnits = <Sent extends Photo>(source: 'suggestion' | 'addition', id: number, photos: Sent[]) =>
    photos.filter(({ position }) =>
      seen.some(photo => photo.source === source && photo.sourceId === id && photo.position === position),
    )
  const additionIds = [found, ...found.merged].flatMap(({ additions }) => additions.map(({ id }) => id))
  const texts = await listUnitTexts(db, 'addition', additionIds)
  const coverOne = <Found extends One>(one: Found): Found => ({
    ...one,
    photos: ofUnits('suggestion', one.id, one.photos),
    additions: one.additions.map(addition => ({
      ...addition,
      body: texts.get(addition.id)?.body ?? coverWords.notYet.body,
      photos: ofUnits('addition', addition.id, addition.photos),
    })),
  })
  const [own, ...merged] = await asUnitsRead<One>(db, [found, ...found.merged])
  const count = (whole: Whole) =>
    [whole, ...whole.merged].flatMap(({ photos, additions }) => [photos, ...additions.map(one => one.photos)]).flat()
      .length
  const read = { ...(coverOne(own!) as Found), merged: merged.map(coverOne) as Found['merged'] }
  return { ...read, photosWaiting: count(found) - count(read) }
}
