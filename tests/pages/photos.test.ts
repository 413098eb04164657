import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileErrors } from '#forms/errors.ts'
import { maxPhotoBytes } from '#suggestions/photo-files.ts'
import { photoErrors } from '#suggestions/photo-words.ts'
import { suggestionErrors as words, tracking } from '#suggestions/words.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { elementsIn } from '../support/html.ts'
import { inParts, keptPhotosOn, numberOn, readPage, suggestPath, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, statusAt, visitor, type Visitor } from '../support/visitor.ts'

let server: Portal
let citizen: Visitor
beforeAll(async () => {
  server = await workersPortal()
  citizen = visitor(server.address)
})
afterAll(() => server.stop())

/** Sends the form with photos that were kept before, by their tokens, and new files. */
function send(typed: Record<string, string>, kept: string[] = [], files?: [string, Buffer | string][]) {
  const body = inParts(typed, files)
  for (const token of kept) body.append('photos', token)
  return citizen.post(suggestPath, body)
}

/** Sends a form with a fault; the tokens of the photos that were kept, and what the page says. */
async function refused(files: [string, Buffer | string][], kept: string[] = []) {
  const page = await readPage(await send(typedSuggestion({ place: '' }), kept, files))
  expect(page.status).toBe(422)
  return { ...page, tokens: keptPhotosOn(page.html) }
}

/** The photos of additions that a page shows. */
const picturesIn = (html: string) =>
  elementsIn(html, 'img', { src: true })
    .map(image => image.attribs.src!)
    .filter(source => source.includes('/additions/'))

const arrived = async (response: Response) => {
  expect(response.status).toBe(303)
  return (await citizen.get(response.headers.get('location')!)).text()
}

describe('a photo of a form that comes back', () => {
  test('is kept and shown, and goes along without being chosen again', async () => {
    const { tokens, html, messages } = await refused([
      ['一.jpg', await phonePhoto()],
      [
        '二.png',
        await sharp(await phonePhoto({ width: 90, height: 60 }))
          .png()
          .toBuffer(),
      ],
    ])
    expect([tokens.length, messages]).toEqual([2, [words.place.missing]])
    const address = `/participate/photos/${tokens[0]}.webp`
    expect(html).toContain(address)
    const shown = await citizen.get(address)
    expect([
      shown.status,
      ...['content-type', 'cache-control', 'x-robots-tag'].map(name => shown.headers.get(name)),
    ]).toEqual([200, 'image/webp', 'private, no-store', 'noindex'])

    const typed = typedSuggestion({ title: '照片没有再选一次' })
    const more = await phonePhoto({ width: 30, height: 20 })
    const page = await arrived(await send(typed, tokens, [['三.jpg', more]]))
    expect(page).toContain(tracking.sent.arrived('照片没有再选一次', 3))
    expect((await citizen.get(address)).status).toBe(404)
  })

  test('stays behind when its box is no longer ticked', async () => {
    const { tokens } = await refused([
      ['一.jpg', await phonePhoto()],
      ['二.jpg', await phonePhoto()],
    ])
    const page = await arrived(await send(typedSuggestion({ title: '只留一张' }), tokens.slice(1)))
    expect(page).toContain(tracking.sent.arrived('只留一张', 1))
  })

  test('makes one thing however often the form is sent', async () => {
    const { tokens } = await refused([['一.jpg', await phonePhoto()]])
    const typed = typedSuggestion()
    const sent = await Promise.all([send(typed, tokens), send(typed, tokens)])
    sent.push(await send(typed, tokens))
    expect(new Set(sent.map(response => response.headers.get('location'))).size).toBe(1)
    await arrived(sent[0]!)
  })
})

describe('a photo that cannot be used', () => {
  test('because it went with something else, or is nobody’s, is told at the field, and the rest is kept', async () => {
    const { tokens } = await refused([['一.jpg', await phonePhoto()]])
    await arrived(await send(typedSuggestion(), tokens))
    const { tokens: good } = await refused([['二.jpg', await phonePhoto()]])
    for (const bad of [tokens[0]!, randomUUID().replaceAll('-', '')]) {
      const { status, messages, html, value } = await readPage(
        await send(typedSuggestion({ title: '换了标题' }), [bad, ...good]),
      )
      expect([status, messages, keptPhotosOn(html), value('title')]).toEqual([
        422,
        [photoErrors.gone],
        good,
        '换了标题',
      ])
      const twice = await refused([], [bad, ...good])
      expect([twice.messages, twice.tokens]).toEqual([[words.place.missing, photoErrors.gone], good])
    }
    await arrived(await send(typedSuggestion(), good))
  })

  test('because it is empty is named, never passed over', async () => {
    const { status, messages, html } = await readPage(
      await send(
        typedSuggestion(),
        [],
        [
          ['空的.jpg', ''],
          ['好的.jpg', await phonePhoto()],
          ['坏的.jpg', 'x'],
        ],
      ),
    )
    expect([status, messages, keptPhotosOn(html).length]).toEqual([
      422,
      [`${fileErrors.empty('空的.jpg')}；${photoErrors['not-a-photo']('坏的.jpg')}`],
      1,
    ])
  })

  test('is shown to nobody by a wrong token, and not taken by other methods', async () => {
    const { tokens } = await refused([['一.jpg', await phonePhoto()]])
    for (const wrong of ['0'.repeat(32), tokens[0]!.slice(1), `${tokens[0]}x`, '..%2f..%2fetc'])
      expect(await statusAt(citizen, `/participate/photos/${wrong}.webp`)).toBe(404)
    expect((await citizen.post(`/participate/photos/${tokens[0]}.webp`, {})).status).toBe(405)
  })
})

