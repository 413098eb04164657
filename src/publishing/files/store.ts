import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
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

/** Where the bytes of print files, films and attachments lie: a folder of the data directory, or the bucket. Whose they are and who may have them says the table `stored_file`. */
export interface FileStore {
  /** Stores what lies at `path`, which is no longer there when it is on the same disk; `key` holds the hash of the content, so nothing is ever exchanged. */
  put(key: string, path: string, contentType: string): Promise<void>
  read(key: string): Promise<Readable>
  /** Everything from before files had rows: it lies under `<16 digits of its hash>/<name>`. */
  listOld(): Promise<{ key: string; bytes: number; storedAt: Date }[]>
}

const oldKey = /^[0-9a-f]{16}\/[a-z0-9][a-z0-9-]{0,60}\.[a-z0-9]{2,4}$/

/** Opens the store. */
export function openFileStore(dataDir: string, bucket?: Disk): FileStore {
  const disk = bucket ?? new Disk(new FSDriver({ location: join(dataDir, 'files'), visibility: 'private' }))
  // Photos lie in the same bucket.
  const folder = bucket ? 'files/' : ''
  return {
    async put(key, path, contentType) {
      if (await disk.exists(folder + key)) return
      if (bucket) await bucket.putStream(folder + key, createReadStream(path), { contentType })
      else await moveInto(join(dataDir, 'files', key), path)
    },
    read: key => disk.getStream(folder + key),
    async listOld() {
      const files: { key: string; bytes: number; storedAt: Date }[] = []
      let page: string | undefined
      do {
        const found = await disk.listAll(folder || '/', {
          recursive: true,
          ...(page !== undefined && { paginationToken: page }),
        })
        for (const object of found.objects) {
          const key = object.isFile ? object.key.slice(folder.length) : ''
          if (!oldKey.test(key)) continue
          const { contentLength, lastModified } = await disk.getMetaData(folder + key)
          files.push({ key, bytes: contentLength, storedAt: lastModified })
        }
        page = found.paginationToken
      } while (page)
      return files
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
