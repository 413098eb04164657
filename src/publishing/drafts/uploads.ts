import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { extensionOf, isOfItsKind } from '#forms/file-kinds.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { pictureVariant, pictureWidths } from '../edition/media.ts'
import { refusal } from './refusals.ts'
import { sanitiseDrawing } from './drawing.ts'

/** A file as it came from the editor: a path in the repository and bytes that nobody has looked at. */
export interface Upload {
  path: string
  bytes: Buffer
}

const MB = 1024 * 1024
/** More than any camera of these years takes; an image bomb claims thousands of millions. */
const maxPixels = 50_000_000

/** How large a file may be, by extension; what its bytes have to be stands in `file-kinds.ts`. */
const limits: Readonly<Record<string, number>> = {
  jpg: 20 * MB,
  jpeg: 20 * MB,
  png: 20 * MB,
  webp: 20 * MB,
  svg: MB,
  pdf: 10 * MB,
  zip: 10 * MB,
  docx: 10 * MB,
  xlsx: 10 * MB,
  doc: 10 * MB,
  xls: 10 * MB,
}

/** In these the gateway stores pictures; the browser may have sent any of the four raster kinds. */
const raster = /\.(?:jpe?g|png|webp)$/

/** The folder and the name of a file of the content that an editor may upload or name, undefined for any other path. */
export function uploadPlace(path: string): { folder: string; name: string } | undefined {
  const found = /^content\/media\/([a-z0-9-]+)\/([\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,120}[\p{L}\p{N}])?\.[a-z]+)$/u.exec(
    path,
  )
  return found && !path.includes('..') ? { folder: found[1] ?? '', name: found[2] ?? '' } : undefined
}

/** The hash that the editor's browser puts behind every name, so that Decap never asks about two of one name. */
const hashed = /-[0-9a-f]{12}$/

/**
 * Where an upload is stored: under its own name and the hash of what was sent, so that two pictures never have one name
 * and one picture always has the same. A photograph is WebP, whatever it came as.
 */
export function storedPath({ path, bytes }: Upload): string {
  const { folder = '', name = '' } = uploadPlace(path) ?? {}
  const dot = name.lastIndexOf('.')
  const stem = [...name.slice(0, dot).replace(hashed, '')]
    .slice(0, 60)
    .join('')
    .replace(/[._-]+$/, '')
  const extension = raster.test(name) ? '.webp' : name.slice(dot)
  return `content/media/${folder}/${stem}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}${extension}`
}

/**
 * Makes of an upload what may be published, at its `storedPath`: of a photograph WebP in up to three widths (the largest under the name
 * itself), upright, in sRGB, without any metadata; of a drawing what a page may show; documents as they are.
 * Refuses a kind that is not served, a file that is not what its name says, is damaged, too large or a bomb.
 */
export async function prepareUpload({ path, bytes }: Upload): Promise<Upload[] | GatewayRefusal> {
  const place = uploadPlace(path)
  if (!place) return refusal('bad-file', words.mediaFolder, { path })
  const { name } = place
  const limit = limits[extensionOf(name)]
  if (!limit) return refusal('bad-file', words.mediaType, { path })
  if (bytes.length > limit) return refusal('too-large', words.pictureTooLarge(name, limit / MB), { path })
  if (!isOfItsKind(bytes, name)) return refusal('bad-file', words.notWhatItSays(name), { path })
  const stored = storedPath({ path, bytes })
  if (raster.test(path)) return inTurn(() => photograph(stored, name, bytes))
  if (!path.endsWith('.svg')) return [{ path: stored, bytes }]
  const drawing = sanitiseDrawing(bytes.toString('utf8'))
  return drawing
    ? [{ path: stored, bytes: Buffer.from(drawing) }]
    : refusal('bad-file', words.badDrawing(name), { path })
}

async function photograph(path: string, name: string, bytes: Buffer): Promise<Upload[] | GatewayRefusal> {
  try {
    const { width: claimed, height: claimedHeight } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (claimed * claimedHeight > maxPixels) return refusal('bad-file', words.tooManyPixels(name), { path })
    const widest = pictureWidths.at(-1) ?? 0
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize({ width: widest, height: 2 * widest, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: 30 })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const stored: Upload[] = []
    for (const width of pictureWidths) {
      if (width >= info.width && width !== widest) continue
      const resized = width === widest ? sharp(data, { raw: info }) : sharp(data, { raw: info }).resize({ width })
      stored.push({
        path: width === widest ? path : pictureVariant(path, width),
        bytes: await resized.webp({ quality: 82 }).toBuffer(),
      })
    }
    return stored
  } catch {
    return refusal('bad-file', words.brokenPicture(name), { path })
  }
}

let last: Promise<unknown> = Promise.resolve()

/** One photograph at a time in this process: decoded, each takes up to 200 MB. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = last.then(work)
  last = turn.catch(() => {})
  return turn
}
