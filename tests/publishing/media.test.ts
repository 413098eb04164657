import sharp from 'sharp'
import { expect, test } from 'vitest'
import { isActiveDrawing, sanitiseDrawing } from '#publishing/drafts/drawing.ts'
import { mediaType, ownName, readMediaAddress } from '#publishing/edition/media.ts'
import { aNotice, anExposure, bareRepository, testContent } from '../support/content.ts'

const now = new Date('2026-11-22T10:00:00+08:00')

test('a file has a public address with the hash of its content, and is read by it', async () => {
  const { content, publish } = await testContent(await bareRepository(4))
  const address = content.editionAt(now).mediaUrl('/media/many/picture.svg')
  expect(address).toMatch(/^\/media\/[0-9a-f]{12}\/many\/picture\.svg$/)
  expect(content.editionAt(now).list('role-models')[0]!.html()).toContain(`src="${address}"`)
  const media = await content.readMedia(address, now)
  expect(media).toMatchObject({ contentType: 'image/svg+xml', attachment: false, path: '/media/many/picture.svg' })
  expect(media?.bytes.toString()).toContain('<svg')
  expect(await content.readMedia(address, now)).toEqual(media)

  // Exchanged, it has another address, and the pages that show it have it too.
  await publish({ 'content/media/many/picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' })
  const later = content.editionAt(now).mediaUrl('/media/many/picture.svg')
  expect(later).not.toBe(address)
  expect(content.editionAt(now).list('role-models')[0]!.html()).toContain(`src="${later}"`)
  expect(await content.readMedia(address, now)).toBeUndefined()
  expect((await content.readMedia(later, now))?.bytes.toString()).toBe(
    sanitiseDrawing('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  )
})

test('an address with a wrong hash, no hash, a path out of the media or an unknown file reads nothing', async () => {
  const { content } = await testContent()
  const address = content.editionAt(now).mediaUrl('/media/many/picture.svg')
  const hash = address.split('/')[2]
  for (const wrong of [
    `/media/000000000000/many/picture.svg`,
    '/media/many/picture.svg',
    `/media/${hash}/../settings/site.yml`,
    `/media/${hash}/many/none.svg`,
    `/media/${hash}/many/picture.svg/`,
    `/media/${hash}//many/picture.svg`,
    '/media/',
    '',
  ]) {
    expect(await content.readMedia(wrong, now), wrong).toBeUndefined()
  }
})

test('a file over 20 MB is a fault and is not served', async () => {
  const { content, publish } = await testContent()
  await publish({
    'content/media/psa/film.zip': Buffer.alloc(20 * 1024 * 1024 + 1),
    'content/media/psa/print.pdf': Buffer.alloc(20 * 1024 * 1024, '%PDF-'),
    'content/notices/2026/print.md': aNotice({ body: '[印刷文件](/media/psa/print.pdf)' }),
  })
  const edition = content.editionAt(now)
  expect(edition.faults).toEqual([{ path: 'content/media/psa/film.zip', message: '文件超过 20 MB，请放入文件库' }])
  expect(edition.mediaUrl('/media/psa/film.zip')).toBe('/media/psa/film.zip')
  const pdf = await content.readMedia(edition.mediaUrl('/media/psa/print.pdf'), now)
  expect([pdf?.bytes.length, pdf?.attachment, pdf?.contentType]).toEqual([20 * 1024 * 1024, true, 'application/pdf'])
})

test('pictures come and go with the entries that show them, and what no entry shows is not served', async () => {
  const { content, publish } = await testContent()
  const picture = (name: string) => `before:\n  - src: /media/exposures/${name}.svg\n    alt: 图\n`
  await publish({
    'content/media/exposures/one.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'content/media/exposures/both.svg': '<svg xmlns="http://www.w3.org/2000/svg" id="b"/>',
    'content/media/exposures/unused.svg': '<svg xmlns="http://www.w3.org/2000/svg" id="u"/>',
    'content/exposures/2026/short.md': anExposure({
      until: '2026-12-01',
      more: `${picture('one')}after:\n  - src: /media/exposures/both.svg\n    alt: 图\n`,
    }),
    'content/exposures/2026/long.md': anExposure({ until: '2026-12-31', more: picture('both') }),
  })
  const served = async (name: string, at: string) =>
    (await content.readMedia(content.editionAt(now).mediaUrl(`/media/exposures/${name}.svg`), new Date(at)))?.until
  const endOf = (day: string) => Date.parse(`${day}T24:00:00+08:00`)
  expect(await served('one', '2026-12-01T12:00:00+08:00')).toBe(endOf('2026-12-01'))
  expect(await served('both', '2026-12-01T12:00:00+08:00')).toBe(endOf('2026-12-31'))
  expect(await served('unused', '2026-12-01T12:00:00+08:00')).toBeUndefined()
  expect(await served('one', '2026-12-02T00:00:00+08:00')).toBeUndefined()
  expect(await served('both', '2026-12-02T00:00:00+08:00')).toBe(endOf('2026-12-31'))
  expect(await served('both', '2027-01-01T00:00:00+08:00')).toBeUndefined()
})

test('a file keeps its Chinese name in its path, its address and the text that shows it', async () => {
  const { content, publish } = await testContent()
  await publish({
    'content/media/notices/瓯江-风光.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'content/notices/2026/river.md': aNotice({
      body: '![江](/media/notices/瓯江-风光.svg)\n\n见/media/notices/瓯江-风光.svg一图。',
    }),
  })
  const edition = content.editionAt(now)
  expect(edition.faults).toEqual([])
  const address = edition.mediaUrl('/media/notices/瓯江-风光.svg')
  expect(address).toMatch(/^\/media\/[0-9a-f]{12}\/notices\/%E7%93%AF%E6%B1%9F-/)
  expect(edition.find('notices', 'river')?.html()).toContain(`src="${address}"`)
  expect((await content.readMedia(address, now))?.path).toBe('/media/notices/瓯江-风光.svg')
  expect(await content.readMedia('/media/0123456789ab/%E7%9', now)).toBeUndefined()
  expect([
    ownName('/media/notices/评分表-0123456789ab.pdf'),
    ownName('/media/notices/river-1a2b.webp'),
    ownName('/media/notices/a-0123456789ab.640.webp'),
  ]).toEqual(['评分表.pdf', 'river-1a2b.webp', 'a.640.webp'])
})

