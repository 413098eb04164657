import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '#db/schema.ts'
import { keepWaitingDocument } from '#suggestions/documents.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { keepWaiting } from '#suggestions/waiting-photos.ts'
import { phonePhoto } from './pictures.ts'

/** The least that is a PDF. */
export const aPdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

/** What a form carries of a document that waits since `now`. */
export const waitingDocument = (db: Db, dataDir: string, now: Date, name = '整改清单.pdf', bytes: Buffer = aPdf) =>
  kept(dataDir, bytes, path => keepWaitingDocument(db, photosOnDisk(dataDir), { path, name }, now))

/** The token of a photo that waits since `now`. */
export const waitingPhoto = async (
  db: Db,
  dataDir: string,
  now: Date,
  picture: Buffer | Promise<Buffer> = phonePhoto({ width: 60, height: 40 }),
) => kept(dataDir, await picture, path => keepWaiting(db, photosOnDisk(dataDir), path, now))

async function kept(
  dataDir: string,
  bytes: Buffer,
  keep: (path: string) => Promise<{ token: string } | { refused: string }>,
): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, `${randomUUID()}.upload`)
  await writeFile(path, bytes)
  try {
    const outcome = await keep(path)
    if ('refused' in outcome) throw new Error(outcome.refused)
    return outcome.token
  } finally {
    await rm(path)
  }
}
