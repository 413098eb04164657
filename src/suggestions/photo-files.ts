import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Disk } from 'flydrive'
import { anHour } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { contentTypeOf } from '#forms/file-kinds.ts'

/** The longest side of each stored picture, in pixels. A smaller photo is never enlarged. */
export const photoSizes = [640, 1280, 2000] as const
export type PhotoSize = (typeof photoSizes)[number]

/** The largest file that is taken as a photo: a phone's of 200 million pixels. */
export const maxPhotoBytes = 60 * 1024 * 1024

/** A photo as it is stored; width and height of the largest size. */
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

/** Where the pictures of citizens and units, and the documents of units, lie: a folder of this machine, or a bucket that several machines share. */
export interface PhotoStore {
  /** Resolves when nothing but the end of the disk can lose it. */
  write(file: string, size: PhotoSize, bytes: Buffer): Promise<void>
  read(file: string, size: PhotoSize): Promise<Buffer<ArrayBuffer>>
  /** A document lies beside them under its extension; a bucket is told what it is. */
  writeDocument(file: string, extension: string, bytes: Buffer): Promise<void>
  readDocument(file: string, extension: string): Promise<Buffer<ArrayBuffer>>
  /** Takes a photo away in all sizes, or a document; nothing when it is not there. */
  remove(file: string): Promise<void>
  /** The folders of photos of a month (`2026-11`), and when each was written. */
  folders(month: string): Promise<{ folder: string; writtenAt: number }[]>
}

const nameOf = (file: string, size: PhotoSize) => `${file}-${size}.webp`

/** Photos below the data directory. */
export function photosOnDisk(dataDir: string): PhotoStore {
  const root = join(dataDir, 'photos')
  const write = async (name: string, bytes: Buffer) => {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), bytes, { flag: 'wx', flush: true })
  }
  return {
    write: (file, size, bytes) => write(nameOf(file, size), bytes),
    read: (file, size) => readFile(join(root, nameOf(file, size))),
    writeDocument: (file, extension, bytes) => write(`${file}.${extension}`, bytes),
    readDocument: (file, extension) => readFile(join(root, `${file}.${extension}`)),
    remove: file => rm(join(root, dirname(file)), { recursive: true, force: true }),
    async folders(month) {
      const names = await readdir(join(root, month)).catch(() => [])
      return Promise.all(
        names.map(async name => ({
          folder: `${month}/${name}`,
          writtenAt: (await stat(join(root, month, name))).mtimeMs,
        })),
      )
    },
  }
}

/** Photos below `photos/` of a bucket. */
export function photosInBucket(disk: Disk): PhotoStore {
  return {
    write: (file, size, bytes) => disk.put(`photos/${nameOf(file, size)}`, bytes, { contentType: 'image/webp' }),
    read: async (file, size) => Buffer.from(await disk.getBytes(`photos/${nameOf(file, size)}`)),
    writeDocument: (file, extension, bytes) =>
      disk.put(`photos/${file}.${extension}`, bytes, { contentType: contentTypeOf(`.${extension}`) }),
    readDocument: async (file, extension) => Buffer.from(await disk.getBytes(`photos/${file}.${extension}`)),
    remove: file => disk.deleteAll(`photos/${dirname(file)}`),
    async folders(month) {
      const folders = new Map<string, number>()
      let page: string | undefined
      do {
        const found = await disk.listAll(`photos/${month}`, {
          recursive: true,
          ...(page !== undefined && { paginationToken: page }),
        })
        for (const object of found.objects) {
          if (!object.isFile) continue
          const folder = dirname(object.key.slice('photos/'.length))
          if (!folders.has(folder)) folders.set(folder, (await disk.getMetaData(object.key)).lastModified.getTime())
        }
        page = found.paginationToken
      } while (page)
      return [...folders].map(([folder, writtenAt]) => ({ folder, writtenAt }))
    },
  }
}

/** Everything that names a folder. */
const fileTables = [
  'suggestion_photo',
  'addition_photo',
  'answer_photo',
  'unit_photo',
  'public_photo',
  'waiting_photo',
  'waiting_document',
  'reply_document',
  'organisation_document',
  'organisation_file',
  'evidence_pack',
] as const

/**
 * Removes folders that no row names: a process was killed between writing a photo and its row, or a form was sent twice.
 * Only those older than an hour, because another process may be writing; only of this month and the
 * last, because it runs at every start and every hour. Returns how many it removed.
 */
export async function sweepPhotos(db: Db, photos: PhotoStore, now: Date): Promise<number> {
  const thisMonth = now.toISOString().slice(0, 7)
  const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7)
  let removed = 0
  for (const month of [thisMonth, lastMonth]) {
    const stored = await photos.folders(month)
    if (stored.length === 0) continue
    const of = (table: (typeof fileTables)[number]) =>
      db.selectFrom(table).select('file').where('file', 'like', `${month}/%`)
    const named = new Set<string>()
    for (const table of fileTables) for (const { file } of await of(table).execute()) named.add(dirname(file!))
    for (const { folder, writtenAt } of stored) {
      if (named.has(folder) || now.getTime() - writtenAt < anHour) continue
      await photos.remove(`${folder}/1`)
      removed += 1
    }
  }
  return removed
}
