import { open } from 'node:fs/promises'
import sharp, { type OutputInfo } from 'sharp'
import { drawPhotoFile, photoSizes, type PhotoStore, type StoredPhoto } from './photo-files.ts'

type PhotoKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'

/**
 * What costs no more than 200 MB and a few seconds; an image bomb claims thousands of millions. A phone's JPEG of 200
 * million pixels is read in an eighth of its size; one that is stored in passes, as no phone does, is held whole like a PNG.
 */
const mostPixels: Record<PhotoKind, number> = {
  jpeg: 250_000_000,
  png: 51_000_000,
  webp: 51_000_000,
  gif: 12_500_000,
  avif: 12_500_000,
}

// One thread and no cache of decoded pictures: memory matters more than speed here.
sharp.concurrency(1)
sharp.cache(false)

export type PhotoRefusal = 'not-a-photo' | 'heic' | 'broken' | 'too-many-pixels'

/**
 * Makes three WebP sizes of a file, turned upright, on white, in sRGB and without any metadata, whatever the file is
 * called. Written through to where it stays, because the sender is told that it was received. Refuses what no browser shows,
 * is damaged or is a bomb, and leaves nothing of it behind.
 */
export async function storePhoto(
  photos: PhotoStore,
  source: string,
  now: Date,
): Promise<StoredPhoto | { refused: PhotoRefusal }> {
  const kind = kindOfPhoto(await startOf(source))
  if (typeof kind !== 'string') return kind
  const largest = await decode(source, kind)
  if ('refused' in largest) return largest
  return { file: await writeSizes(photos, largest, now), width: largest.info.width, height: largest.info.height }
}

/**
 * Makes a second picture of a photo, with black boxes over it: nothing of what lies beneath is left in it. Returns its file.
 * @param boxes in percent of the sides
 */
export async function storeCovered(
  photos: PhotoStore,
  file: string,
  boxes: readonly { x: number; y: number; w: number; h: number }[],
  now: Date,
): Promise<string> {
  const largest = await photos.read(file, photoSizes.at(-1)!)
  const { width, height } = await sharp(largest).metadata()
  const covers = boxes.map(({ x, y, w, h }) => {
    const left = Math.min(width - 1, Math.floor((x / 100) * width))
    const top = Math.min(height - 1, Math.floor((y / 100) * height))
    return {
      input: {
        create: {
          width: Math.max(1, Math.min(width - left, Math.ceil((w / 100) * width) + 1)),
          height: Math.max(1, Math.min(height - top, Math.ceil((h / 100) * height) + 1)),
          channels: 3 as const,
          background: '#000000',
        },
      },
      left,
      top,
    }
  })
  const covered = await sharp(largest)
    .removeAlpha()
    .composite(covers)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return writeSizes(photos, covered, now)
}

/** Writes the three sizes of a decoded picture. Returns its file; leaves nothing behind when one of them fails. */
async function writeSizes(
  photos: PhotoStore,
  { data, info }: { data: Buffer; info: OutputInfo },
  now: Date,
): Promise<string> {
  const file = drawPhotoFile(now)
  try {
    for (const size of photoSizes) {
      const picture = sharp(data, { raw: info }).resize({
        width: size,
        height: size,
        fit: 'inside',
        withoutEnlargement: true,
      })
      // Somebody is waiting: the least effort takes half the time and 6 % more room.
      await photos.write(file, size, await picture.webp({ quality: 80, effort: 0 }).toBuffer())
    }
  } catch (error) {
    await photos.remove(file)
    throw error
  }
  return file
}

/** The first frame, upright, on white, in the largest size we keep; decoded once for all three. */
async function decode(source: string, kind: PhotoKind) {
  try {
    const { width, height, isProgressive } = await sharp(source, { limitInputPixels: false }).metadata()
    const maxPixels = kind === 'jpeg' && isProgressive ? mostPixels.png : mostPixels[kind]
    if (width * height > maxPixels) return { refused: 'too-many-pixels' } as const
    return await sharp(source, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize({ width: photoSizes.at(-1)!, height: photoSizes.at(-1)!, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .timeout({ seconds: 15 })
      .raw()
      .toBuffer({ resolveWithObject: true })
  } catch {
    return { refused: 'broken' } as const
  }
}

async function startOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12)
    return buffer
  } finally {
    await file.close()
  }
}

/** By its first twelve bytes, so that a decoder we do not want (SVG, PDF, TIFF …) never sees the file. */
export function kindOfPhoto(bytes: Uint8Array): PhotoKind | { refused: 'not-a-photo' | 'heic' } {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^RIFF.{4}WEBP$/s.test(start)) return 'webp'
  if (/^GIF8[79]a/.test(start)) return 'gif'
  const [, brand] = /^.{4}ftyp(.{4})$/s.exec(start) ?? []
  if (brand === 'avif' || brand === 'avis') return 'avif'
  return { refused: brand && /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand) ? 'heic' : 'not-a-photo' }
}