describe('photos of an addition', () => {
  test('are kept through errors, at most three, and shown to the author and the desk alone', async () => {
    const sent = await send(typedSuggestion({ title: '以后补照片' }))
    const { address } = trackedBy(sent)
    const number = numberOn(await arrived(sent))
    const photo = await phonePhoto()
    const add = (typed: Record<string, string>, kept: string[], files: [string, Buffer | string][]) => {
      const body = inParts({ request_key: randomUUID(), ...typed }, files)
      for (const token of kept) body.append('photos', token)
      return citizen.post(`${address}/addition`, body)
    }
    const first = await readPage(
      await add(
        { body: '' },
        [],
        ['一', '二', '三', '四'].map(name => [name, photo]),
      ),
    )
    const tokens = keptPhotosOn(first.html)
    expect([first.status, tokens.length]).toEqual([422, 3])
    expect(first.messages).toContain(fileErrors.photosTooMany(3))
    const gone = await readPage(await add({ body: '补充' }, [randomUUID().replaceAll('-', ''), ...tokens.slice(1)], []))
    expect([gone.status, gone.messages, keptPhotosOn(gone.html)]).toEqual([422, [photoErrors.gone], tokens.slice(1)])
    expect((await add({ body: '今天又拍到了' }, tokens, [])).status).toBe(303)

    const ofAuthor = picturesIn(await (await citizen.get(address)).text())
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const ofDesk = picturesIn(await (await clerk.get(`/desk/suggestions/${number}`)).text())
    expect([ofAuthor.length, ofDesk.length]).toEqual([3, 3])
    for (const [who, picture] of [
      [citizen, ofAuthor[0]!],
      [clerk, ofDesk[2]!],
    ] as const) {
      const response = await who.get(picture)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
    }
    const other = trackedBy(await send(typedSuggestion({ title: '别人的' }))).address
    for (const wrong of [ofAuthor[0]!.replace(address, other), ofAuthor[0]!.replace('1-640', '4-640')])
      expect((await citizen.get(wrong)).status).toBe(404)
    expect((await citizen.get(ofDesk[0]!)).status).toBe(303)
  })
})

describe('a photo that comes by itself, in pieces', () => {
  const token = () => randomUUID().replaceAll('-', '')
  function piece(photo: Buffer, of: string, from: number, to: number, more: Record<string, string> = {}) {
    return citizen.postText('/participate/photos', new Uint8Array(photo.subarray(from, to)), {
      'Content-Type': 'application/octet-stream',
      'Photo-Token': of,
      'Photo-Offset': String(from),
      'Photo-Length': String(photo.length),
      'Photo-Name': encodeURIComponent('盲道.jpg'),
      ...more,
    })
  }
  const answered = async (response: Response) => [response.status, await response.json()]

  test('is the same as one that comes with its form, whatever was sent twice or too early', async () => {
    const photo = await phonePhoto()
    const [mine, half] = [token(), Math.floor(photo.length / 2)]
    expect(await answered(await piece(photo, mine, half, photo.length))).toEqual([200, { at: 0 }])
    for (const _again of [1, 2]) expect(await answered(await piece(photo, mine, 0, half))).toEqual([200, { at: half }])
    // Again and again until it is there: one of them comes just when the first is through.
    const again = async (_: unknown, time: number) => {
      await wait(time * 3)
      return piece(photo, mine, half, photo.length)
    }
    const last = await Promise.all(Array.from({ length: 60 }, again))
    for (const each of last) expect(await answered(each)).toEqual([200, { done: true }])
    expect(await answered(await piece(photo, mine, half, photo.length))).toEqual([200, { done: true }])

    const { tokens: withForm } = await refused([['盲道.jpg', photo]])
    const pictureOf = async (each: string) =>
      Buffer.from(await (await citizen.get(`/participate/photos/${each}.webp`)).arrayBuffer())
    expect(await pictureOf(mine)).toEqual(await pictureOf(withForm[0]!))
    const page = await arrived(await send(typedSuggestion({ title: '两张一样的' }), [mine, withForm[0]!]))
    expect(page).toContain(tracking.sent.arrived('两张一样的', 2))
  })

  test('is refused in words when it is none, and by its size before it is sent', async () => {
    const text = Buffer.from('这不是照片')
    expect(await answered(await piece(text, token(), 0, text.length))).toEqual([
      422,
      { fault: photoErrors['not-a-photo']('盲道.jpg') },
    ])
    for (const wrong of [
      { 'Photo-Length': String(maxPhotoBytes + 1) },
      { 'Photo-Length': '3' },
      { 'Photo-Offset': '-1' },
      { 'Photo-Token': '../../etc/passwd' },
    ] as Record<string, string>[])
      expect((await piece(text, token(), 0, text.length, wrong)).status).toBe(400)
    expect((await piece(text, token(), 0, text.length, { Origin: 'https://evil.example' })).status).toBe(403)
    expect((await citizen.get('/participate/photos')).status).toBe(405)
    expect(await readdir(`${server.dataDir}/uploads`)).toEqual([])
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be|Unhandled|Error:/)
})
