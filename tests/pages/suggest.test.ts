import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { meWords } from '#people/me-words.ts'
import { authorWords } from '#suggestions/author-words.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { wordsIn } from '../support/html.ts'
import { inParts, keptBy, readPage, suggestPath, trackedBy } from '../support/suggesting.ts'
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

describe('a suggestion that is taken in', () => {
  test('is told of as its author wishes', async () => {
    const wrong = await readPage(await send(typedSuggestion({ tell_by: 'sms', phone: '0578-2090000' })))
    expect([wrong.status, wrong.summary]).toEqual([422, [['tell_by', meWords.telling.mobileFirst]]])
    const response = await send(typedSuggestion({ tell_by: 'email', email: 'wu@example.cn' }))
    const page = await (await citizen.get(response.headers.get('location')!)).text()
    expect(page).toContain(authorWords.chosen(meWords.telling.options.email))
    for (const words of ['wu@example.cn', authorWords.untold.words]) expect(page).not.toContain(words)
  })

  test('leads to the page where it is followed, whose address nobody can guess', async () => {
    const response = await send()
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(
      /^\/participate\/track\/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\?done=sent$/,
    )
    const page = await citizen.get(response.headers.get('location')!)
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('大猷街盲道上停满电动车')
    expect(text).toContain(authorWords.untold.words)
  })

  test('may come urlencoded, from a browser too old for photos', async () => {
    expect((await citizen.post(suggestPath, typedSuggestion())).status).toBe(303)
  })

  test('keeps its photos in three sizes, and nothing of where they were taken', async () => {
    const sent = await send(typedSuggestion(), [
      ['IMG_0001.HEIC', await phonePhoto()],
      ['', ''],
    ])
    const photos = `${trackedBy(sent).address}/photos`
    for (const size of photoSizes) {
      const picture = Buffer.from(await (await citizen.get(`${photos}/1-${size}.webp`)).arrayBuffer())
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'webp', width: 200, height: 300 })
      expect(picture.includes('Pocket')).toBe(false)
    }
    expect((await citizen.get(`${photos}/2-640.webp`)).status).toBe(404)
  })

  test('with the same key and the same words again gets the same answer and is not there twice; with others it is another', async () => {
    const typed = typedSuggestion({ title: '重复提交的一件事' })
    const [first, second] = await Promise.all([
      send(typed, [['a.jpg', await phonePhoto()]]),
      send(typed, [['a.jpg', await phonePhoto()]]),
    ])
    const before = await kept()
    const third = await send(typed, [['a.jpg', await phonePhoto()]])
    expect([first.status, second.status, third.status]).toEqual([303, 303, 303])
    expect(new Set([first, second, third].map(response => response.headers.get('location'))).size).toBe(1)
    expect(await kept()).toEqual(before)

    const changed = await send({ ...typed, title: '返回以后改了一个字' })
    const page = await (await citizen.get(changed.headers.get('location')!)).text()
    expect(page).toContain('返回以后改了一个字')
    expect((await kept()).suggestions).toHaveLength(before.suggestions.length + 1)
  })

  test('keeps rare characters, variation selectors and right-to-left marks exactly', async () => {
    const title = '𠮷野家旁 王𬱖 葛\u{e0100}城 ‏שלום‎ ❤️'
    const { headers } = await send(typedSuggestion({ title }))
    expect(wordsIn(await (await citizen.get(headers.get('location')!.replace(/\?.*/, ''))).text(), 'h1')).toBe(title)
  })
})

describe('the form', () => {
  test('asks for everything it needs, and nothing keeps a copy of it', async () => {
    const response = await citizen.get(suggestPath)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { html, value } = await readPage(response)
    for (const name of [
      'kind',
      'title',
      'body',
      'category',
      'county',
      'place',
      'latitude',
      'longitude',
      'photos',
      'name',
      'phone',
      'publish_consent',
      'privacy_consent',
    ])
      expect(html).toContain(` name="${name}"`)
    expect(value('request_key')).toMatch(/^[0-9a-f-]{36}$/)
    expect(html).toContain('enctype="multipart/form-data"')
  })

  test.each(['PUT', 'DELETE', 'PATCH'])('does not answer to %s', async method => {
    expect((await citizen.send(method, suggestPath)).status).toBe(405)
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be stored|Unhandled|Error:/)
})
