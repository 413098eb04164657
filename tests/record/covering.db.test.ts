import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Refusal } from '#forms/refusals.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { coverForPublic, publicCoverForm } from '#record/covering.ts'
import { makeMove } from '#record/move.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { findPhoto } from '#record/photos.ts'
import { asFound, previewRecord } from '#record/preparing.ts'
import { findRecord, type PublicRecord } from '#record/record.ts'
import { recordWords } from '#record/words.ts'
import { makeMove as moveSuggestion } from '#suggestions/course.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { type PhotoSize, photoSizes, photosOnDisk, sweepPhotos } from '#suggestions/photo-files.ts'
import { photoCoverWords } from '#suggestions/redaction/words.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

const now = new Date('2026-11-23T02:00:00Z')
const personalData = createPersonalData(dataKey)
/** The half that is covered. */
const left = [{ x: 0, y: 0, w: 50, h: 100 }]

describe('photos for the public', () => {
  let connection: Connection
  let dataDir: string
  let people: Colleagues & { reviewer: Colleague }
  let number: string
  let id: number
  let key: string
  beforeAll(async () => {
    connection = await openTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'portal-covering-'))
    const { db } = connection
    const colleagues = await addColleagues(db)
    const reviewer = await db
      .insertInto('person')
      .values({ login: 'reviewer', name: '审核员', roles: ['reviewer'], password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()
    people = { ...colleagues, reviewer: { ...reviewer, name: '审核员', roles: ['reviewer'] } }
  })
  afterAll(async () => {
    await connection.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const store = () => photosOnDisk(dataDir)

  /** A red half beside a green one: the face is red. Nobody has looked at it. */
  beforeEach(async () => {
    const { db } = connection
    number = await bringTo(db, 'revisit', people, now)
    ;({ id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow())
    const red = { create: { width: 100, height: 100, channels: 3 as const, background: '#ff0000' } }
    const bytes = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#00ff00' } })
      .composite([{ input: red, left: 0, top: 0 }])
      .webp({ lossless: true })
      .toBuffer()
    const file = `2026-11/${crypto.randomUUID()}/1`
    for (const size of photoSizes) await store().write(file, size, bytes)
    await db
      .insertInto('suggestion_photo')
      .values({ suggestion_id: id, position: 1, file, width: 200, height: 100 })
      .execute()
    key = `asked-suggestion-${id}-1`
  })

  const isRed = async (file: string, size: PhotoSize) => {
    const { data, info } = await sharp(await store().read(file, size))
      .raw()
      .toBuffer({ resolveWithObject: true })
    for (let at = 0; at < data.length; at += info.channels) if (data[at]! > 150 && data[at + 1]! < 100) return true
    return false
  }
  const cover = (boxes = left, photo = key) =>
    coverForPublic(connection.db, store(), { number, key: photo, boxes }, people.clerk, now)
  const preview = async (show: string[] = []) => (await previewRecord(connection.db, id, { show }, personalData))!
  const refusalOf = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words
  const by = (person: Colleague) => ({ person, now, personalData })
  async function prepare() {
    const shown = await preview([key])
    return makeMove(connection.db, preparation, number, { ...asFound(shown), show: [key] }, by(people.clerk))
  }
  const publish = () =>
    makeMove(connection.db, publication, number, { version: now.toISOString() }, by(people.reviewer))
  const unitsSee = async (boxes: object[]) => {
    const photo = (await findPhoto(connection.db, id, key))!
    await connection.db
      .insertInto('unit_photo')
      .values({
        ...{ suggestion_id: id, source: 'suggestion', source_id: id, position: 1, file: photo.own },
        ...{ boxes: JSON.stringify(boxes), passed_by: people.clerk.id, passed_at: now },
      })
      .execute()
  }

  test('one that nobody has looked at cannot be chosen; covered for the public it can, and nothing is left beneath', async () => {
    expect((await preview()).photos).toEqual([])
    expect((await preview()).unseen.map(photo => photo.key)).toEqual([key])
    expect(await cover()).toEqual({})
    expect((await preview()).unseen).toEqual([])
    expect(await prepare()).toEqual({})
    expect(await publish()).toEqual({})
    const { photos } = (await findRecord(connection.db, number)) as PublicRecord
    const { own } = (await findPhoto(connection.db, id, key))!
    expect(photos.map(({ file }) => file === own)).toEqual([false])
    for (const size of photoSizes) {
      expect([size, await isRed(photos[0]!.file, size)]).toEqual([size, false])
      expect([size, await isRed(own, size)]).toEqual([size, true])
    }
  })

  test('boxes for the public are their own: units go on seeing what was made for them, and begin with theirs', async () => {
    await unitsSee([{ x: 10, y: 10, w: 5, h: 5 }])
    expect(await findPhoto(connection.db, id, key)).toMatchObject({
      boxes: undefined,
      unitBoxes: [{ x: 10, y: 10, w: 5, h: 5 }],
    })
    await cover()
    const photo = (await findPhoto(connection.db, id, key))!
    expect(photo.boxes).toEqual(left)
    const unit = await connection.db.selectFrom('unit_photo').select('file').where('suggestion_id', '=', id).execute()
    expect(unit.map(({ file }) => file)).not.toContain(photo.file)
    await cover([])
    expect(await findPhoto(connection.db, id, key)).toMatchObject({ boxes: [], file: photo.own })
  })

  test('what is covered after it was made ready does not go out as it was', async () => {
    await unitsSee([])
    expect(await prepare()).toEqual({})
    expect(await cover()).toEqual({})
    expect(await refusalOf(publish())).toBe(recordWords.changed)
    expect(await prepare()).toEqual({})
    expect(await publish()).toEqual({})
  })

  test('what was covered while the clerk looked at the preview is shown to them again', async () => {
    await unitsSee([])
    const before = await preview([key])
    await cover()
    const late = { ...asFound(before), show: [key] }
    expect(await refusalOf(makeMove(connection.db, preparation, number, late, by(people.clerk)))).toBe(
      recordWords.lookAgain,
    )
  })

  test('is refused without the consent of its author and where there is no such photo, and leaves no file', async () => {
    const folders = async () => (await store().folders('2026-11')).length
    const before = await folders()
    expect(await refusalOf(cover(left, 'asked-suggestion-1-99'))).toBe(recordWords.unknown)
    await moveSuggestion(connection.db, publishing, number, { publish: 'no' }, 'author', now)
    expect(await refusalOf(cover())).toBe(recordWords.noConsent)
    expect(await folders()).toBe(before)
  })

  test('each look is an event, is only added to, and its file outlives the sweeper', async () => {
    const { db } = connection
    await cover()
    const events = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'suggestion.public-photo-covered')
      .where('object_id', '=', String(id))
      .execute()
    expect(events).toMatchObject([{ detail: { boxes: 1 } }])
    await expect(db.deleteFrom('public_photo').execute()).rejects.toThrow('only added to')
    await expect(db.updateTable('public_photo').set({ file: 'x' }).execute()).rejects.toThrow('only added to')
    await store().write('2026-11/nobodys/1', 640, Buffer.alloc(1))
    for (const { folder } of await store().folders('2026-11')) await utimes(join(dataDir, 'photos', folder), now, now)
    expect(await sweepPhotos(db, store(), new Date('2026-11-30T02:00:00Z'))).toBe(1)
    const { file } = (await findPhoto(db, id, key))!
    expect(await isRed(file!, 640)).toBe(false)
  })

  test('a form without boxes needs the word that none are needed', () => {
    const faults = (boxes: string | undefined, clear: boolean) =>
      publicCoverForm.safeParse({ boxes, clear }).error?.issues.map(({ message }) => message)
    expect(faults(undefined, false)).toEqual([photoCoverWords.nothing])
    expect(faults(undefined, true)).toBeUndefined()
    expect(faults('10 10 x', false)).toEqual([photoCoverWords.wrongLine(1)])
  })
})
