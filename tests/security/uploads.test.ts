import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesWords } from '#publishing/files/words.ts'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { aNotice } from '../support/content.ts'
import { plantedIn } from '../support/naughty.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { inParts, keptPhotosOn, readPage, suggestPath } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { fileNames, harm, uploadCorpus } from '../support/upload-corpus.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let citizen: Visitor
let editor: Visitor
beforeAll(async () => {
  server = await workersPortal()
  citizen = visitor(server.address)
  editor = await signedIn(server.address, server.accounts.publisher)
})
afterAll(() => server.stop())

const corpus = await uploadCorpus()

/** A form that comes back for another reason, so that its page shows what was kept of the photo. */
const send = async (name: string, bytes: Buffer) =>
  readPage(await citizen.post(suggestPath, inParts(typedSuggestion({ place: '' }), [[name, bytes]])))

/** A picture as it is handed out: WebP, with nothing in it but pixels. */
async function expectPixelsAlone(address: string): Promise<void> {
  const response = await citizen.get(address)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([
    response.status,
    response.headers.get('content-type'),
    response.headers.get('x-content-type-options'),
  ]).toEqual([200, 'image/webp', 'nosniff'])
  const { format, exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata()
  expect({ format, exif, xmp, iptc, icc, orientation }).toEqual({ format: 'webp' })
  // The file ends where its own head says, so nothing hides behind it.
  expect(bytes.readUInt32LE(4) + 8).toBe(bytes.length)
  for (const trace of [harm, 'Exif', 'GPS', 'Pocket', '<script', '%PDF', 'PK\x03\x04', 'adobe'])
    expect([trace, bytes.includes(trace)]).toEqual([trace, false])
}

describe('a photo of a form', () => {
  test.each(corpus.map(({ what, bytes, kept }) => [what, bytes, kept === true] as const))(
    'that is %s is refused in words or keeps its pixels alone, whatever it is called',
    async (_what, bytes, kept) => {
      for (const name of ['照片.jpg', '照片.html']) {
        const { status, html, messages } = await send(name, bytes)
        const tokens = keptPhotosOn(html)
        expect([status, tokens.length, html.includes(harm)]).toEqual([422, kept ? 1 : 0, false])
        if (kept) await expectPixelsAlone(`/participate/photos/${tokens[0]}.webp`)
        else expect(messages.at(-1)).toMatch(/^“照片\.(?:jpg|html)”.*\p{Script=Han}/u)
      }
    },
  )

  test('comes in by a name that leads nowhere and is shown as words', async () => {
    const photo = await phonePhoto({ width: 40, height: 30 })
    // Other files of tests have left photos and papers on this server.
    const storedNow = () =>
      readdirSync(`${server.dataDir}/photos`, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(({ parentPath, name }) => `${parentPath}/${name}`)
    const before = new Set(storedNow())
    for (const name of fileNames) {
      const [good, bad] = [await send(name, photo), await send(name, Buffer.from('no photo'))]
      expect([name, good.status, keptPhotosOn(good.html).length]).toEqual([name, 422, 1])
      expect([name, bad.status, keptPhotosOn(bad.html).length]).toEqual([name, 422, 0])
      for (const { html } of [good, bad]) expect([name, plantedIn(html)]).toEqual([name, []])
    }
    expect(readdirSync(`${server.dataDir}/uploads`)).toEqual([])
    for (const outside of ['planted.jpg', 'planted.php', '../planted.jpg', 'photos/planted.jpg'])
      expect(existsSync(`${server.dataDir}/${outside}`)).toBe(false)
    const stored = storedNow().filter(path => !before.has(path))
    expect(stored.length).toBeGreaterThan(0)
    expect(stored.filter(path => !/\/1-(?:640|1280|2000)\.webp$/.test(path))).toEqual([])
  })
})

test('a photo that comes by itself in pieces is refused in words or keeps its pixels alone', async () => {
  for (const { what, bytes, kept } of corpus) {
    const token = createHash('md5').update(what).digest('hex')
    const response = await citizen.postText('/participate/photos', new Uint8Array(bytes), {
      'Content-Type': 'application/octet-stream',
      'Photo-Token': token,
      'Photo-Offset': '0',
      'Photo-Length': String(bytes.length),
      'Photo-Name': encodeURIComponent('../../planted.jpg'),
    })
    const answer = (await response.json()) as { done?: true; fault?: string }
    if (kept) {
      expect([what, response.status, answer]).toEqual([what, 200, { done: true }])
      await expectPixelsAlone(`/participate/photos/${token}.webp`)
    } else
      expect([what, response.status, answer]).toEqual([what, 422, { fault: expect.stringMatching(/\p{Script=Han}/u) }])
  }
})

describe('a big file of the editors', () => {
  const form = (name: string, bytes: Buffer) => {
    const data = new FormData()
    data.set('request_key', crypto.randomUUID())
    data.set('file', new File([new Uint8Array(bytes)], name))
    return data
  }

  test('of another kind than it says is refused in words', async () => {
    for (const { what, bytes } of corpus)
      for (const name of ['a.pdf', 'a.svg', 'a.html', 'a.zip', 'a.mp4']) {
        const isWhatItSays =
          (name === 'a.pdf' && what === 'a document with a script') ||
          (name === 'a.svg' && what === 'a drawing with a script') ||
          (name === 'a.zip' && what === 'an archive') ||
          (name === 'a.mp4' && bytes.subarray(4, 8).toString() === 'ftyp')
        if (isWhatItSays) continue
        const response = await editor.post('/admin/files', form(name, bytes))
        expect([what, name, response.status]).toEqual([what, name, 422])
        expect(await response.text()).toMatch(
          new RegExp(`${filesWords.refusals['unknown-kind']}|${filesWords.refusals['not-what-it-says']}`),
        )
      }
  })

  /** Stores it and gives what its owner is handed out. */
  async function handedOut(name: string, bytes: Buffer): Promise<Response> {
    const posted = await editor.post('/admin/files', form(name, bytes))
    const page = await (await editor.get(posted.headers.get('location')!)).text()
    expect([name, plantedIn(page)]).toEqual([name, []])
    const address = /\/files\/[0-9a-f]{16}\/[a-z0-9-]+\.[a-z]+/.exec(page)![0]
    expect((await citizen.get(address)).status).toBe(404)
    return editor.get(address)
  }

  test('is handed out for keeping, never shown, under its own name', async () => {
    const document = corpus.find(({ what }) => what === 'a document with a script')!.bytes
    for (const name of fileNames.filter(name => !name.includes('\u0000'))) {
      // A head longer than a browser writes is not read at all.
      if (name.length > 4000) {
        expect((await editor.post('/admin/files', form(`${name}.pdf`, document))).status).toBe(422)
        continue
      }
      const { headers } = await handedOut(`${name}.pdf`, Buffer.concat([document, Buffer.from(name)]))
      expect([name, Object.fromEntries(headers)]).toMatchObject([
        name,
        {
          'content-type': 'application/pdf',
          'content-disposition': expect.stringMatching(
            /^attachment; filename="[A-Za-z0-9_][\w.-]*\.pdf"(; filename\*=UTF-8''[\w.~!%-]+\.pdf)?$/,
          ),
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        },
      ])
    }
    expect(plantedIn(await (await editor.get('/admin/files')).text())).toEqual([])
  })

  test('that is a picture or a drawing keeps what is seen alone', async () => {
    for (const what of ['a photo that says where it was taken, and more', 'a drawing with a script']) {
      const { bytes } = corpus.find(each => each.what === what)!
      const kept = await (await handedOut(what.includes('photo') ? 'a.jpg' : 'a.svg', bytes)).bytes()
      expect([what, Buffer.from(kept).includes(harm) || Buffer.from(kept).includes('Exif')]).toEqual([what, false])
    }
  })
})

test('a picture of a draft is refused in words or keeps its pixels alone, and lies where pictures lie', async () => {
  const ask = async (path: string, content: Buffer) => {
    const entry = 'content/notices/2026/planted.md'
    const response = await editor.postText(
      '/admin/gateway',
      JSON.stringify({
        branch: 'main',
        action: 'persistEntry',
        params: {
          dataFiles: [{ slug: '2026/planted', path: entry, raw: aNotice() }],
          assets: [{ path, content: content.toString('base64'), encoding: 'base64' }],
          options: { collectionName: 'notices', newEntry: true },
          base: { [entry]: null },
        },
      }),
      { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
    )
    return { status: response.status, answer: JSON.stringify(await response.json()) }
  }
  for (const { what, bytes, kept } of corpus.filter(({ kept }) => !kept)) {
    const { status, answer } = await ask('content/media/notices/planted.jpg', bytes)
    expect([what, kept, status, answer]).toEqual([
      what,
      undefined,
      expect.any(Number),
      expect.stringMatching(/\p{Script=Han}/u),
    ])
    expect([what, Math.floor(status / 100), answer.includes('versions')]).toEqual([what, 4, false])
  }
  const photo = await phonePhoto({ width: 40, height: 30 })
  for (const path of [
    'content/settings/site.jpg',
    'content/media/../settings/site.yml',
    '../planted.jpg',
    '/etc/planted.jpg',
    'content/media/notices/.git/config',
    'content/media/notices/a\u0000.jpg',
    '.github/planted.jpg',
  ]) {
    const { status, answer } = await ask(path, photo)
    expect([path, Math.floor(status / 100), answer]).toEqual([path, 4, expect.stringMatching(/\p{Script=Han}/u)])
  }
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be|gateway failed|Unhandled|Error:/)
})
