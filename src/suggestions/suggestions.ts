import type { Db } from '#db/schema.ts'
import { isRefusalOfServer } from '#db/transaction.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { drawCode, hashCode, openCode, sealCode } from './code.ts'
import { findByRequestKey, type ReceivedRow, takeIn } from './intake.ts'
import { removePhotos } from './photo-files.ts'
import { type PhotoRefusal, storePhotos } from './photos.ts'
import type { SuggestionInput } from './suggestion-form.ts'
import { tellingOf } from './telling-form.ts'
import { tellingColumns } from './telling.ts'

export interface Receiving {
  personalData: PersonalData
  /** Photos are kept in it. */
  dataDir: string
  now: Date
  /** Of the words on personal data that the citizen has agreed to. */
  privacyVersion: string
  draw?: () => string
}

/** A waiting upload: where it lies and what the citizen calls it. */
export interface PhotoFile {
  path: string
  name: string
}

/**
 * Takes a suggestion in: row, photos and event, all or nothing. The same request key again, also at the
 * very same moment, is the same suggestion and gets the same number and code. Name, phone and e-mail are sealed. Refuses when
 * one of the files is no photo. No picture stays on the disk unless its row stands.
 */
export async function receiveSuggestion(
  db: Db,
  input: SuggestionInput,
  files: PhotoFile[],
  { personalData, dataDir, now, privacyVersion, draw = drawCode }: Receiving,
): Promise<{ number: string; code: string } | { refused: PhotoRefusal; name: string }> {
  const openedOf = ({ number, codeSealed }: { number: string; codeSealed: string }) => ({
    number,
    code: openCode(personalData, codeSealed),
  })
  // A picture costs more than a look; without one the transaction that takes the suggestion in finds its twin.
  const known = files.length > 0 ? await findByRequestKey(db, input.request_key) : undefined
  if (known) return openedOf(known)
  const row = rowOf(input, personalData, privacyVersion)
  const photos = await storePhotos(dataDir, files, now)
  if ('refused' in photos) return photos

  try {
    const takenIn = await takeIn(db, { row, photos, now, draw: () => sealCode(personalData, draw()) })
    if (!takenIn.isNew) await removePhotos(dataDir, photos.folder)
    return openedOf(takenIn)
  } catch (error) {
    // A connection that broke leaves open whether the row stands: then sweepPhotos decides.
    if (isRefusalOfServer(error)) await removePhotos(dataDir, photos.folder)
    throw error
  }
}

/** What was typed as a row, with name, phone and e-mail sealed. */
function rowOf(
  { place = '', name, phone, tell_by, email, privacy_consent: _given, ...typed }: SuggestionInput,
  personalData: PersonalData,
  privacyVersion: string,
): ReceivedRow {
  return {
    ...typed,
    place,
    name_sealed: name ? personalData.seal(name, 'suggestion.name_sealed') : null,
    phone_sealed: phone ? personalData.seal(phone, 'suggestion.phone_sealed') : null,
    phone_hash: phone ? personalData.lookup(phone, 'phone') : null,
    ...tellingColumns(personalData, tellingOf({ tell_by, email })),
    privacy_version: privacyVersion,
  }
}

/** What may be shown to whoever holds the code: nothing that says who sent it. */
export type TrackedSuggestion = NonNullable<Awaited<ReturnType<typeof findSuggestionByCode>>>

/** By its code as `parseCode` gives it. */
export async function findSuggestionByCode(db: Db, personalData: PersonalData, code: string) {
  const found = await db
    .selectFrom('suggestion')
    .select([
      'id',
      'number',
      'kind',
      'title',
      'category',
      'county',
      'state',
      'received_at',
      'accepted_at',
      'decline_reason',
      'decline_words',
      'lead_unit',
      'merged_into',
      'tell_by',
    ])
    .where('code_hash', '=', hashCode(personalData, code))
    .executeTakeFirst()
  return found && { ...found, code }
}

/** How a suggestion is called, and its number; for those who may see every one. */
export function findTitled(db: Db, id: number) {
  return db.selectFrom('suggestion').select(['number', 'title']).where('id', '=', id).executeTakeFirst()
}
