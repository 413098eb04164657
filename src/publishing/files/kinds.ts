import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import sharp from 'sharp'
import { sanitiseDrawing } from '../drafts/drawing.ts'

/** Why a file is not taken into the store. */
export type KindFault = 'unknown-kind' | 'not-what-it-says' | 'empty' | 'broken-picture'

interface Kind {
  contentType: string
  /** What its first bytes (latin1) are. */
  begins: RegExp
  /** What stands somewhere in its first or last 64 KB: office files are ZIP archives, told apart by what is in them. */
  holds?: string
}

const zip = /^PK\x03\x04/
const oldOffice = /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/
const office = 'application/vnd.openxmlformats-officedocument'

/** What the store offers, by extension. */
const kinds: Readonly<Record<string, Kind>> = {
  pdf: { contentType: 'application/pdf', begins: /^%PDF-/ },
  docx: { contentType: `${office}.wordprocessingml.document`, begins: zip, holds: 'word/' },
  xlsx: { contentType: `${office}.spreadsheetml.sheet`, begins: zip, holds: 'xl/' },
  doc: { contentType: 'application/msword', begins: oldOffice },
  xls: { contentType: 'application/vnd.ms-excel', begins: oldOffice },
  zip: { contentType: 'application/zip', begins: zip },
  mp4: { contentType: 'video/mp4', begins: /^.{4}ftyp/s },
  mp3: { contentType: 'audio/mpeg', begins: /^(?:ID3|\xff[\xe2-\xfb])/ },
  tif: { contentType: 'image/tiff', begins: /^(?:II\*\0|MM\0\*)/ },
  psd: { contentType: 'image/vnd.adobe.photoshop', begins: /^8BPS/ },
  jpg: { contentType: 'image/jpeg', begins: /^\xff\xd8\xff/ },
  jpeg: { contentType: 'image/jpeg', begins: /^\xff\xd8\xff/ },
  png: { contentType: 'image/png', begins: /^\x89PNG\r\n\x1a\n/ },
  webp: { contentType: 'image/webp', begins: /^RIFF.{4}WEBP/s },
  svg: { contentType: 'image/svg+xml', begins: /<svg[\s>]/ },
}

/** For the file field of a form. */
export const offeredKinds = Object.keys(kinds)
  .map(extension => `.${extension}`)
  .join(',')

/** A poster of 60 by 90 centimetres at 300 dots an inch has 75 million. */
const maxPixels = 100_000_000
const maxDrawingBytes = 1024 * 1024

export const extensionOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** The MIME type by the end of a name or an address; what is not offered is bytes. */
export const contentTypeOf = (name: string): string =>
  kinds[extensionOf(name)]?.contentType ?? 'application/octet-stream'

/**
 * Looks whether a file that came is what its name says, and takes out of a picture what tells where and by whom it was
 * made, and out of a drawing what runs. The file stays at `path`. Returns the hash of what is now there, or why it is refused.
 */
export async function prepareFile(path: string, name: string): Promise<{ hash: string; bytes: number } | KindFault> {
  const extension = extensionOf(name)
  const kind = kinds[extension]
  if (!kind) return 'unknown-kind'
  const { begins, ends } = await edgesOf(path)
  if (begins === '') return 'empty'
  if (!kind.begins.test(begins)) return 'not-what-it-says'
  if (kind.holds && !`${begins}${ends}`.includes(kind.holds)) return 'not-what-it-says'
  if (['jpg', 'jpeg', 'png', 'webp'].includes(extension) && !(await withoutMetadata(path))) return 'broken-picture'
  if (extension === 'svg' && !(await withoutScripts(path))) return 'broken-picture'
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { hash: hash.digest('hex'), bytes: (await stat(path)).size }
}

const edge = 64 * 1024

async function edgesOf(path: string): Promise<{ begins: string; ends: string }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const read = async (from: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(edge), 0, edge, from)
      return buffer.toString('latin1', 0, bytesRead)
    }
    return { begins: await read(0), ends: size > edge ? await read(Math.max(0, size - edge)) : '' }
  } finally {
    await file.close()
  }
}

/** Upright, in its own format, pixels and colour profile alone; false when it cannot be read. */
async function withoutMetadata(path: string): Promise<boolean> {
  const clean = `${path}.clean`
  try {
    await sharp(path, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient().keepIccProfile().toFile(clean)
    await rename(clean, path)
    return true
  } catch (error) {
    await rm(clean, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    return false
  }
}

async function withoutScripts(path: string): Promise<boolean> {
  if ((await stat(path)).size > maxDrawingBytes) return false
  const drawing = sanitiseDrawing(await readFile(path, 'utf8'))
  if (drawing) await writeFile(path, drawing)
  return drawing !== undefined
}
