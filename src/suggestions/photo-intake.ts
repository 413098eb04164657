import type { Db } from '#db/schema.ts'
import type { KeepPhotos } from '#forms/read.ts'
import { createTurns } from './photo-turns.ts'
import { photoErrors } from './photo-words.ts'
import { keepWaiting } from './waiting-photos.ts'

interface Opened {
  db: Db
  dataDir: string
  /** How many photos a sender may send in a while. */
  limit: { take(sender: string): Promise<boolean> }
  log: (level: 'error', message: string, more: Record<string, unknown>) => void
}

export interface PhotoIntake {
  /** Keeps what a form brings as waiting photos: see `takePhotos`. `sender` is an address, or a person who is signed in. */
  keep(sender: string, now: Date): KeepPhotos
}

/** The one way in for photos, which all of a process share: their turns would mean nothing otherwise. */
export function createPhotoIntake({ db, dataDir, limit, log }: Opened): PhotoIntake {
  const inTurn = createTurns()

  async function keepOne({ path, name }: { path: string; name: string }, sender: string, now: Date) {
    if (!(await limit.take(sender))) return { fault: photoErrors.tooOften }
    try {
      const kept = await inTurn(sender, () => keepWaiting(db, dataDir, path, now))
      return 'refused' in kept ? { fault: photoErrors[kept.refused](name) } : kept
    } catch (error) {
      // What was typed beside it must not be lost with it.
      log('error', 'a photo could not be kept', { error })
      return { fault: photoErrors.notKept(name) }
    }
  }

  return {
    keep: (sender, now) => files => Promise.all(files.map(file => keepOne(file, sender, now))),
  }
}
