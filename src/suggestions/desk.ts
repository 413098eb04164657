import type { Db } from '#db/schema.ts'
import { maskName, maskPhone, type PersonalData } from '#people/personal-data.ts'
import { listAdditions } from './additions.ts'
import { listClocks } from './clocks/deadlines.ts'
import { listDocuments, readDocument } from './documents.ts'
import { listLeftOut } from './left-out.ts'
import { listMerged } from './merged.ts'
import { listNotes } from './moves/note.ts'
import { loadOffice } from './clocks/office.ts'
import { readAdditionPhoto } from './own.ts'
import type { PhotoSize, PhotoStore } from './photo-files.ts'
import { withoutWithheld } from './redaction/columns.ts'
import { findUnitPhoto } from './redaction/photos.ts'
import { asUnitsReadWhole } from './redaction/reading.ts'
import { findQuestion } from './questions.ts'
import { maySee } from './queue.ts'
import { seesEverything, type Viewer } from './queue-filter.ts'
import { listReadings, sealedAs } from './readings.ts'
import { listSimilar } from './similar.ts'
import { listLetters } from './letters.ts'

export type DeskSuggestion = NonNullable<Awaited<ReturnType<typeof findDeskSuggestion>>>

/**
 * What the desk shows of one suggestion to this viewer, beside its history; undefined when there is none or, to an
 * officer, when it does not lie with their units. `office` is undefined to officers: it holds masked name and
 * phone (reading them takes a reason and is an event), notes, readings and others that may be the same matter. What
 * authors wrote and showed officers read as it was let through to them.
 */
export async function findDeskSuggestion(db: Db, personalData: PersonalData, number: string, viewer: Viewer) {
  const row = await db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirst()
  if (!row || !(await maySee(db, row.id, viewer))) return undefined
  const forOffice = seesEverything(viewer)
  const { id, name_sealed, phone_sealed } = row

  const whole = {
    ...withoutWithheld(row),
    photos: await db
      .selectFrom('suggestion_photo')
      .select(['position', 'width', 'height'])
      .where('suggestion_id', '=', id)
      .orderBy('position')
      .execute(),
    additions: await listAdditions(db, id),
    merged: await listMerged(db, id),
  }
  return {
    ...(forOffice ? { ...whole, photosWaiting: 0 } : await asUnitsReadWhole(db, whole)),
    answers: await listAnswers(db, id),
    assignments: await listAssignments(db, id),
    clocks: await listClocks(db, await loadOffice(db), id),
    letters: await listLetters(db, id),
    question: await findQuestion(db, id),
    mergedInto:
      row.merged_into === null
        ? undefined
        : (await db.selectFrom('suggestion').select('number').where('id', '=', row.merged_into).executeTakeFirst())
            ?.number,
    office: forOffice
      ? {
          maskedName: name_sealed ? maskName(personalData.open(name_sealed, sealedAs.name)) : undefined,
          maskedPhone: phone_sealed ? maskPhone(personalData.open(phone_sealed, sealedAs.phone)) : undefined,
          hasEmail: row.email_sealed !== null,
          wishesAnonymity: row.wishes_anonymity,
          clerk: await findName(db, row.clerk_id),
          takenDownBy: await findName(db, row.taken_down_by),
          client: await findClientName(db, row.client_id),
          leftOut: row.source === 'email' ? await listLeftOut(db, personalData, id) : [],
          notes: await listNotes(db, id),
          readings: await listReadings(db, id),
          similar: await listSimilar(db, row),
        }
      : undefined,
  }
}

async function findName(db: Db, personId: number | null): Promise<string | undefined> {
  if (personId === null) return undefined
  return (await db.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst())?.name
}

/** The program that sent it, for the office: who knows it may know for whom it speaks. */
async function findClientName(db: Db, clientId: number | null): Promise<string | undefined> {
  if (clientId === null) return undefined
  return (await db.selectFrom('client').select('name').where('id', '=', clientId).executeTakeFirst())?.name
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
  const documents = await listDocuments(db, suggestionId)
  return answers.map(answer => ({
    ...answer,
    photos: photos.filter(photo => photo.answer_id === answer.id),
    documents: documents.filter(({ answer_id }) => answer_id === answer.id),
  }))
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

/** Who deals with a suggestion reads what was merged into it as well. */
async function mayRead(
  db: Db,
  { id, merged_into }: { id: number; merged_into: number | null },
  viewer: Viewer,
): Promise<boolean> {
  return (await maySee(db, id, viewer)) || (merged_into !== null && (await maySee(db, merged_into, viewer)))
}

/**
 * One size of a citizen's photo as WebP, or undefined when there is no such photo for this viewer. A unit gets what was let
 * through to it and never the author's own, whatever the address.
 */
export async function readPhoto(
  db: Db,
  photos: PhotoStore,
  { number, position, size }: { number: string; position: number; size: PhotoSize },
  viewer: Viewer,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('suggestion_photo')
    .innerJoin('suggestion', 'suggestion.id', 'suggestion_photo.suggestion_id')
    .select(['file', 'suggestion.id', 'merged_into'])
    .where('number', '=', number)
    .where('position', '=', position)
    .executeTakeFirst()
  if (!photo || !(await mayRead(db, photo, viewer))) return undefined
  const file = seesEverything(viewer)
    ? photo.file
    : await findUnitPhoto(db, { source: 'suggestion', suggestionId: photo.id, sourceId: photo.id, position })
  return file === undefined ? undefined : photos.read(file, size)
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

/** A document of an answer or an interim reply for this viewer. */
export async function readDeskDocument(
  db: Db,
  store: PhotoStore,
  { number, id }: { number: string; id: number },
  viewer: Viewer,
) {
  const found = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirst()
  if (!found || !(await maySee(db, found.id, viewer))) return undefined
  return readDocument(db, store, { suggestionId: found.id, id, seenBy: 'desk' })
}

/** The same for a photo of an addition. */
export async function readAddedPhoto(
  db: Db,
  photos: PhotoStore,
  { number, additionId, position, size }: { number: string; additionId: number; position: number; size: PhotoSize },
  viewer: Viewer,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const found = await db
    .selectFrom('suggestion')
    .select(['id', 'merged_into'])
    .where('number', '=', number)
    .executeTakeFirst()
  if (!found || !(await mayRead(db, found, viewer))) return undefined
  if (seesEverything(viewer))
    return readAdditionPhoto(db, photos, { suggestionId: found.id, additionId, position, size })
  const file = await findUnitPhoto(db, { source: 'addition', suggestionId: found.id, sourceId: additionId, position })
  return file === undefined ? undefined : photos.read(file, size)
}
