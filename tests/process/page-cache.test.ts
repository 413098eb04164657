import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPageCache, type PageCache } from '#process/page-cache.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { readTarget } from '#web/asked-address.ts'
import type { PageTurn } from '#web/page-turn.ts'

/** What stands behind the cache: says how often it was asked, and answers when it is let. */
let made: string[]
let gate: Promise<void>
let cache: PageCache
let edition: Edition
let isTold: boolean
let behind: {
  query: string[]
  readsDatabase: boolean
  partial: boolean
  shared: boolean
  status: number
  type?: string
  /** What it reads in the request, where that is something else. */
  reads?: string
  elder?: boolean
  /** Its reader takes a while to get it. */
  slowBody?: boolean
}
let server: Server
let address: string

const newEdition = () => ({}) as Edition

beforeEach(async () => {
  made = []
  gate = Promise.resolve()
  edition = newEdition()
  isTold = true
  behind = { query: ['page'], readsDatabase: false, partial: false, shared: true, status: 200 }
  cache = createPageCache({ editionAt: () => edition, isTold: () => isTold, maxBytes: 2 ** 20 })
  server = createServer((request, response) => {
    const target = readTarget(request.url!)!
    const make = (turn?: PageTurn) => void astro(request, response, turn)
    const requestId = '1'
    if (cache.give(request, response, requestId)) return
    if (!cache.answer(request, response, { target, requestId }, make)) make()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  vi.useRealTimers()
  return new Promise(resolve => server.close(resolve))
})

async function astro(request: IncomingMessage, response: ServerResponse, turn?: PageTurn): Promise<void> {
  made.push(request.url!)
  const { shared, status, reads, slowBody, type = 'text/html', ...what } = { ...behind }
  const url = new URL(reads ?? request.url!, 'http://localhost')
  const elder = behind.elder ?? /elder=1/.test(request.headers.cookie ?? '')
  const begun = edition
  const html = `<p>${request.url} ${made.length}</p>`
  await gate
  const kept =
    turn && status === 200 && shared ? turn.keep({ url, elder, type, html, edition: begun, ...what }) : undefined
  if (turn && status === 200 && !shared) turn.refuse(url)
  turn?.end()
  if (slowBody) await new Promise(resolve => setTimeout(resolve, 400))
  response.writeHead(status, kept?.headers ?? {}).end(kept?.html ?? html)
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(address + path, { method, headers: { 'Accept-Encoding': 'identity', ...headers } })
const text = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).text()

describe('a page that is the same for everybody', () => {
  test('is made once and given in every coding, by its tag, and without a body for HEAD', async () => {
    const first = await get('/news')
    const html = await first.text()
    const tag = first.headers.get('etag')!
    const raw = (coding: string) =>
      new Promise<{ coding: string | undefined; bytes: Buffer }>(resolve =>
        request(`${address}/news`, { headers: { 'Accept-Encoding': coding } }, answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () => resolve({ coding: answer.headers['content-encoding'], bytes: Buffer.concat(chunks) }))
        }).end(),
      )
    const zipped = await raw('gzip, deflate')
    const brotli = await raw('gzip, deflate, br')
    const refused = await raw('gzip;q=0, br;q=0.0')
    expect([zipped.coding, gunzipSync(zipped.bytes).toString()]).toEqual(['gzip', html])
    expect([brotli.coding, brotliDecompressSync(brotli.bytes).toString()]).toEqual(['br', html])
    expect([refused.coding, refused.bytes.toString()]).toEqual([undefined, html])
    const known = await get('/news', { 'If-None-Match': `"other", ${tag}` })
    expect([known.status, await known.text()]).toEqual([304, ''])
    expect([known.headers.get('content-length'), known.headers.get('etag')]).toEqual([null, tag])
    expect((await get('/news', { 'If-None-Match': tag.replace('W/', '') })).status).toBe(304)
    const head = await get('/news', {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
      200,
      String(Buffer.byteLength(html)),
      tag,
    ])
    expect(head.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=5, stale-while-revalidate=30')
    expect(head.headers.get('x-request-id')).toBe('1')
    expect(head.headers.get('vary')).toBe('Accept-Encoding, Cookie')
    expect(made).toEqual(['/news'])
    expect(cache.report()).toMatchObject({ hits: 6, misses: 1, pages: 1 })
  })

  test('reads of the query what it has named, in any order, and nothing else makes another page', async () => {
    await text('/news')
    expect(await text('/news?from=singlemessage&isappinstalled=0')).toBe('<p>/news 1</p>')
    expect(await text('/news?x=1&page=2')).toBe('<p>/news?page=2 2</p>')
    expect(await text('/news?page=2&x=2')).toBe('<p>/news?page=2 2</p>')
    expect(await text('/news?page=')).toBe('<p>/news 1</p>')
    expect(made).toEqual(['/news', '/news?page=2'])
  })

  test('asked for the first time with more than it reads is made for that reader, and then for all', async () => {
    expect(await text('/news?from=timeline')).toBe('<p>/news?from=timeline 1</p>')
    expect(await text('/news')).toBe('<p>/news 2</p>')
    expect(await text('/news?from=timeline')).toBe('<p>/news 2</p>')
  })

  test('may be a feed; a file is not its business', async () => {
    behind.type = 'application/xml'
    const feed = await get('/news/feed.xml')
    const again = await get('/news/feed.xml', { 'If-None-Match': feed.headers.get('etag')! })
    expect([feed.headers.get('content-type'), again.status]).toEqual(['application/xml', 304])
    for (const path of ['/photo.webp', '/photo.webp']) await text(path)
    expect(made).toEqual(['/news/feed.xml', '/photo.webp', '/photo.webp'])
  })

  test('is another one in elder mode', async () => {
    await text('/news')
    const elder = { Cookie: 'a=1; elder=1' }
    expect(await text('/news', elder)).toBe('<p>/news 2</p>')
    expect(await text('/news', elder)).toBe('<p>/news 2</p>')
    expect(await text('/news', { Cookie: 'notelder=1; elder=11' })).toBe('<p>/news 1</p>')
  })

  test('is made once for all who come meanwhile, and one who reads slowly holds up nobody', async () => {
    let open = () => {}
    gate = new Promise(resolve => (open = resolve))
    const readers = Array.from({ length: 20 }, () => text('/news'))
    await expect.poll(() => made.length).toBe(1)
    open()
    expect(new Set(await Promise.all(readers))).toEqual(new Set(['<p>/news 1</p>']))
    expect(made).toEqual(['/news'])
  })

  test('is made once also when the reader it was made for before is only now done', async () => {
    behind.slowBody = true
    const slow = text('/news')
    await expect.poll(() => cache.report().pages).toBe(1)
    behind.slowBody = false
    edition = newEdition()
    let open = () => {}
    gate = new Promise(resolve => (open = resolve))
    const second = text('/news')
    await expect.poll(() => made.length).toBe(2)
    await slow
    const third = text('/news')
    await new Promise(resolve => setTimeout(resolve, 100))
    open()
    expect([await second, await third]).toEqual(['<p>/news 2</p>', '<p>/news 2</p>'])
    expect(made).toHaveLength(2)
  })

  test('is made anew with another edition, and what was begun with the one before is not kept', async () => {
    await text('/news')
    edition = newEdition()
    expect(await text('/news')).toBe('<p>/news 2</p>')
    let open = () => {}
    gate = new Promise(resolve => (open = resolve))
    edition = newEdition()
    const late = text('/news')
    await expect.poll(() => made.length).toBe(3)
    edition = newEdition()
    open()
    await late
    expect(await text('/news')).toBe('<p>/news 4</p>')
  })

  test('that reads the database is made anew after a form was taken in, also when it was begun before', async () => {
    behind.readsDatabase = true
    await text('/volunteer')
    cache.written()
    expect(await text('/volunteer')).toBe('<p>/volunteer 2</p>')
    let open = () => {}
    gate = new Promise(resolve => (open = resolve))
    cache.written()
    const late = text('/volunteer')
    await expect.poll(() => made.length).toBe(3)
    cache.written()
    open()
    await late
    expect(await text('/volunteer')).toBe('<p>/volunteer 4</p>')
    behind.readsDatabase = false
    await text('/about')
    cache.written()
    expect(await text('/about')).toBe('<p>/about 5</p>')
  })

  test('lives a minute; five seconds if it reads the database and no change can be told', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-30T04:00:00Z') })
    const after = async (seconds: number) => {
      vi.setSystemTime(Date.now() + seconds * 1000)
      return text('/volunteer')
    }
    behind.readsDatabase = true
    await text('/volunteer')
    expect(await after(59)).toBe('<p>/volunteer 1</p>')
    isTold = false
    expect(await after(1)).toBe('<p>/volunteer 2</p>')
    expect(await after(4)).toBe('<p>/volunteer 2</p>')
    behind.readsDatabase = false
    expect(await after(1)).toBe('<p>/volunteer 3</p>')
    expect(await after(59)).toBe('<p>/volunteer 3</p>')
  })

  test('is shown as it was while the database is away', async () => {
    behind.readsDatabase = true
    await text('/')
    cache.written()
    behind.partial = true
    expect(await text('/')).toBe('<p>/ 1</p>')
    expect(await text('/')).toBe('<p>/ 1</p>')
    expect(made).toHaveLength(2)
    edition = newEdition()
    expect(await text('/')).toBe('<p>/ 3</p>')
  })
})

