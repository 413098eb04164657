import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'

/** A bucket that speaks S3. */
export interface Bucket {
  endpoint: string | undefined
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

export interface StoredFile {
  /** What an entry links to: `/files/<hash>/<name>`. */
  address: string
  name: string
  bytes: number
  storedAt: Date
}

export type FileRefusal = { refused: 'unknown-kind' | 'not-what-it-says' | 'empty' }

/** Print files and films that entries link to. They are too big for Git; the name holds the hash of the content, so nothing is ever exchanged under an address. */
export interface FileStore {
  /** Stores a file that lies at `path`, and no longer there when it is on the same disk, under the name its sender gave it, made plain. Refuses a kind that is not offered, and one that only calls itself so. */
  put(path: string, name: string): Promise<StoredFile | FileRefusal>
  /** Newest first. */
  list(): Promise<StoredFile[]>
  /** The file behind an address, undefined when there is none. */
  read(address: string): Promise<(StoredFile & { contentType: string; stream: Readable }) | undefined>
}

/** What is offered, by extension: its MIME type, and what its first bytes (latin1) are. */
const kinds: Readonly<Record<string, { contentType: string; begins: RegExp }>> = {
  pdf: { contentType: 'application/pdf', begins: /^%PDF-/ },
  zip: { contentType: 'application/zip', begins: /^PK\x03\x04/ },
  mp4: { contentType: 'video/mp4', begins: /^.{4}ftyp/s },
  mp3: { contentType: 'audio/mpeg', begins: /^(?:ID3|\xff[\xe2-\xfb])/ },
  tif: { contentType: 'image/tiff', begins: /^(?:II\*\0|MM\0\*)/ },
  psd: { contentType: 'image/vnd.adobe.photoshop', begins: /^8BPS/ },
}
/** For the file field of a form. */
export const offeredKinds = Object.keys(kinds)
  .map(extension => `.${extension}`)
  .join(',')

const address = /^\/files\/([0-9a-f]{16}\/[a-z0-9][a-z0-9-]{0,60}\.([a-z0-9]{2,4}))$/

/** Opens the store on a folder of the data directory, or on the bucket. */
export function openFileStore(dataDir: string, bucket?: Disk): FileStore {
  const disk = bucket ?? new Disk(new FSDriver({ location: join(dataDir, 'files'), visibility: 'private' }))
  // Photos lie in the same bucket.
  const folder = bucket ? 'files/' : ''
  const put = (key: string, path: string, contentType: string) =>
    bucket
      ? bucket.putStream(folder + key, createReadStream(path), { contentType })
      : moveInto(join(dataDir, 'files', key), path)

  async function describe(key: string): Promise<StoredFile> {
    const { contentLength, lastModified } = await disk.getMetaData(folder + key)
    return {
      address: `/files/${key}`,
      name: key.slice(key.lastIndexOf('/') + 1),
      bytes: contentLength,
      storedAt: lastModified,
    }
  }

  return {
    async put(path, name) {
      const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
      const kind = kinds[extension]
      if (!kind) return { refused: 'unknown-kind' }
      const begins = await firstBytes(path)
      if (begins === '') return { refused: 'empty' }
      if (!kind.begins.test(begins)) return { refused: 'not-what-it-says' }
      const key = `${await hashOf(path)}/${plainName(name.slice(0, -extension.length - 1))}.${extension}`
      if (!(await disk.exists(folder + key))) await put(key, path, kind.contentType)
      return describe(key)
    },
    async list() {
      const files: StoredFile[] = []
      let page: string | undefined
      do {
        const found = await disk.listAll(folder || '/', {
          recursive: true,
          ...(page !== undefined && { paginationToken: page }),
        })
        for (const object of found.objects) {
          if (!object.isFile) continue
          const key = object.key.slice(folder.length)
          if (address.test(`/files/${key}`)) files.push(await describe(key))
        }
        page = found.paginationToken
      } while (page)
      return files.sort((a, b) => b.storedAt.getTime() - a.storedAt.getTime())
    },
    async read(asked) {
      const [, key, extension = ''] = address.exec(asked) ?? []
      const kind = kinds[extension]
      if (!key || !kind || !(await disk.exists(folder + key))) return undefined
      return { ...(await describe(key)), contentType: kind.contentType, stream: await disk.getStream(folder + key) }
    },
  }
}

/** Writes a file where photos and big files lie, reads it back and takes it away again; throws what failed. */
export async function probeFiles(dataDir: string, s3: Bucket | undefined): Promise<void> {
  const disk = s3 ? await openBucket(s3) : new Disk(new FSDriver({ location: dataDir, visibility: 'private' }))
  const key = `probe-${randomUUID()}`
  await disk.put(key, key)
  const found = await disk.get(key)
  await disk.delete(key)
  if (found !== key) throw new Error('what was written is not what is read')
}

/** Opens a bucket; the S3 client is loaded only where it is used. */
export async function openBucket(s3: Bucket): Promise<Disk> {
  const { S3Driver } = await import('flydrive/drivers/s3')
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3
  // Servers of one's own (MinIO and its like) have no name for each bucket, know no ACL, and older ones keep a trailing checksum as part of the file.
  const driver = new S3Driver({
    credentials: { accessKeyId, secretAccessKey },
    region,
    bucket,
    visibility: 'private',
    supportsACL: false,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint && { endpoint, forcePathStyle: true }),
  })
  return new Disk(driver)
}

/** Whole or not at all, and without room for a copy where both lie on one disk; a stream that the disk breaks off hides why. */
async function moveInto(to: string, path: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await rename(path, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    const part = `${to}.${randomUUID()}`
    // What it cannot copy whole it removes itself.
    await copyFile(path, part)
    await rename(part, to)
  }
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 16)
}

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'file'
