import { expect, test } from 'vitest'
import { readShown, type Shown } from '#publishing/drafts/shown.ts'
import { aNotice, anExposure } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const drawing = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="${colour}"/></svg>`
const picture = 'content/media/exposures/shown.svg'

async function shownOf(room: Newsroom, path: string) {
  const place = placeOf(path)
  const head = (await room.content.drafts.find(place.collection, place.slug))?.head ?? ''
  return readShown(room.db, room.content, { ...place, head })
}

test('a picture stands in the version of the draft, with its words and its field; of an exposure with its mask check', async () => {
  const room = await newsroom()
  const author = await room.person('撰稿人', 'contributor')
  const path = 'content/exposures/2026/shown.md'
  await room.publish({ [picture]: drawing('red') })
  const before = 'before:\n  - src: /media/exposures/shown.svg\n    alt: 盲道上停着车\n    caption: 整改前一天\n'
  const text = anExposure()
    .replace(/^mask_check:\n(?: .*\n)*/m, '')
    .replace(/^before:.*\n(?: .*\n)*/m, '')
  await room.save(author, path, text.replace('---\n', `---\n${before}`), {
    assets: [{ path: picture, content: Buffer.from(drawing('blue')).toString('base64'), encoding: 'base64' }],
  })
  const read = await shownOf(room, path)
  const [first] = read!.shown as [Shown]
  expect(first).toMatchObject({ alt: '盲道上停着车', caption: '整改前一天', isPicture: true, isChanged: true })
  expect(first.where).toBe('“整改前”第 1 项“图片”')
  const media = await room.content.readHiddenMedia(first.address!, () => true)
  expect(String(media?.bytes)).toContain('blue')
  expect(read!.maskCheck).toBeNull()

  const mask = 'mask_check:\n  by: 核对人\n  on: 2026-11-03\n'
  await room.save(author, path, text.replace('---\n', `---\n${before}${mask}`))
  expect((await shownOf(room, path))?.maskCheck).toEqual({ by: '核对人', on: '2026-11-03' })
})

test('a picture and a file in the text are found with their words; what is missing is there without an address', async () => {
  const room = await newsroom()
  const author = await room.person('撰稿人', 'contributor')
  const path = 'content/notices/2026/shown.md'
  await room.publish({ 'content/media/notices/there.svg': drawing('green') })
  const gone = '/files/0123456789abcdef/gone.pdf'
  const body = `![江边](/media/notices/there.svg "江边的路")\n\n![](/media/notices/gone.svg)\n\n[表格](${gone})`
  await room.content.repository.commitFiles(
    'cms/notices/shown',
    undefined,
    [{ path, bytes: Buffer.from(aNotice({ body })) }],
    {
      author: { name: author.name, email: 'a@localhost' },
      message: '推送',
      from: await room.content.repository.head('main'),
    },
  )
  const read = await shownOf(room, path)
  expect(read?.maskCheck).toBeUndefined()
  expect(read?.shown.map(({ src, address, alt, caption }) => [src, Boolean(address), alt, caption])).toEqual([
    ['/media/notices/there.svg', true, '江边', '江边的路'],
    ['/media/notices/gone.svg', false, '', undefined],
    [gone, false, undefined, undefined],
  ])
  expect(await readShown(room.db, room.content, { ...placeOf(path), head: 'f'.repeat(40) })).toBeUndefined()
})
