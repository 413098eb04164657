import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '#db/schema.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { keepWaiting } from '#suggestions/waiting-photos.ts'
import { phonePhoto } from './pictures.ts'

/** The token of a photo that waits since `now`. */
export async function waitingPhoto(
  db: Db,
  dataDir: string,
  now: Date,
  picture: Buffer | Promise<Buffer> = phonePhoto({ width: 60, height: 40 }),
): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, `${randomUUID()}.upload`)
  await writeFile(path, await picture)
  try {
    const kept = await keepWaiting(db, photosOnDisk(dataDir), path, now)
    if ('refused' in kept) throw new Error(kept.refused)
    return kept.token
  } finally {
    await rm(path)
  }
}
