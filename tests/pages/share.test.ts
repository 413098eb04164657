import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareWords } from '#components/parts/share-words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { makeMove } from '#suggestions/course.ts'
import { elementsIn, firstLink, htmlOf, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { statusAt, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let reader: Visitor
beforeAll(async () => {
  server = await workersPortal()
  reader = visitor(server.address)
})
afterAll(() => server.stop())

/** What the page gives to those who share it. */
async function picturedBy(path: string): Promise<URL> {
  const html = await htmlOf(await reader.get(path))
  const [image] = elementsIn(html, 'meta', { property: 'og:image' })
  return new URL(image!.attribs.content!)
}

const pages = [
  '/role-models/chen-yaqin',
  '/psa/a-step-aside',
  '/news/one-zebra-crossing',
  '/notices/first-half-meeting',
]

describe('what others see of a page that is shared', () => {
  test.each(pages)('%s brings a picture of its own', async path => {
    const { pathname } = await picturedBy(path)
    expect(pathname).toMatch(/^\/share\//)
    const response = await reader.get(pathname)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ width: 1200, height: 630 })
  })

  test('its address can be copied and read from a code', async () => {
    const html = await htmlOf(await reader.get(pages[0]!))
    expect(wordsIn(html, 'p', { id: 'share-address' })).toMatch(/^https?:\/\/.+\/role-models\/chen-yaqin$/)
    expect(elementsIn(html, 'svg', { 'aria-label': shareWords.code })).toHaveLength(1)
  })

  test('a board of those who are exposed is not made for sharing', async () => {
    const exposed = firstLink(await htmlOf(await reader.get('/exposure')), /^\/exposure\/[a-z-]+$/)
    expect((await picturedBy(exposed)).pathname).toMatch(/^\/media\//)
    expect((await reader.get(`/share/exposures${exposed.slice('/exposure'.length)}.jpg`)).status).toBe(404)
  })

  test.each([
    '/share/role-models/nobody.jpg',
    '/share/settings/site.jpg',
    '/share/constructor/x.jpg',
    '/share/suggestions/2099-1.jpg',
    '/share/suggestions/x.jpg',
    '/share/role-models/chen-yaqin.png',
    '/share/role-models/..%2f..%2fx.jpg',
  ])('%s is none', async path => {
    expect(await statusAt(reader, path)).toBe(404)
  })

  test('it is only read', async () => {
    expect((await reader.post('/share/role-models/chen-yaqin.jpg', {})).status).toBe(404)
  })
})

describe.skipIf(!isOpenToTests())('the picture of a public record', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
  })
  afterAll(() => connection.close())

  test('is gone in the moment in which its author takes the consent back, also from those who had it', async () => {
    const { number } = await connection.db
      .selectFrom('record')
      .select('number')
      .where('removed_at', 'is', null)
      .orderBy('id')
      .limit(1)
      .executeTakeFirstOrThrow()
    const { pathname } = await picturedBy(`/suggestions/${number}`)
    const before = await reader.get(pathname)
    expect([pathname, before.status, before.headers.get('cache-control')]).toEqual([
      `/share/suggestions/${number}.jpg`,
      200,
      'public, max-age=60',
    ])
    await makeMove(connection.db, publishing, number, { publish: 'no' }, 'author', new Date())
    expect((await reader.get(pathname)).status).toBe(404)
  })
})
