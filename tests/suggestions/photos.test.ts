import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { photoSizes, photosOnDisk, type StoredPhoto } from '#suggestions/photo-files.ts'
import { storePhoto } from '#suggestions/photos.ts'
import { imageBomb, phonePhoto, photoPath } from '../support/pictures.ts'

const now = new Date('2026-11-22T01:00:00Z')
let dataDir: string
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'photos-test-'))))
afterEach(() => rm(dataDir, { recursive: true }))

async function store(picture: Buffer | string) {
  const path = join(dataDir, 'upload')
  await writeFile(path, picture)
  return storePhoto(photosOnDisk(dataDir), path, now)
}

const stored = async () =>
  (await readdir(join(dataDir, 'photos'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter(entry => entry.isFile())
    .map(entry => entry.name)

const plain = (format: 'png' | 'webp' | 'gif' | 'tiff' | 'avif', width = 100, height = 50) =>
  sharp({ create: { width, height, channels: 4, background: '#1c5f5280' } })
    .toFormat(format)
    .toBuffer()

describe('a photo', () => {
  test('is kept in three sizes of WebP, in a folder that cannot be guessed', async () => {
    const photo = (await store(await phonePhoto({ width: 2400, height: 1800 }))) as StoredPhoto
    expect(photo).toEqual({ file: expect.stringMatching(/^2026-11\/[0-9a-f-]{36}\/1$/), width: 1500, height: 2000 })
    for (const size of photoSizes) {
      const picture = await sharp(photoPath(dataDir, photo.file, size)).metadata()
      expect(picture).toMatchObject({ format: 'webp', width: size * 0.75, height: size })
    }
    expect((await stored()).toSorted()).toEqual(['1-1280.webp', '1-2000.webp', '1-640.webp'])
  })

  test('stands upright and says nothing of when, where and with what it was taken', async () => {
    const original = await phonePhoto()
    expect((await sharp(original).metadata()).exif).toBeDefined()
    const { file, ...sides } = (await store(original)) as StoredPhoto
    expect(sides).toEqual({ width: 200, height: 300 })
    for (const size of photoSizes) {
      const path = photoPath(dataDir, file, size)
      const { exif, xmp, iptc, icc, orientation, space } = await sharp(path).metadata()
      expect({ exif, xmp, iptc, icc, orientation, space }).toEqual({ space: 'srgb' })
      const bytes = await readFile(path)
      for (const trace of ['Exif', 'EXIF', 'GPS', 'Pocket', 'XMP', 'ICCP']) expect(bytes.includes(trace)).toBe(false)
    }
  })

  test('is laid on white where it is transparent', async () => {
    const clear = await sharp({ create: { width: 20, height: 10, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer()
    const { file } = (await store(clear)) as StoredPhoto
    for (const size of photoSizes) {
      const { channels, dominant } = await sharp(photoPath(dataDir, file, size)).stats()
      expect([channels.length, channels[0]!.min, dominant]).toEqual([3, 255, { r: 248, g: 248, b: 248 }])
    }
  })

  test('is never enlarged', async () => {
    const { file } = (await store(await plain('png'))) as StoredPhoto
    for (const size of photoSizes)
      expect(await sharp(photoPath(dataDir, file, size)).metadata()).toMatchObject({
        width: 100,
        height: 50,
      })
  })

  test('that moves stands still at its first frame', async () => {
    const frames = await sharp(Buffer.alloc(40 * 20 * 3), {
      raw: { width: 40, height: 20, channels: 3, pageHeight: 10 },
    })
      .webp({ loop: 0 })
      .toBuffer()
    const { file } = (await store(frames)) as StoredPhoto
    expect(await sharp(photoPath(dataDir, file, 640)).metadata()).toMatchObject({
      width: 40,
      height: 10,
    })
  })

  test.each(['png', 'webp', 'gif', 'avif'] as const)('may be a %s, whatever it is called', async format => {
    expect(await store(await plain(format))).toHaveProperty('width', 100)
  })

  test('in grey or in the colours of print becomes sRGB', async () => {
    const grey = await sharp({ create: { width: 10, height: 10, channels: 3, background: '#888' } })
      .greyscale()
      .jpeg()
      .toBuffer()
    const print = await sharp({ create: { width: 10, height: 10, channels: 3, background: '#1c5f52' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer()
    for (const picture of [grey, print]) {
      const { file } = (await store(picture)) as StoredPhoto
      expect(await sharp(photoPath(dataDir, file, 640)).metadata()).toMatchObject({ space: 'srgb' })
    }
  })
})

describe('a photo of many pixels', () => {
  const large = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#4f8f7f' } })

  test.each([
    [8160, 6144, 1506],
    [16320, 12240, 1500],
  ])('of a phone, %i × %i, is kept upright, and unpacks to little', async (width, height, upright) => {
    const photo = await large(width, height).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const before = process.memoryUsage().rss
    expect(await store(photo)).toMatchObject({ height: 2000, width: upright })
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })

  test('that would have to be held whole is refused', async () => {
    expect(await store(await large(8300, 6200).jpeg({ progressive: true }).toBuffer())).toEqual({
      refused: 'too-many-pixels',
    })
    expect(await store(await large(8300, 6200).png().toBuffer())).toEqual({ refused: 'too-many-pixels' })
    expect(await store(await large(8160, 6144).png().toBuffer())).toHaveProperty('width', 2000)
  })
})

describe('a file that is not a photo', () => {
  test.each([
    ['a text', () => '这不是照片'],
    ['a web page', () => '<html><script>alert(1)</script>'],
    [
      'a drawing in SVG',
      () => '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    ],
    ['a TIFF', () => plain('tiff')],
    ['a single byte', () => 'x'],
  ])('(%s called .jpg) is refused', async (_what, bytes) => {
    expect(await store(await bytes())).toEqual({ refused: 'not-a-photo' })
  })

  test('because it is HEIC is refused by that name', async () => {
    for (const brand of ['heic', 'heix', 'mif1'])
      expect(await store(Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0`))).toEqual({ refused: 'heic' })
  })

  test('but begins like one is refused', async () => {
    expect(await store('\x89PNG\r\n\x1a\n' + 'x'.repeat(500))).toMatchObject({ refused: 'not-a-photo' })
    expect(await store(Buffer.from('\xff\xd8\xff' + '长'.repeat(500), 'latin1'))).toMatchObject({ refused: 'broken' })
  })

  test('because half of it is missing is refused', async () => {
    const whole = await sharp({
      create: {
        width: 800,
        height: 600,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer()
    expect(await store(whole.subarray(0, whole.length / 2))).toMatchObject({ refused: 'broken' })
  })

  test('but an image bomb is refused before it is unpacked', async () => {
    const before = process.memoryUsage().rss
    expect(await store(imageBomb())).toEqual({ refused: 'too-many-pixels' })
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  test('leaves nothing behind', async () => {
    expect(await store('not a photo')).toEqual({ refused: 'not-a-photo' })
    expect(await stored()).toEqual([])
  })
})
