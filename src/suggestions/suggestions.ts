import type { Db, Trx } from '../../db/schema.ts'
import { recordEvent } from '../people/events.ts'
import type { PersonalData } from '../people/personal-data.ts'
import { privacyVersion } from '../text/suggestions.ts'
import { awaitAcceptance } from './acceptance.ts'
import { drawCode } from './code.ts'
import { removePhotos } from './photo-files.ts'
import { type PhotoRefusal, type StoredPhotos, storePhotos } from './photos.ts'
import type { SuggestionInput } from './suggestion-form.ts'

export interface Receiving {
  personalData: PersonalData
  /** Photos are kept in it. */
  dataDir: string
  now: Date
  draw?: () => string
}

/** A waiting upload: where it lies and what the citizen calls it. */
export interface PhotoFile {
  path: string
  name: string
}

/**
 * Takes a suggestion in: row, photos and event, all or nothing. The same request key again, also at the
 * very same moment, is the same suggestion and gets the same code. Name and phone are sealed. Refuses when
 * one of the files is no photo. No picture stays on the disk unless its row stands.
 */
export async function receiveSuggestion(
  db: Db,
  input: SuggestionInput,
  files: PhotoFile[],
  { personalData, dataDir, now, draw = drawCode }: Receiving,
): Promise<{ code: string } | { refused: PhotoRefusal; name: string }> {
  const known = await findByRequestKey(db, input.request_key)
  if (known) return { code: known.code }
  const photos = await storePhotos(dataDir, files, now)
  if ('refused' in photos) return photos

  let committing = false
  try {
    const { code, isNew } = await db.transaction().execute(async trx => {
      const received = await insertOnce(trx, input, personalData, now, draw)
      if (received.isNew) {
        await insertPhotosAndEvent(trx, received.id, input, photos, now)
        await awaitAcceptance(trx, { id: received.id, kind: input.kind, category: input.category }, now)
      }
      committing = true
      return received
    })
    if (!isNew) await removePhotos(dataDir, photos.folder)
    return { code }
  } catch (error) {
    // A connection that broke during COMMIT leaves open whether the row stands: then sweepPhotos decides.
    if (!committing || isRefusalOfServer(error)) await removePhotos(dataDir, photos.folder)
    throw error
  }
}

/** PostgreSQL said no, so it has rolled back; an error without a severity is one of the connection. */
function isRefusalOfServer(error: unknown): boolean {
  return error instanceof Object && 'severity' in error
}

/** Inserts the row, or finds the one that a twin with the same request key has committed meanwhile. */
async function insertOnce(trx: Trx, input: SuggestionInput, personalData: PersonalData, now: Date, draw: () => string): Promise<{ id: number; code: string; isNew: boolean }> {
  const { name, phone, latitude = null, longitude = null, privacy_consent: _given, ...typed } = input
  const row = {
    ...typed,
    latitude,
    longitude,
    name_sealed: name ? personalData.seal(name, 'suggestion.name_sealed') : null,
    phone_sealed: phone ? personalData.seal(phone, 'suggestion.phone_sealed') : null,
    phone_hash: phone ? personalData.lookup(phone, 'phone') : null,
    changed_at: now,
    privacy_version: privacyVersion,
    received_at: now,
  }
  for (;;) {
    // A twin that has not committed yet is waited for here; after that the statement below sees it.
    const inserted = await trx.insertInto('suggestion').values({ ...row, code: draw() }).onConflict(conflict => conflict.doNothing()).returning(['id', 'code']).executeTakeFirst()
    if (inserted) return { ...inserted, isNew: true }
    const twin = await findByRequestKey(trx, input.request_key)
    if (twin) return { ...twin, isNew: false }
    // Not the key: the code was taken. Draw another.
  }
}

async function insertPhotosAndEvent(trx: Trx, id: number, input: SuggestionInput, { folder, photos }: StoredPhotos, now: Date): Promise<void> {
  if (photos.length > 0) {
    await trx.insertInto('suggestion_photo').values(photos.map(photo => ({ suggestion_id: id, folder, ...photo }))).execute()
  }
  await recordEvent(trx, {
    actor: { kind: 'citizen' },
    action: 'suggestion.received',
    object: { kind: 'suggestion', id },
    detail: { kind: input.kind, category: input.category, county: input.county, photos: photos.length },
    at: now,
  })
}

async function findByRequestKey(db: Db | Trx, requestKey: string): Promise<{ id: number; code: string } | undefined> {
  return db.selectFrom('suggestion').select(['id', 'code']).where('request_key', '=', requestKey).executeTakeFirst()
}

/** What may be shown to whoever holds the code: nothing that says who sent it. */
export type TrackedSuggestion = NonNullable<Awaited<ReturnType<typeof findSuggestionByCode>>>

/** By its code as `parseCode` gives it. */
export async function findSuggestionByCode(db: Db, code: string) {
  return db
    .selectFrom('suggestion')
    .select(['id', 'code', 'kind', 'title', 'category', 'county', 'state', 'received_at', 'accepted_at', 'decline_reason', 'decline_words', 'lead_unit', 'merged_into', 'tell_by'])
    .where('code', '=', code)
    .executeTakeFirst()
}

/** How a suggestion is called, and by which code it is found; for those who may see every one. */
export function findTitled(db: Db, id: number) {
  return db.selectFrom('suggestion').select(['code', 'title']).where('id', '=', id).executeTakeFirst()
}
