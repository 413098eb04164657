import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { findDeskSuggestion, readAddedPhoto, readPhoto } from '#suggestions/desk.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { unitText } from '#suggestions/moves/unit-text.ts'
import { photoSizes, photosOnDisk, sweepPhotos } from '#suggestions/photo-files.ts'
import { coverPhoto, findAuthorPhoto } from '#suggestions/redaction/cover-photo.ts'
import { isWaitingForCover } from '#suggestions/redaction/arrivals.ts'
import { bringTo, type Colleague, leadUnit, withKey } from '../../support/course.ts'
import { deskOfTelling, now, personalData } from '../../support/telling.ts'

const desk = deskOfTelling()
const { asProposed, done, photo, row, send } = desk

describe('a photo', () => {
  const store = () => photosOnDisk(desk.dataDir)

  test('goes to a unit when a clerk says that it shows nobody, or as a second picture under boxes; never before', async () => {
    const { db } = desk
    const { clerk, lead } = desk.people
    const number = await send('五', [await photo(), await photo()])
    const { id } = await row(number)
    await done(acceptance, number, {}, clerk)
    await done(handOver, number, { lead: leadUnit, ...(await asProposed(number)) }, clerk)
    const see = (who: Colleague, position: number, size: (typeof photoSizes)[number] = 2000) =>
      readPhoto(db, store(), { number, position, size }, who)
    expect([await see(lead, 1), await see(lead, 2)]).toEqual([undefined, undefined])
    expect(await findDeskSuggestion(db, personalData, number, lead)).toMatchObject({ photos: [], photosWaiting: 2 })
    expect(await isWaitingForCover(db, id)).toBe(true)

    const first = (await findAuthorPhoto(db, id, { addition: undefined, position: 1 }))!
    await coverPhoto(db, store(), first, [{ x: 0, y: 0, w: 50, h: 50 }], clerk, now, personalData)
    const original = (await see(clerk, 1))!
    for (const size of photoSizes) expect(await see(lead, 1, size)).not.toEqual(await see(clerk, 1, size))
    const { data, info } = await sharp((await see(lead, 1))!)
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([
      (await sharp(original).metadata()).width,
      (await sharp(original).metadata()).height,
    ])
    // The middle of the box is black.
    const at = (Math.floor(info.height / 4) * info.width + Math.floor(info.width / 4)) * info.channels
    expect(Math.max(...data.subarray(at, at + 3))).toBeLessThan(24)

    await done(unitText, number, { ...(await asProposed(number)), photos_clear: true }, clerk)
    expect(await see(lead, 2)).toEqual(await see(clerk, 2))
    expect(await see(lead, 1)).not.toEqual(original)
    expect(await isWaitingForCover(db, id)).toBe(false)
    // What is tidied up is not the picture that units see.
    await sweepPhotos(db, store(), new Date(now.getTime() + 9 * 3_600_000))
    expect(await see(lead, 1)).toBeDefined()
  })

  test('that is added later waits as well', async () => {
    const { db } = desk
    const number = await bringTo(db, 'signed-for', desk.people, now)
    const { id } = await row(number)
    await done(addition, number, { body: '照片来了。', photos: [await photo()], ...withKey() }, 'author')
    const added = await db.selectFrom('addition').select('id').where('suggestion_id', '=', id).executeTakeFirstOrThrow()
    const see = () =>
      readAddedPhoto(db, store(), { number, additionId: added.id, position: 1, size: 640 }, desk.people.lead)
    expect([await see(), await isWaitingForCover(db, id)]).toEqual([undefined, true])
    // It was not on the page of who pressed.
    await done(unitText, number, { photos_clear: true }, desk.people.clerk)
    expect(await see()).toBeUndefined()
    await done(unitText, number, { ...(await asProposed(number)), photos_clear: true }, desk.people.clerk)
    expect(await see()).toBeDefined()
    expect(await isWaitingForCover(db, id)).toBe(false)
  })
})