describe('nothing is kept', () => {
  test('of what a signed-in reader had made, who is given what is kept', async () => {
    const clerk = { Cookie: '__Host-session=abcdefghijklmnopqrstuvwxyz' }
    expect(await text('/news', clerk)).toBe('<p>/news 1</p>')
    expect(await text('/news')).toBe('<p>/news 2</p>')
    expect(await text('/news', clerk)).toBe('<p>/news 2</p>')
  })

  test('of a page that is not the one that was asked for, whatever has read another', async () => {
    for (const reads of ['/', '/news?page=2', '/other']) {
      behind.reads = reads
      await text('/news')
      expect(cache.report().pages).toBe(0)
    }
    behind.reads = '/news'
    behind.elder = true
    await text('/news')
    expect(cache.report().pages).toBe(0)
    behind.shared = false
    behind.reads = '/'
    await text('/news')
    behind = { query: [], readsDatabase: false, partial: false, shared: true, status: 200 }
    await text('/news')
    expect(cache.report().pages).toBe(1)
  })

  test('of a page that did not say so, of an error, and of a form that is sent', async () => {
    behind.shared = false
    await text('/login')
    expect(await text('/login')).toBe('<p>/login 2</p>')
    behind.shared = true
    behind.status = 404
    await text('/news/coming')
    behind.status = 200
    expect(await text('/news/coming')).toBe('<p>/news/coming 4</p>')
    expect(await text('/news/coming')).toBe('<p>/news/coming 4</p>')
    await get('/news/coming', {}, 'POST')
    expect(made).toHaveLength(5)
  })

  test('when the one who had a page made goes away: the next has it made', async () => {
    let open = () => {}
    gate = new Promise(resolve => (open = resolve))
    const leaving = new AbortController()
    const gone = fetch(`${address}/news`, { signal: leaving.signal }).catch(() => 'gone')
    await expect.poll(() => made.length).toBe(1)
    const waiting = text('/news')
    gate = Promise.resolve()
    leaving.abort()
    expect(await gone).toBe('gone')
    expect(await waiting).toBe('<p>/news 2</p>')
    open()
  })

  test('beyond the memory it may use; filters push out filters alone', async () => {
    cache = createPageCache({ editionAt: () => edition, isTold: () => isTold, maxBytes: 100_000 })
    await text('/news')
    for (let page = 2; page < 400; page += 1) await text(`/news?page=${page}`)
    const { bytes, pages } = cache.report()
    expect(bytes).toBeLessThanOrEqual(100_000)
    expect(pages).toBeLessThan(150)
    expect(await text('/news')).toBe('<p>/news 1</p>')
  })
})
