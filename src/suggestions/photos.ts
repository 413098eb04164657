import { randomUUID } from 'node:crypto'
import { mkdir, open, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { type PhotoSize, photoFolder, photoPath, photoSizes, removePhotos } from './photo-files.ts'

/** More than any phone of these years takes; an image bomb claims thousands of millions. */
const maxPixels = 50_000_000

// One thread and no cache of decoded pictures: memory matters more than speed here.
sharp.concurrency(1)
sharp.cache(false)

export interface StoredPhotos {
  /** Below `photos` in the data directory: month and a random name, `2026-11/…`. */
  folder: string
  /** In the order of the files; width and height of the largest size. */
  photos: { position: number; width: number; height: number }[]
}

export type PhotoRefusal = 'not-a-photo' | 'broken' | 'too-many-pixels'

/**
 * Makes three WebP sizes of every file, turned upright, in sRGB and without any metadata, whatever the
 * files are called. Written through to the disk, because the citizen is told that they were received.
 * Refuses all of them, and leaves nothing behind, when one is no JPEG, PNG or WebP, is damaged or is a bomb.
 */
export async function storePhotos(
  dataDir: string,
  files: { path: string; name: string }[],
  now: Date,
): Promise<StoredPhotos | { refused: PhotoRefusal; name: string }> {
  const folder = `${now.toISOString().slice(0, 7)}/${randomUUID()}`
  const stored: StoredPhotos = { folder, photos: [] }
  if (files.length === 0) return stored
  await mkdir(photoFolder(dataDir, folder), { recursive: true })
  try {
    for (const [index, file] of files.entries()) {
      const position = index + 1
      const photo = await inTurn(() => storePhoto(file.path, size => photoPath(dataDir, { folder, position }, size)))
      if ('refused' in photo) {
        await removePhotos(dataDir, folder)
        return { ...photo, name: file.name }
      }
      stored.photos.push({ position, ...photo })
    }
    return stored
  } catch (error) {
    await removePhotos(dataDir, folder)
    throw error
  }
}

async function storePhoto(
  source: string,
  target: (size: PhotoSize) => string,
): Promise<{ width: number; height: number } | { refused: PhotoRefusal }> {
  if (!(await isPhoto(source))) return { refused: 'not-a-photo' }
  const largest = await decode(source)
  if ('refused' in largest) return largest
  const { data, info } = largest
  for (const size of photoSizes) {
    const picture = sharp(data, { raw: info }).resize({
      width: size,
      height: size,
      fit: 'inside',
      withoutEnlargement: true,
    })
    // Somebody is waiting: the least effort takes half the time and 6 % more room.
    await writeFile(target(size), await picture.webp({ quality: 80, effort: 0 }).toBuffer(), {
      flag: 'wx',
      flush: true,
    })
  }
  return { width: info.width, height: info.height }
}

/** The first frame, upright, in the largest size we keep; decoded once for all three. */
async function decode(source: string) {
  try {
    const { width, height } = await sharp(source, { limitInputPixels: false }).metadata()
    if (width * height > maxPixels) return { refused: 'too-many-pixels' } as const
    return await sharp(source, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize({ width: photoSizes.at(-1)!, height: photoSizes.at(-1)!, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: 30 })
      .raw()
      .toBuffer({ resolveWithObject: true })
  } catch {
    return { refused: 'broken' } as const
  }
}

/** By its first bytes, so that a decoder we do not want (SVG, PDF, TIFF …) never sees the file. */
async function isPhoto(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12)
    const start = buffer.toString('latin1')
    return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG\r\n\x1a\n') || /^RIFF.{4}WEBP$/s.test(start)
  } finally {
    await file.close()
  }
}

let last: Promise<unknown> = Promise.resolve()

/** One photo at a time in this process: a burst waits (its files on the disk) instead of filling the memory. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = last.then(work)
  last = turn.catch(() => {})
  return turn
}
