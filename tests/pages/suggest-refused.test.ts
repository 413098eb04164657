import { request as httpRequest } from 'node:http'
import { readdir } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formErrors, fileErrors } from '#forms/errors.ts'
import { maxPhotoBytes } from '#suggestions/photo-files.ts'
import { photoErrors } from '#suggestions/photo-words.ts'
import { suggestionErrors as words, suggestionForm as formWords } from '#suggestions/words.ts'
import { imageBomb, phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { inParts, keptBy, keptPhotosOn, readPage, suggestPath } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let citizen: Visitor
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  citizen = visitor(server.address)
  clerk = await signedIn(server.address, server.accounts.clerk)
})
afterAll(() => server.stop())

const send = (typed: Record<string, string> = typedSuggestion(), photos?: [string, Buffer | string][]) =>
  citizen.post(suggestPath, inParts(typed, photos))

const kept = () => keptBy(server, clerk)

describe('bad input is refused in words, what was typed stays, and nothing is kept of it:', () => {
  let before: Awaited<ReturnType<typeof kept>>
  beforeEach(async () => (before = await kept()))
  afterEach(async () => expect(await kept()).toEqual(before))

  test('missing fields', async () => {
    const { summary, messages, value, status } = await readPage(
      await send({ request_key: typedSuggestion().request_key!, name: ' 吴女士 ' }, [['a.jpg', await phonePhoto()]]),
    )
    expect(status).toBe(422)
    expect(summary).toEqual([
      ['kind', words.kind],
      ['title', words.title.missing],
      ['body', words.body.missing],
      ['category', words.category],
      ['county', words.county],
      ['place', words.place.missing],
      ['privacy_consent', words.privacyConsent],
    ])
    expect(messages).toEqual(summary.map(([, message]) => message))
    expect(value('name')).toBe(' 吴女士 ')
  })

  test('a place that is missing for a problem', async () => {
    const typed = typedSuggestion({ place: '', body: ' 第一行\r\n第二行 <script>"&amp;' })
    const { summary, value, html, status } = await readPage(await send(typed, [['a.jpg', await phonePhoto()]]))
    expect(status).toBe(422)
    expect(summary).toEqual([['place', words.place.missing]])
    expect(keptPhotosOn(html)).toHaveLength(1)
    expect(value('request_key')).toBe(typed.request_key)
    expect(value('title')).toBe(typed.title)
    expect(value('body').replace(/\r?\n/g, '\r\n')).toBe(typed.body)
    expect([value('kind'), value('county')]).toEqual(['problem', '331102'])
  })

  test('overlong fields', async () => {
    const typed = typedSuggestion({
      title: '长'.repeat(61),
      body: '长'.repeat(3001),
      place: '长'.repeat(121),
      name: '长'.repeat(41),
    })
    const { messages, value, status } = await readPage(await send(typed))
    expect(status).toBe(422)
    expect(messages).toEqual([words.title.long, words.body.long, words.place.long, words.name])
    for (const name of ['title', 'body', 'place', 'name']) expect(value(name)).toBe(typed[name])
  })

  test('a text a hundred times too long', async () => {
    const { messages, status } = await readPage(await send(typedSuggestion({ body: '长'.repeat(300_000) })))
    expect([status, messages]).toEqual([422, [formErrors['text-too-long']]])
  })

  test('values that the form does not offer', async () => {
    const typed = typedSuggestion({
      kind: 'complaint',
      category: '../../etc/passwd',
      county: '110000',
      latitude: '北纬',
      longitude: '999',
      phone: '1234',
    })
    const { messages, status, value } = await readPage(await send(typed))
    const [category, county] = [formWords.category, formWords.county].map(({ label }) => `请从列表里选${label}`)
    expect([status, messages]).toEqual([
      422,
      [words.kind, category, county, words.position, words.position, words.phone],
    ])
    expect(value('phone')).toBe('1234')
  })

  test('a file where text is asked for, text where photos are asked for', async () => {
    const data = inParts(typedSuggestion())
    data.delete('title')
    data.append('title', new File(['x'], 'x.txt'))
    data.append('photos', '不是文件')
    const { messages, status } = await readPage(await citizen.post(suggestPath, data))
    expect([status, messages]).toEqual([422, [words.title.missing]])
  })

  test('no request key, or one that is none: the next one will do', async () => {
    const { summary, value, status } = await readPage(await send(typedSuggestion({ request_key: '1' })))
    expect([status, summary]).toEqual([422, [['form', words.requestKey]]])
    expect(value('request_key')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each([
    ['urlencoded', () => new URLSearchParams(Array.from({ length: 200_000 }, (_, n) => [`f${n}`, '1'])), undefined],
    [
      'in parts',
      () =>
        Array.from(
          { length: 200_000 },
          (_, n) => `--b\r\nContent-Disposition: form-data; name="f${n}"\r\n\r\n1\r\n`,
        ).join('') + '--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
  ])('200,000 fields %s', async (_how, body, type) => {
    const response = await fetch(server.address + suggestPath, {
      method: 'POST',
      body: body(),
      headers: { Origin: server.address, ...(type && { 'Content-Type': type }) },
    })
    const { summary, status } = await readPage(response)
    expect([status, summary]).toEqual([422, [['form', formErrors['too-many-parts']]]])
  })

  test('a NUL byte, and bytes that are no UTF-8', async () => {
    const typed = new URLSearchParams(typedSuggestion({ title: '路\0灯' }))
      .toString()
      .replace(/body=[^&]*/, 'body=%E4%BD%FF')
    const response = await fetch(server.address + suggestPath, {
      method: 'POST',
      body: typed,
      headers: { Origin: server.address, 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    const { messages, status } = await readPage(response)
    expect([status, messages]).toEqual([422, [formErrors['null-character'], formErrors['not-utf8']]])
    expect((await send(typedSuggestion({ place: '\0' }))).status).toBe(422)
  })

  test.each([
    ['a text that calls itself a JPEG', '照片.jpg', () => '这不是照片', photoErrors['not-a-photo']('照片.jpg')],
    [
      'a web page that calls itself a PNG',
      '<script>.png',
      () => '<html><script>alert(1)</script>',
      photoErrors['not-a-photo']('<script>.png'),
    ],
    ['a GIF of nothing', 'a.gif', () => 'GIF89a', photoErrors.broken('a.gif')],
    ['a HEIC', 'a.heic', () => '\0\0\0\x18ftypheic\0\0\0\0', photoErrors.heic('a.heic')],
    ['half a JPEG', 'b.jpg', async () => (await phonePhoto()).subarray(0, 300), photoErrors.broken('b.jpg')],
    ['an image bomb', 'c.png', () => imageBomb(), photoErrors['too-many-pixels']('c.png')],
    ['sixty-one megabytes', 'd.jpg', () => Buffer.alloc(61 * 1024 * 1024), fileErrors.tooLarge('d.jpg', maxPhotoBytes)],
  ])('%s', async (_what, name, bytes, message) => {
    const typed = typedSuggestion()
    const { messages, value, html, status } = await readPage(
      await send(typed, [
        ['good.jpg', await phonePhoto()],
        [name, await bytes()],
      ]),
    )
    expect([status, messages]).toEqual([422, [message]])
    expect(value('title')).toBe(typed.title)
    expect(keptPhotosOn(html)).toHaveLength(1)
    expect(html).not.toContain('<script>.png')
  })

  test('twelve photos', async () => {
    const photo = await phonePhoto()
    const { messages, status, html } = await readPage(
      await send(
        typedSuggestion(),
        Array.from({ length: 12 }, (_, n) => [`${n}.jpg`, photo]),
      ),
    )
    expect([status, messages]).toEqual([422, [fileErrors.photosTooMany(6)]])
    expect(keptPhotosOn(html)).toHaveLength(6)
  })

  test.each([
    ['JSON', '{"title":"x"}', 'application/json'],
    ['plain text', 'title=x', 'text/plain'],
    ['parts without a boundary', 'x', 'multipart/form-data'],
    [
      'a form broken off in the middle',
      '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n路灯',
      'multipart/form-data; boundary=b',
    ],
  ])('%s', async (_what, body, type) => {
    const response = await fetch(server.address + suggestPath, {
      method: 'POST',
      body,
      headers: { Origin: server.address, 'Content-Type': type },
    })
    const { summary, status } = await readPage(response)
    expect(status).toBe(400)
    expect(summary[0]?.[0]).toBe('form')
  })

  test.each([
    ['announced', true],
    ['not announced', false],
  ])('a body over the limit, %s: 413, and the connection is closed cleanly', async (_how, announced) => {
    const { status, html } = await postMegabytes(123, announced)
    expect(status).toBe(413)
    expect(html).toContain(announced ? '内容太大了' : formErrors['too-large'])
  })

  test('a form from another site', async () => {
    for (const origin of ['https://evil.example', 'null', server.address.replace('127.0.0.1', 'localhost')]) {
      const response = await citizen.post(suggestPath, inParts(typedSuggestion(), [['a.jpg', await phonePhoto()]]), {
        Origin: origin,
      })
      expect([origin, response.status]).toEqual([origin, 403])
      expect(await response.text()).toContain('这份表单不是从本站的页面上提交的')
    }
  })

  test('a sender that goes away in the middle', async () => {
    const request = httpRequest(server.address + suggestPath, {
      method: 'POST',
      headers: {
        Origin: server.address,
        'Content-Type': 'multipart/form-data; boundary=b',
        'Content-Length': 1_000_000,
      },
    })
    request.on('error', () => {})
    request.write(
      `--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n${'x'.repeat(200_000)}`,
    )
    await expect.poll(async () => (await readdir(`${server.dataDir}/uploads`)).length).toBe(1)
    request.destroy()
    await expect.poll(async () => (await readdir(`${server.dataDir}/uploads`)).length).toBe(0)
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be stored|Unhandled|Error:/)
})

/** Sends that many megabytes of one photo, with or without saying so beforehand; rejects when the connection is reset. */
function postMegabytes(megabytes: number, announced: boolean): Promise<{ status: number | undefined; html: string }> {
  return new Promise((resolve, reject) => {
    const start = '--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
    const headers = {
      Origin: server.address,
      'Content-Type': 'multipart/form-data; boundary=b',
      ...(announced
        ? { 'Content-Length': start.length + megabytes * 1024 * 1024 }
        : { 'Transfer-Encoding': 'chunked' }),
    }
    const request = httpRequest(server.address + suggestPath, { method: 'POST', headers }, response => {
      let html = ''
      response
        .setEncoding('utf8')
        .on('data', text => (html += text))
        .on('end', () => resolve({ status: response.statusCode, html }))
        .on('error', reject)
    })
    request.on('error', reject)
    request.write(start)
    const megabyte = Buffer.alloc(1024 * 1024)
    let left = megabytes
    const more = () => {
      while (left > 0) {
        left -= 1
        if (!request.write(megabyte)) return void request.once('drain', more)
      }
      request.end()
    }
    more()
  })
}