test('only known kinds of files have a type', () => {
  expect([
    mediaType('/media/a/b.svg'),
    mediaType('/media/a/b.WEBP'),
    mediaType('/media/a/b.html'),
    mediaType('/media/a/.svg'),
    mediaType('/media/../b.svg'),
  ]).toEqual(['image/svg+xml', undefined, undefined, undefined, undefined])
  expect(readMediaAddress('/media/0123456789ab/a/b.svg')).toEqual({ hash: '0123456789ab', path: '/media/a/b.svg' })
})

test('a photograph that came by a push loses where and when it was taken before anybody sees it, and stands upright', async () => {
  const { content, publish } = await testContent()
  const taken = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888888' } })
    .withExif({ IFD0: { Copyright: '示例' }, IFD3: { GPSLatitude: '28/1 27/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(taken).metadata()).exif).toBeDefined()
  await publish({
    'content/media/uploads/taken.jpg': taken,
    'content/notices/2026/shows-it.md': aNotice({ body: '![图](/media/uploads/taken.jpg)' }),
  })
  const now = new Date()
  const seen = await content.readMedia(content.editionAt(now).mediaUrl('/media/uploads/taken.jpg'), now)
  const { exif, xmp, iptc, width, height, format } = await sharp(seen!.bytes).metadata()
  expect({ exif, xmp, iptc, width, height, format }).toEqual({
    exif: undefined,
    xmp: undefined,
    iptc: undefined,
    width: 200,
    height: 300,
    format: 'jpeg',
  })
})

test('bytes of another kind than the name says are given to nobody, whichever name of them was asked for first', async () => {
  const { content, publish } = await testContent()
  const drawing = '<?xml version="1.0"?><!-- 甲 --><svg xmlns="http://www.w3.org/2000/svg"><rect width="1" /></svg>'
  const photograph = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Artist: '示例拍摄人' } })
    .jpeg()
    .toBuffer()
  const names = [
    'drawing.zip',
    'drawing.png',
    'drawing.svg',
    'photograph.zip',
    'photograph.pdf',
    'photograph.jpg',
    'photograph.png',
  ]
  await publish({
    ...Object.fromEntries(
      names.map(name => [`content/media/notices/${name}`, name.startsWith('drawing') ? drawing : photograph]),
    ),
    'content/notices/2026/same.md': aNotice({ body: names.map(name => `[件](/media/notices/${name})`).join('\n\n') }),
  })
  const edition = content.editionAt(now)
  const read = async (name: string) => (await content.readMedia(edition.mediaUrl(`/media/notices/${name}`), now))?.bytes
  for (const order of [names, [...names].reverse(), names]) {
    for (const name of order) {
      const bytes = await read(name)
      if (name === 'drawing.svg') expect(bytes?.toString()).toBe(sanitiseDrawing(drawing))
      // A photograph is one whichever kind of photograph it is called.
      else if (/^photograph\.(jpg|png)$/.test(name)) expect((await sharp(bytes).metadata()).exif).toBeUndefined()
      else expect(bytes, name).toBeUndefined()
    }
  }
})

test.each([
  '<a><text>甲</text><set attributeName="href" to="javascript:alert(1)"/></a>',
  '<svg:set xmlns:svg="http://www.w3.org/2000/svg" attributeName="href" to="#a"/>',
  '<animateTransform attributeName="transform" type="rotate"/>',
  '<style>rect{fill:red}</style>',
  '<a xlink:href = "javascript:alert(1)"/>',
])('a drawing that brings %s is active', inner => {
  expect(isActiveDrawing(`<svg xmlns="http://www.w3.org/2000/svg"><rect/>${inner}</svg>`)).toBe(true)
})

test('a drawing of shapes, painted by attributes and parts of itself, is not active', () => {
  const shapes = '<defs><linearGradient id="g"/></defs><use href="#a"/><rect style="fill:red" fill="url(#g)"/>'
  expect(isActiveDrawing(`<svg xmlns="http://www.w3.org/2000/svg">${shapes}</svg>`)).toBe(false)
})
