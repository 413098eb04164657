import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Db } from '#db/schema.ts'

/** The longest side of each stored picture, in pixels. A smaller photo is never enlarged. */
export const photoSizes = [640, 1280, 2000] as const
export type PhotoSize = (typeof photoSizes)[number]

/** The largest file that is taken as a photo: a phone's of 200 million pixels. */
export const maxPhotoBytes = 60 * 1024 * 1024

/** A photo as it lies on the disk; width and height of the largest size. */
export interface StoredPhoto {
  /** Where its pictures lie below `photos`, without their size: month, a random folder, `1`. */
  file: string
  width: number
  height: number
}

/** Where the pictures of a new photo will lie: nobody can guess it. */
export function drawPhotoFile(now: Date): string {
  return `${now.toISOString().slice(0, 7)}/${randomUUID()}/1`
}

/** Where one size of a photo lies. */
export function photoPath(dataDir: string, file: string, size: PhotoSize): string {
  return join(dataDir, 'photos', `${file}-${size}.webp`)
}

/** Removes a photo that nothing took, in all sizes. */
export async function removePhoto(dataDir: string, file: string): Promise<void> {
  await rm(join(dataDir, 'photos', dirname(file)), { recursive: true, force: true })
}

const anHour = 3_600_000

/**
 * Removes folders that no row names: a process was killed between writing a photo and its row, or a form was sent twice.
 * Only those older than an hour, because another process may be writing; only of this month and the
 * last, because it runs at every start and every hour. Returns how many it removed.
 */
export async function sweepPhotos(db: Db, dataDir: string, now: Date): Promise<number> {
  const thisMonth = now.toISOString().slice(0, 7)
  const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7)
  let removed = 0
  for (const month of [thisMonth, lastMonth]) {
    const onDisk = await namesIn(join(dataDir, 'photos', month))
    if (onDisk.length === 0) continue
    const of = (table: 'suggestion_photo' | 'addition_photo' | 'answer_photo' | 'waiting_photo') =>
      db.selectFrom(table).select('file').where('file', 'like', `${month}/%`)
    const rows = await of('suggestion_photo')
      .union(of('addition_photo'))
      .union(of('answer_photo'))
      .union(of('waiting_photo'))
      .execute()
    const named = new Set(rows.map(({ file }) => dirname(file)))
    for (const folder of onDisk.map(name => `${month}/${name}`).filter(folder => !named.has(folder))) {
      const path = join(dataDir, 'photos', folder)
      if (now.getTime() - (await stat(path)).mtimeMs < anHour) continue
      await rm(path, { recursive: true, force: true })
      removed += 1
    }
  }
  return removed
}

async function namesIn(directory: string): Promise<string[]> {
  return existsSync(directory) ? readdir(directory) : []
}
