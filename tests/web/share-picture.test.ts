import sharp from 'sharp'
import { expect, test } from 'vitest'
import { sharePicture } from '#web/share-picture.ts'

const picture = (background: string, version: string) => ({
  version,
  read: () =>
    sharp({ create: { width: 300, height: 330, channels: 3, background } })
      .png()
      .toBuffer(),
})
const shared = { title: '让一步，是风景', label: '公益广告', site: '示例文明', pictures: [] }

/** The colour in the middle of a part, or how much of it is not of the ground. */
async function partOf(jpeg: Buffer, { left, top, width, height }: Record<'left' | 'top' | 'width' | 'height', number>) {
  const part = await sharp(jpeg).extract({ left, top, width, height }).png().toBuffer()
  return sharp(part).stats()
}
const words = { left: 60, top: 200, width: 640, height: 230 }

test('has 1200 × 630 pixels, the title, and up to two pictures beside it', async () => {
  const drawn = (await sharePicture({ ...shared, pictures: [picture('#ff0000', 'a'), picture('#0000ff', 'b')] }))!
  expect(await sharp(drawn).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 630 })
  const upper = await partOf(drawn, { left: 900, top: 100, width: 100, height: 100 })
  const lower = await partOf(drawn, { left: 900, top: 420, width: 100, height: 100 })
  expect([upper.dominant.r > 200, lower.dominant.b > 200]).toEqual([true, true])
  expect((await partOf(drawn, words)).channels[0]!.stdev).toBeGreaterThan(20)
})

test('is made once of the same things, anew of others', async () => {
  const first = await sharePicture(shared)
  expect(await sharePicture({ ...shared })).toBe(first)
  expect(await sharePicture({ ...shared, title: '另一句' })).not.toBe(first)
  const reads: string[] = []
  const counted = (version: string) => ({
    version,
    read: () => {
      reads.push(version)
      return picture('#00ff00', '').read()
    },
  })
  await Promise.all([1, 2, 3].map(() => sharePicture({ ...shared, pictures: [counted('one')] })))
  await sharePicture({ ...shared, pictures: [counted('two')] })
  expect(reads).toEqual(['one', 'two'])
})

test.each([
  ['a title of sixty characters', '长'.repeat(60)],
  ['one of a thousand', '很长的标题'.repeat(200)],
  ['signs of markup', '<b>&amp; "x" </span>&'],
  ['rare characters and what is none', '𠮷野家\u0000\u202e的\n建言'],
  ['an empty one', ''],
])('%s is drawn', async (_, title) => {
  const drawn = await sharePicture({ ...shared, title })
  expect(await sharp(drawn).metadata()).toMatchObject({ width: 1200, height: 630 })
  // It stays clear of the site's name at the foot.
  const foot = await partOf(drawn!, { left: 60, top: 490, width: 640, height: 30 })
  expect(foot.channels[0]!.stdev).toBeLessThan(8)
})

test('who asks for very many at once gets none, and the others get theirs', async () => {
  const asked = Array.from({ length: 40 }, (_, at) => sharePicture({ ...shared, title: `第 ${at} 张` }))
  const drawn = await Promise.all(asked)
  expect(drawn.filter(each => each === undefined).length).toBe(20)
  expect(await sharePicture({ ...shared, title: '以后' })).toBeDefined()
})

test('a picture that cannot be read fails by itself, and the next is drawn', async () => {
  const broken = { version: 'broken', read: () => Promise.resolve(Buffer.from('no picture')) }
  await expect(sharePicture({ ...shared, title: '坏图', pictures: [broken] })).rejects.toThrow()
  expect(await sharePicture({ ...shared, title: '好图' })).toBeDefined()
})
