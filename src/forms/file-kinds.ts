import { open } from 'node:fs/promises'

/** Why a file is not what its name says. */
export type FileFault = 'unknown-kind' | 'not-what-it-says' | 'empty'

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

/** Every kind of file that we know, by extension. */
export const fileKinds: Readonly<Record<string, Kind>> = {
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

export const extensionOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** The MIME type by the end of a name or an address; what is not known is bytes. */
export const contentTypeOf = (name: string): string =>
  fileKinds[extensionOf(name)]?.contentType ?? 'application/octet-stream'

const edge = 64 * 1024
const photographs = ['jpg', 'jpeg', 'png', 'webp']

/** Whether bytes are of the kind that a name says; a photograph is one, whichever of the three it is called. */
export function isOfItsKind(bytes: Buffer, name: string): boolean {
  const extension = extensionOf(name)
  const begins = bytes.toString('latin1', 0, edge)
  return (photographs.includes(extension) ? photographs : [extension]).some(each => {
    const kind = fileKinds[each]
    return kind !== undefined && kind.begins.test(begins) && (!kind.holds || bytes.includes(kind.holds))
  })
}

/** Looks whether the file at `path` is what its name says; undefined when it is. */
export async function findFileFault(path: string, name: string): Promise<FileFault | undefined> {
  const kind = fileKinds[extensionOf(name)]
  if (!kind) return 'unknown-kind'
  const { begins, ends } = await edgesOf(path)
  if (begins === '') return 'empty'
  if (!kind.begins.test(begins)) return 'not-what-it-says'
  if (kind.holds && !`${begins}${ends}`.includes(kind.holds)) return 'not-what-it-says'
  return undefined
}

/** The name of a file as it was given, without what no name has: paths, control characters; 120 characters at most, its extension among them. */
export function plainFileName(name: string): string {
  const whole = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).normalize('NFC')
  const clean = whole.replace(/[\p{Cc}\p{Cf}"]/gu, '').trim()
  const extension = extensionOf(clean)
  return `${[...clean.slice(0, -extension.length - 1)].slice(0, 110).join('').trim() || 'file'}.${extension}`
}

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
