import sharp, { type Metadata } from 'sharp'
import { extensionOf, isOfItsKind } from '#forms/file-kinds.ts'
import { sanitiseDrawing } from '../drafts/drawing.ts'
import type { Repository } from '../git/repository.ts'

/** A file of the content that may be served. `path` is as entries write it: `/media/<folder>/<name>.<ext>`. */
export interface MediaFile {
  path: string
  oid: string
}

export interface Media extends MediaFile {
  bytes: Buffer
  contentType: string
  /** To be offered for keeping instead of shown. */
  attachment: boolean
}

/** What is served from the content, by extension; anything else is a fault. Films and print files belong in the file store. */
const contentTypes: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
}

export const maxMediaBytes = 20 * 1024 * 1024
/** A drawing is read whole before it is shown. */
export const maxDrawingBytes = 1024 * 1024
const maxKeptBytes = 4 * 1024 * 1024
const maxKeptTotal = 32 * 1024 * 1024

/** Where pictures and files lie in the repository. */
export const mediaFolder = 'content/media/'

const mediaPath = /^\/media(?:\/[\p{L}\p{N}][\p{L}\p{N}._-]*)+\.([a-z0-9]+)$/u

/** The widths in which a photograph is kept, in pixels; the largest stands under the photograph's own name. */
export const pictureWidths = [640, 1280, 2000] as const

/** Where a smaller width of a photograph lies: `a.webp` → `a.640.webp`. */
export const pictureVariant = (path: string, width: number): string => path.replace(/\.webp$/, `.${width}.webp`)

/** The photograph that a smaller width was made from; any other path is returned as it is. */
export const pictureOf = (path: string): string => path.replace(/\.(?:640|1280)\.webp$/, '.webp')

export const isDrawing = (path: string): boolean => path.endsWith('.svg')

const isRaster = /\.(?:jpe?g|png|webp)$/

/** The MIME type of a `/media/…` path, undefined when such a file is not served. */
export function mediaType(path: string): string | undefined {
  const extension = mediaPath.exec(path)?.[1]
  return extension === undefined ? undefined : contentTypes[extension]
}

/** What a file is offered as: its name as its sender called it, without the hash that its path has behind it. */
export const ownName = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(/-[0-9a-f]{12}(?=\.)/, '')

/** The public address of a file: it names the content's hash, so that it can be kept for ever. */
export const mediaAddress = ({ path, oid }: MediaFile): string =>
  `/media/${oid.slice(0, 12)}${encodeURI(path.slice('/media'.length))}`

/** Splits a public address into the hash and the path it was made from; undefined when it is none. */
export function readMediaAddress(address: string): { hash: string; path: string } | undefined {
  const [, hash = '', rest = ''] = /^\/media\/([0-9a-f]{12})(\/.+)$/.exec(address) ?? []
  const path = decodedPath(`/media${rest}`)
  return hash && path ? { hash, path } : undefined
}

/** A path as files are called, from one as addresses write it; undefined when it cannot be read. */
export function decodedPath(address: string): string | undefined {
  try {
    return decodeURI(address)
  } catch {
    return undefined
  }
}

/**
 * A photograph as readers get it. One that was uploaded in the editor has lost what the camera wrote into it; one that came by
 * a push or an import loses it here: where it was taken tells where somebody lives. Undefined when it cannot be taken out.
 */
async function withoutMetadata(bytes: Buffer): Promise<Buffer | undefined> {
  // What is no picture at all says nothing either.
  const { exif, xmp, iptc, format } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((): Partial<Metadata> => ({}))
  if (!(exif ?? xmp ?? iptc) || !format) return bytes
  const widest = pictureWidths.at(-1)!
  return (
    sharp(bytes)
      .autoOrient()
      // Small enough to be kept.
      .resize({ width: widest, height: 2 * widest, fit: 'inside', withoutEnlargement: true })
      .toFormat(format, { quality: 82 })
      .timeout({ seconds: 30 })
      .toBuffer()
      .catch(() => undefined)
  )
}

type Treatment = 'photograph' | 'drawing' | 'as-it-is'

/** What is done with a file before readers get it, by the kind that its name says. */
const treatmentOf = (path: string): Treatment =>
  isRaster.test(path) ? 'photograph' : isDrawing(path) ? 'drawing' : 'as-it-is'

/**
 * What readers get of a file: a photograph without metadata, a drawing with nothing but shapes; undefined when that cannot be
 * had, or the bytes are of another kind than the name says: a photograph that is called an archive would keep where it was taken.
 */
async function fitForReaders(treatment: Treatment, bytes: Buffer): Promise<Buffer | undefined> {
  if (treatment === 'photograph') return withoutMetadata(bytes)
  if (treatment === 'as-it-is') return bytes
  const drawing = sanitiseDrawing(bytes.toString('utf8'))
  return drawing === undefined ? undefined : Buffer.from(drawing)
}

/**
 * Reads files from the repository and keeps small ones that were asked for lately, 32 MB at most. The same bytes under names of
 * two kinds are two things: what was made of them for one name is never given for the other.
 */
export function createMediaReader(repository: Repository): (file: MediaFile) => Promise<Media | undefined> {
  const kept = new Map<string, Buffer>()
  const reading = new Map<string, Promise<Buffer | undefined>>()
  let total = 0

  function keep(key: string, bytes: Buffer): void {
    if (bytes.length > maxKeptBytes) return
    kept.set(key, bytes)
    total += bytes.length
    // A Map is in the order of insertion: the first is the one not asked for longest.
    for (const [oldest, { length }] of kept) {
      if (total <= maxKeptTotal) break
      kept.delete(oldest)
      total -= length
    }
  }

  async function read(key: string, { oid, path }: MediaFile): Promise<Buffer | undefined> {
    const stored = (await repository.blobs([oid], maxMediaBytes)).get(oid)?.bytes
    const bytes = stored && isOfItsKind(stored, path) ? await fitForReaders(treatmentOf(path), stored) : undefined
    if (bytes) keep(key, bytes)
    return bytes
  }

  async function bytesOf(file: MediaFile): Promise<Buffer | undefined> {
    const key = `${extensionOf(file.path)} ${file.oid}`
    const ready = kept.get(key)
    if (ready) {
      kept.delete(key)
      kept.set(key, ready)
      return ready
    }
    const underWay = reading.get(key) ?? read(key, file).finally(() => reading.delete(key))
    reading.set(key, underWay)
    return underWay
  }

  return async file => {
    const contentType = mediaType(file.path)
    const bytes = contentType && (await bytesOf(file))
    return contentType && bytes
      ? { ...file, bytes, contentType, attachment: !contentType.startsWith('image/') }
      : undefined
  }
}
