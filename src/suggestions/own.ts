import type { ExpressionBuilder } from 'kysely'
import type { Database, Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listAdditions } from './additions.ts'
import { openCode } from './code.ts'
import type { PhotoSize, PhotoStore } from './photo-files.ts'

/**
 * The suggestions that were sent with the phone number of an account, newest first, each with its author's code.
 * `before` is the id of the last one of the page before.
 */
export async function listOwnSuggestions(
  db: Db,
  personalData: PersonalData,
  personId: number,
  { before, limit }: { before?: number | undefined; limit: number },
) {
  const rows = await db
    .selectFrom('suggestion')
    .innerJoin('person', 'person.phone_hash', 'suggestion.phone_hash')
    .select([
      'suggestion.id',
      'suggestion.code_sealed',
      'suggestion.title',
      'suggestion.state',
      'suggestion.received_at',
      'suggestion.due_at',
      'suggestion.changed_at',
      'suggestion.satisfaction',
      'suggestion.privacy_version',
      'suggestion.publish_consent',
    ])
    .where('person.id', '=', personId)
    .$if(before !== undefined, query => query.where('suggestion.id', '<', before!))
    .orderBy('suggestion.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ code_sealed, ...row }) => ({ ...row, code: openCode(personalData, code_sealed) }))
}

/** Whether somebody has proven, by a code sent to it, the phone number that a suggestion was sent with. */
export function isPhoneProven(eb: ExpressionBuilder<Database, 'suggestion'>) {
  return eb.exists(
    eb.selectFrom('person').select('person.id').whereRef('person.phone_hash', '=', 'suggestion.phone_hash'),
  )
}

/** Whether a suggestion was sent with the phone number that this account has proved. */
export async function wasSentByPhoneOf(db: Db, personId: number, suggestionId: number): Promise<boolean> {
  const own = await db
    .selectFrom('suggestion')
    .innerJoin('person', 'person.phone_hash', 'suggestion.phone_hash')
    .select('suggestion.id')
    .where('person.id', '=', personId)
    .where('suggestion.id', '=', suggestionId)
    .executeTakeFirst()
  return own !== undefined
}

export type OwnWords = Awaited<ReturnType<typeof findOwnWords>>

/** What the author of a suggestion wrote and showed: its text, photos, what was added and how it was rated. */
export async function findOwnWords(db: Db, suggestionId: number) {
  return {
    ...(await db
      .selectFrom('suggestion')
      .select(['body', 'place', 'publish_consent'])
      .where('id', '=', suggestionId)
      .executeTakeFirstOrThrow()),
    photos: await db
      .selectFrom('suggestion_photo')
      .select(['position', 'width', 'height'])
      .where('suggestion_id', '=', suggestionId)
      .orderBy('position')
      .execute(),
    additions: await listAdditions(db, suggestionId),
    ratings: await db
      .selectFrom('rating')
      .select(['satisfaction', 'solved', 'words', 'rated_at'])
      .where('suggestion_id', '=', suggestionId)
      .orderBy('id')
      .execute(),
  }
}

/** One size of a photo that the author sent, as WebP; undefined when there is no such photo. */
export async function readOwnPhoto(
  db: Db,
  photos: PhotoStore,
  { suggestionId, position, size }: { suggestionId: number; position: number; size: PhotoSize },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('suggestion_photo')
    .select('file')
    .where('suggestion_id', '=', suggestionId)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && photos.read(photo.file, size)
}

/** The same for a photo of an addition. */
export async function readAdditionPhoto(
  db: Db,
  photos: PhotoStore,
  {
    suggestionId,
    additionId,
    position,
    size,
  }: { suggestionId: number; additionId: number; position: number; size: PhotoSize },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('addition_photo')
    .innerJoin('addition', 'addition.id', 'addition_photo.addition_id')
    .select('file')
    .where('suggestion_id', '=', suggestionId)
    .where('addition_id', '=', additionId)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && photos.read(photo.file, size)
}
