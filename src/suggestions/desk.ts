import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { maskName, maskPhone, type PersonalData } from '#people/personal-data.ts'
import { listAdditions } from './additions.ts'
import { listClocks } from './clocks/deadlines.ts'
import { listNotes } from './moves/note.ts'
import { loadOffice } from './clocks/office.ts'
import { readAdditionPhoto } from './own.ts'
import type { PhotoSize, PhotoStore } from './photo-files.ts'
import { maySee } from './queue.ts'
import { seesEverything, type Viewer } from './queue-filter.ts'
import { listReadings, sealedAs } from './readings.ts'
import { listLetters } from './letters.ts'

export type DeskSuggestion = NonNullable<Awaited<ReturnType<typeof findDeskSuggestion>>>

/**
 * What the desk shows of one suggestion to this viewer, beside its history; undefined when there is none or, to an
 * officer, when it does not lie with their units. `office` is undefined to officers: it holds masked name and
 * phone (reading them takes a reason and is an event), notes, readings and others from the same place.
 */
export async function findDeskSuggestion(db: Db, personalData: PersonalData, number: string, viewer: Viewer) {
  const row = await db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirst()
  if (!row || !(await maySee(db, row.id, viewer))) return undefined
  const {
    name_sealed,
    phone_sealed,
    email_sealed,
    phone_hash: _hash,
    request_key: _key,
    code: _code,
    code_hash: _codeHash,
    code_sealed: _codeSealed,
    tell_by: _tell,
    ...suggestion
  } = row
  const forOffice = seesEverything(viewer)
  const { id } = row

  return {
    ...suggestion,
    photos: await db
      .selectFrom('suggestion_photo')
      .selectAll()
      .where('suggestion_id', '=', id)
      .orderBy('position')
      .execute(),
    answers: await listAnswers(db, id),
    assignments: await listAssignments(db, id),
    clocks: await listClocks(db, await loadOffice(db), id),
    letters: await listLetters(db, id),
    additions: await listAdditions(db, id),
    mergedInto:
      row.merged_into === null
        ? undefined
        : (await db.selectFrom('suggestion').select('number').where('id', '=', row.merged_into).executeTakeFirst())
            ?.number,
    office: forOffice
      ? {
          maskedName: name_sealed ? maskName(personalData.open(name_sealed, sealedAs.name)) : undefined,
          maskedPhone: phone_sealed ? maskPhone(personalData.open(phone_sealed, sealedAs.phone)) : undefined,
          hasEmail: email_sealed !== null,
          notes: await listNotes(db, id),
          readings: await listReadings(db, id),
          nearby: await listFromSamePlace(db, row),
        }
      : undefined,
  }
}

async function listAnswers(db: Db, suggestionId: number) {
  const answers = await db
    .selectFrom('answer')
    .leftJoin('person as writer', 'writer.id', 'answer.answered_by')
    .selectAll('answer')
    .select('writer.name as writer_name')
    .where('suggestion_id', '=', suggestionId)
    .orderBy('id')
    .execute()
  const photos = await db
    .selectFrom('answer_photo')
    .innerJoin('answer', 'answer.id', 'answer_photo.answer_id')
    .selectAll('answer_photo')
    .where('answer.suggestion_id', '=', suggestionId)
    .orderBy('moment', 'desc')
    .orderBy('position')
    .execute()
  return answers.map(answer => ({ ...answer, photos: photos.filter(photo => photo.answer_id === answer.id) }))
}

function listAssignments(db: Db, suggestionId: number) {
  return db
    .selectFrom('assignment')
    .leftJoin('person as signer', 'signer.id', 'assignment.signed_by')
    .selectAll('assignment')
    .select('signer.name as signer_name')
    .where('suggestion_id', '=', suggestionId)
    .orderBy('id')
    .execute()
}

/** About 200 metres at Lishui's latitude, in degrees. */
const near = { latitude: 0.0018, longitude: 0.002 }

/** Others from the same place: within about 200 metres, or with the very same words for the place. The newest ten. */
function listFromSamePlace(
  db: Db,
  {
    id,
    county,
    place,
    latitude,
    longitude,
  }: { id: number; county: string; place: string; latitude: number | null; longitude: number | null },
) {
  return db
    .selectFrom('suggestion')
    .select(['number', 'title', 'state', 'received_at', 'merged_into'])
    .where('county', '=', county)
    .where('id', '<>', id)
    .where(eb =>
      eb.or([
        ...(place.trim() ? [eb('place', '=', place)] : []),
        ...(latitude !== null && longitude !== null
          ? [
              eb.and([
                eb.between('latitude', latitude - near.latitude, latitude + near.latitude),
                eb.between('longitude', longitude - near.longitude, longitude + near.longitude),
              ]),
            ]
          : []),
        ...(place.trim() || latitude !== null ? [] : [sql<boolean>`false`]),
      ]),
    )
    .orderBy('received_at', 'desc')
    .limit(10)
    .execute()
}

/** One size of a citizen's photo as WebP, or undefined when there is no such photo for this viewer. */
export async function readPhoto(
  db: Db,
  photos: PhotoStore,
  { number, position, size }: { number: string; position: number; size: PhotoSize },
  viewer: Viewer,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('suggestion_photo')
    .innerJoin('suggestion', 'suggestion.id', 'suggestion_photo.suggestion_id')
    .select(['file', 'suggestion_id'])
    .where('number', '=', number)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && (await maySee(db, photo.suggestion_id, viewer)) ? photos.read(photo.file, size) : undefined
}

/** The same for a photo of an answer, before or after. */
export async function readAnswerPhoto(
  db: Db,
  photos: PhotoStore,
  {
    number,
    answerId,
    moment,
    position,
    size,
  }: { number: string; answerId: number; moment: 'before' | 'after'; position: number; size: PhotoSize },
  viewer: Viewer,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('answer_photo')
    .innerJoin('answer', 'answer.id', 'answer_photo.answer_id')
    .innerJoin('suggestion', 'suggestion.id', 'answer.suggestion_id')
    .select(['file', 'suggestion_id'])
    .where('number', '=', number)
    .where('answer_id', '=', answerId)
    .where('moment', '=', moment)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && (await maySee(db, photo.suggestion_id, viewer)) ? photos.read(photo.file, size) : undefined
}

/** The same for a photo of an addition. */
export async function readAddedPhoto(
  db: Db,
  photos: PhotoStore,
  { number, additionId, position, size }: { number: string; additionId: number; position: number; size: PhotoSize },
  viewer: Viewer,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const found = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirst()
  if (!found || !(await maySee(db, found.id, viewer))) return undefined
  return readAdditionPhoto(db, photos, { suggestionId: found.id, additionId, position, size })
}
