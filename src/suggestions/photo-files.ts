import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '#db/schema.ts'

/** The longest side of each stored picture, in pixels. A smaller photo is never enlarged. */
export const photoSizes = [640, 1280, 2000] as const
export type PhotoSize = (typeof photoSizes)[number]

/** Where the photos of one suggestion lie. */
export function photoFolder(dataDir: string, folder: string): string {
  return join(dataDir, 'photos', folder)
}

/** Where one size of a photo lies. */
export function photoPath(dataDir: string, photo: { folder: string; position: number }, size: PhotoSize): string {
  return join(photoFolder(dataDir, photo.folder), `${photo.position}-${size}.webp`)
}

/** Removes what `storePhotos` made, when the suggestion was not stored after all. */
export async function removePhotos(dataDir: string, folder: string): Promise<void> {
  await rm(photoFolder(dataDir, folder), { recursive: true, force: true })
}

const anHour = 3_600_000

/**
 * Removes folders that neither a suggestion nor an answer names: a process was killed between writing photos and the row.
 * Only those older than an hour, because another process may be writing; only of this month and the
 * last, because it runs at every start and every hour. Returns how many it removed.
 */
export async function sweepPhotos(db: Db, dataDir: string, now: Date): Promise<number> {
  const thisMonth = now.toISOString().slice(0, 7)
  const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7)
  let removed = 0
  for (const month of [thisMonth, lastMonth]) {
    const onDisk = await namesIn(photoFolder(dataDir, month))
    if (onDisk.length === 0) continue
    const rows = await db
      .selectFrom('suggestion_photo')
      .select('folder')
      .where('folder', 'like', `${month}/%`)
      .union(db.selectFrom('answer_photo').select('folder').where('folder', 'like', `${month}/%`))
      .execute()
    const named = new Set(rows.map(row => row.folder))
    for (const folder of onDisk.map(name => `${month}/${name}`).filter(folder => !named.has(folder))) {
      const madeAt = (await stat(photoFolder(dataDir, folder))).mtimeMs
      if (now.getTime() - madeAt < anHour) continue
      await removePhotos(dataDir, folder)
      removed += 1
    }
  }
  return removed
}

async function namesIn(directory: string): Promise<string[]> {
  return existsSync(directory) ? readdir(directory) : []
}
