import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { drawPhotoFile, photoPath, photoSizes, removePhoto, type StoredPhoto } from './photo-files.ts'

/** More than any phone of these years takes; an image bomb claims thousands of millions. */
const maxPixels = 50_000_000

// One thread and no cache of decoded pictures: memory matters more than speed here.
sharp.concurrency(1)
sharp.cache(false)

export type PhotoRefusal = 'not-a-photo' | 'broken' | 'too-many-pixels'

/**
 * Makes three WebP sizes of a file, turned upright, on white, in sRGB and without any metadata, whatever the file is
 * called. Written through to the disk, because the sender is told that it was received. Refuses what is no JPEG, PNG or
 * WebP, is damaged or is a bomb, and leaves nothing of it behind.
 */
export async function storePhoto(
  dataDir: string,
  source: string,
  now: Date,
): Promise<StoredPhoto | { refused: PhotoRefusal }> {
  if (!(await isPhoto(source))) return { refused: 'not-a-photo' }
  const largest = await decode(source)
  if ('refused' in largest) return largest
  const { data, info } = largest
  const file = drawPhotoFile(now)
  try {
    await mkdir(dirname(photoPath(dataDir, file, photoSizes[0])), { recursive: true })
    for (const size of photoSizes) {
      const picture = sharp(data, { raw: info }).resize({
        width: size,
        height: size,
        fit: 'inside',
        withoutEnlargement: true,
      })
      // Somebody is waiting: the least effort takes half the time and 6 % more room.
      await writeFile(photoPath(dataDir, file, size), await picture.webp({ quality: 80, effort: 0 }).toBuffer(), {
        flag: 'wx',
        flush: true,
      })
    }
  } catch (error) {
    await removePhoto(dataDir, file)
    throw error
  }
  return { file, width: info.width, height: info.height }
}

/** The first frame, upright, in the largest size we keep; decoded once for all three. */
async function decode(source: string) {
  try {
    const { width, height } = await sharp(source, { limitInputPixels: false }).metadata()
    if (width * height > maxPixels) return { refused: 'too-many-pixels' } as const
    return await sharp(source, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize({ width: photoSizes.at(-1)!, height: photoSizes.at(-1)!, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
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
