import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { openBucket } from '#publishing/files/store.ts'
import { photosInBucket, photosOnDisk, sweepPhotos } from '#suggestions/photo-files.ts'
import { storePhoto } from '#suggestions/photos.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { dropOldPhotos, keepWaiting } from '#suggestions/waiting-photos.ts'
import { bucketServer } from '../support/bucket.ts'
import { openTestDatabase } from '../support/database.ts'
import { phonePhoto } from '../support/pictures.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { waitingPhoto } from '../support/waiting.ts'

const now = new Date('2026-11-22T01:02:03.000Z')
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
let dataDir: string
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'sweep-test-'))))
afterEach(() => rm(dataDir, { recursive: true }))

const photos = () => photosOnDisk(dataDir)
const kept = () => waitingPhoto(connection.db, dataDir, now)
const receive = (photos: string[]) =>
  receiveSuggestion(connection.db, suggestionInput(), photos, { personalData, now, privacyVersion: '2026-11-22' })
const pictures = async () =>
  (await readdir(join(dataDir, 'photos'), { recursive: true }).catch(() => [])).filter(name => name.endsWith('.webp'))

describe('sweeping photos', () => {
  test('removes what no form has taken within a day, and nothing else', async () => {
    await dropOldPhotos(connection.db, photos(), new Date(now.getTime() + 2 * 86_400_000))
    await receive([await kept()])
    await kept()
    await waitingPhoto(connection.db, dataDir, new Date(now.getTime() + 1000))
    expect(await dropOldPhotos(connection.db, photos(), new Date(now.getTime() + 86_400_000))).toBe(1)
    expect(await pictures()).toHaveLength(6)
    expect(await sweepPhotos(connection.db, photos(), new Date(now.getTime() + 3_700_000))).toBe(0)
  })

  test('removes folders that no suggestion names, once they are an hour old', async () => {
    await receive([await kept()])
    for (const folder of ['2026-11/stray', '2026-11/being-written', '2026-10/stray']) {
      await mkdir(join(dataDir, 'photos', folder), { recursive: true })
      await writeFile(join(dataDir, 'photos', folder, '1-640.webp'), '')
      await utimes(
        join(dataDir, 'photos', folder),
        now,
        folder.endsWith('stray') ? new Date(now.getTime() - 3_700_000) : now,
      )
    }
    const [named] = (await readdir(join(dataDir, 'photos/2026-11'))).filter(
      name => !['stray', 'being-written'].includes(name),
    )
    await utimes(join(dataDir, 'photos/2026-11', named!), now, new Date(now.getTime() - 3_700_000))
    expect(await sweepPhotos(connection.db, photos(), now)).toBe(2)
    expect((await readdir(join(dataDir, 'photos/2026-11'))).toSorted()).toEqual([named, 'being-written'].toSorted())
    expect(await readdir(join(dataDir, 'photos/2026-10'))).toEqual([])
  })

  test('does the same in a bucket', async () => {
    const { objects, place } = await bucketServer()
    const bucket = photosInBucket(await openBucket(place))
    const at = new Date()
    await dropOldPhotos(connection.db, photos(), new Date(at.getTime() + 2 * 86_400_000))
    const source = join(dataDir, 'source.jpg')
    await writeFile(source, await phonePhoto())
    const store = async () => {
      const photo = await storePhoto(bucket, source, at)
      if ('refused' in photo) throw new Error(photo.refused)
      return photo.file
    }
    await store()
    await keepWaiting(connection.db, bucket, source, at)
    expect(objects.size).toBe(6)
    expect(await sweepPhotos(connection.db, bucket, new Date(at.getTime() + 3_500_000))).toBe(0)
    expect(await sweepPhotos(connection.db, bucket, new Date(at.getTime() + 3_700_000))).toBe(1)
    expect(objects.size).toBe(3)
    expect(await dropOldPhotos(connection.db, bucket, new Date(at.getTime() + 86_400_000))).toBe(1)
    expect(objects.size).toBe(0)
  })

  test('has nothing to do before the first photo', async () => {
    expect(await sweepPhotos(connection.db, photos(), now)).toBe(0)
  })
})
