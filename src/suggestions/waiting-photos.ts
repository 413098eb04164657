import { createHash, randomBytes } from 'node:crypto'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import type { FormErrors, FormSchema } from '#forms/read.ts'
import { documentErrors } from './document-words.ts'
import { listStandingDocuments } from './documents.ts'
import type { PhotoSize, PhotoStore, StoredPhoto } from './photo-files.ts'
import { photoErrors } from './photo-words.ts'
import { type PhotoRefusal, storePhoto } from './photos.ts'

/*
 * A photo that arrived waits until the form that it belongs to passes. The form carries its token: anyone who holds the
 * token may see the photo and use it, once.
 */

/** A new token: 128 random bits, in hexadecimal. */
const drawToken = (): string => randomBytes(16).toString('hex')

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
const newerThan = (now: Date) => earlier(now, aDay)

/** Stores a file as a photo that waits, under a new token or the one that its sender drew. Refuses one that is no photo. */
export async function keepWaiting(
  db: Db,
  photos: PhotoStore,
  source: string,
  now: Date,
  token: string = drawToken(),
): Promise<{ token: string } | { refused: PhotoRefusal }> {
  const photo = await storePhoto(photos, source, now)
  if ('refused' in photo) return photo
  await db
    .insertInto('waiting_photo')
    .values({ ...photo, token_hash: hashOf(token), received_at: now })
    .onConflict(conflict => conflict.column('token_hash').doNothing())
    .execute()
  return { token }
}

/**
 * Takes the photos of these tokens, in their order, out of the waiting ones: the caller puts them into the rows of what
 * they belong to, in the same transaction. `gone`: one of them was used, is too old or never was; then none is taken.
 */
export async function takePhotos(
  trx: Trx,
  tokens: readonly string[],
  now: Date,
): Promise<(StoredPhoto & { position: number })[] | { refused: 'photos-gone' }> {
  if (tokens.length === 0) return []
  const hashes = tokens.map(hashOf)
  const rows = await trx
    .selectFrom('waiting_photo')
    .select(['token_hash', 'file', 'width', 'height'])
    .where('token_hash', 'in', hashes)
    .where('received_at', '>', newerThan(now))
    .orderBy('token_hash')
    .forUpdate()
    .execute()
  if (rows.length < tokens.length) return { refused: 'photos-gone' }
  await trx.deleteFrom('waiting_photo').where('token_hash', 'in', hashes).execute()
  return hashes.map((hash, index) => {
    const { file, width, height } = rows.find(({ token_hash }) => token_hash === hash)!
    return { position: index + 1, file, width, height }
  })
}

/** Whether a photo waits under this token. */
export const isWaiting = async (db: Db, token: string, now: Date): Promise<boolean> =>
  (await listStanding(db, [token], now)).length > 0

/** A form that comes back, without the photos and documents that wait no longer; their fields say so. */
export async function withoutGone<Values extends Record<string, string | string[]>>(
  db: Db,
  schema: FormSchema,
  form: { values: Values; errors: FormErrors },
  now: Date,
): Promise<{ values: Values; errors: FormErrors }> {
  const values: Record<string, string | string[]> = { ...form.values }
  const errors = { ...form.errors }
  for (const [name, field] of fieldsOf(schema)) {
    const { kind } = metaOf(field)
    if (kind !== 'photos' && kind !== 'documents') continue
    const tokens = [values[name] ?? []].flat()
    const standing = await (kind === 'photos' ? listStanding : listStandingDocuments)(db, tokens, now)
    values[name] = standing
    if (standing.length < tokens.length) errors[name] ??= (kind === 'photos' ? photoErrors : documentErrors).gone
  }
  return { values: values as Values, errors }
}

async function listStanding(db: Db, tokens: string[], now: Date): Promise<string[]> {
  if (tokens.length === 0) return []
  const rows = await db
    .selectFrom('waiting_photo')
    .select('token_hash')
    .where('token_hash', 'in', tokens.map(hashOf))
    .where('received_at', '>', newerThan(now))
    .execute()
  const standing = new Set(rows.map(row => row.token_hash))
  return tokens.filter(token => standing.has(hashOf(token)))
}

/** One size of a waiting photo, as WebP, for anyone who holds its token; undefined when it waits no longer. */
export async function readWaitingPhoto(
  db: Db,
  photos: PhotoStore,
  { token, size }: { token: string; size: PhotoSize },
  now: Date,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('waiting_photo')
    .select('file')
    .where('token_hash', '=', hashOf(token))
    .where('received_at', '>', newerThan(now))
    .executeTakeFirst()
  return photo && photos.read(photo.file, size)
}

/** Removes the photos that no form has taken within a day. Returns how many. */
export async function dropOldPhotos(db: Db, photos: PhotoStore, now: Date): Promise<number> {
  const old = await db
    .deleteFrom('waiting_photo')
    .where('received_at', '<=', newerThan(now))
    .returning('file')
    .execute()
  for (const { file } of old) await photos.remove(file)
  return old.length
}
