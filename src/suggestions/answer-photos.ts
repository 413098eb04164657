import { at, type Refusal } from '#forms/refusals.ts'
import type { StoredPhoto } from './course.ts'
import { removePhotos } from './photo-files.ts'
import { storePhotos } from './photos.ts'
import { suggestionErrors } from './words.ts'

/**
 * Makes a move with the photos of its form, by field. They are stored before it, because it must not wait for them with
 * its row locked; when it is not made they are taken away again. Refuses a file that is no photo, at its field.
 */
export async function withPhotos<Outcome extends object>(
  dataDir: string,
  files: Record<string, { path: string; name: string }[]>,
  now: Date,
  make: (photos: Record<string, StoredPhoto[]>) => Promise<Outcome>,
): Promise<Outcome | { refused: 'photo'; photo: Refusal }> {
  const folders: string[] = []
  const photos: Record<string, StoredPhoto[]> = {}
  let isMade = false
  try {
    for (const [field, chosen] of Object.entries(files)) {
      const stored = await storePhotos(dataDir, chosen, now)
      if ('refused' in stored)
        return { refused: 'photo', photo: at(field, suggestionErrors.photos[stored.refused](stored.name)) }
      folders.push(stored.folder)
      photos[field] = stored.photos.map(photo => ({ ...photo, folder: stored.folder }))
    }
    const outcome = await make(photos)
    isMade = !('refused' in outcome)
    return outcome
  } finally {
    if (!isMade) for (const folder of folders) await removePhotos(dataDir, folder)
  }
}
