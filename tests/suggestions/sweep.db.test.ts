import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { sweepPhotos } from '#suggestions/photo-files.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { dropOldPhotos } from '#suggestions/waiting-photos.ts'
import { openTestDatabase } from '../support/database.ts'
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

const kept = () => waitingPhoto(connection.db, dataDir, now)
const receive = (photos: string[]) =>
  receiveSuggestion(connection.db, suggestionInput(), photos, { personalData, now, privacyVersion: '2026-11-22' })
const pictures = async () =>
  (await readdir(join(dataDir, 'photos'), { recursive: true }).catch(() => [])).filter(name => name.endsWith('.webp'))

describe('sweeping photos', () => {
  test('removes what no form has taken within a day, and nothing else', async () => {
    await dropOldPhotos(connection.db, dataDir, new Date(now.getTime() + 2 * 86_400_000))
    await receive([await kept()])
    await kept()
    await waitingPhoto(connection.db, dataDir, new Date(now.getTime() + 1000))
    expect(await dropOldPhotos(connection.db, dataDir, new Date(now.getTime() + 86_400_000))).toBe(1)
    expect(await pictures()).toHaveLength(6)
    expect(await sweepPhotos(connection.db, dataDir, new Date(now.getTime() + 3_700_000))).toBe(0)
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
    expect(await sweepPhotos(connection.db, dataDir, now)).toBe(2)
    expect((await readdir(join(dataDir, 'photos/2026-11'))).toSorted()).toEqual([named, 'being-written'].toSorted())
    expect(await readdir(join(dataDir, 'photos/2026-10'))).toEqual([])
  })

  test('has nothing to do before the first photo', async () => {
    expect(await sweepPhotos(connection.db, dataDir, now)).toBe(0)
  })
})
