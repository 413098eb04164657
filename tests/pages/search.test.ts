import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatDay } from '#calendar/lishui.ts'
import { searchText as words } from '#publishing/search/words.ts'
import { linksIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const get = (path: string, init: RequestInit = {}) => fetch(server.address + path, { redirect: 'manual', ...init })
const search = async (query: Record<string, string>) => (await get(`/search?${new URLSearchParams(query)}`)).text()

test('every public page leads to the search, and the search is a form of one field', async () => {
  for (const path of ['/', '/news', '/participate/suggest', '/there/is/no/such/page'])
    expect(linksIn(await (await get(path)).text(), '/search')).not.toEqual([])
  const page = await search({})
  expect(wordsIn(page, 'h1')).toBe(words.title)
  expect(page).toContain(words.lead)
})

test('what is found is listed with its kind, marked, and counted by column', async () => {
  const page = await search({ q: '盲道' })
  const hits = linksIn(page, /^\/(?:exposure|notices|news)\/[a-z-]+$/)
  expect(hits[0]?.href).toBe('/exposure/tactile-paving-blocked')
  expect(page).toContain('<mark>盲道</mark>')
  expect(page).toContain('“盲道”：找到')
  expect(page).toContain('type=exposures')
})

test('it is narrowed by column, county and year, and the way back is offered where that leaves nothing', async () => {
  const only = linksIn(await search({ q: '垃圾', type: 'exposures' }), /^\/(?:exposure|notices|role-models)\/[a-z-]+$/)
  expect(only.map(({ href }) => href)).toEqual(['/exposure/repeated-riverside-dumping'])
  const none = await search({ q: '垃圾', county: '331181' })
  expect(none).toContain(words.whole)
  expect(linksIn(await search({ q: '垃圾', year: '1999' }), /^\/exposure\/[a-z-]+$/)).toEqual([])
})

test('an entry is dated by its own day or year, and what is looked up by none', async () => {
  const dated = async (q: string, href: string) =>
    new RegExp(`search-hit__kind[^>]*>([^<]*)<(?:(?!search-hit__kind)[^])*href="${href}"`).exec(
      await search({ q }),
    )?.[1]
  expect(await dated('2026 年上半年工作例会', '/notices/first-half-meeting')).toContain(formatDay('2026-06-24'))
  expect(await dated('蓝春梅', '/role-models/lan-chunmei')).toMatch(/ · 2026年 ?$/)
  expect(await dated('礼让斑马线', '/creation/responsibility/courteous-crossing')).not.toContain('·')
})

test('nothing found helps on: hints, and the form to ask', async () => {
  const page = await search({ q: '鑫淼焱垚' })
  expect(page).toContain(words.none('鑫淼焱垚'))
  for (const hint of words.noneHints.slice(0, 2)) expect(page).toContain(hint)
  expect(linksIn(page, '/participate/suggest').length).toBeGreaterThan(0)
  expect(await search({ q: '，。' })).toContain(words.nothingToLookFor)
})

test('a wrong character is put right, and said', async () => {
  expect(await search({ q: '里让' })).toContain(words.instead('里让', '礼让'))
})

test('a question is text on the page, however it is written', async () => {
  const page = await search({ q: '<script>alert(1)</script>盲道' })
  // Between quotation marks it is a value, and no element.
  expect(page.replaceAll(/"[^"]*"/g, '')).not.toContain('<script>alert')
  expect(page).toContain('&lt;script&gt;')
  const long = await get(`/search?q=${'路'.repeat(200)}`)
  expect(long.status).toBe(200)
})

test('a NUL in an address is not there: filters and words are read without it', async () => {
  const hits = (page: string) => linksIn(page, /^\/exposure\/[a-z-]+$/).map(({ href }) => href)
  const plain = hits(await search({ q: '盲道', county: '331102' }))
  expect(plain).not.toEqual([])
  expect(hits(await search({ q: '盲\0道', county: '3311\u000002' }))).toEqual(plain)
  expect((await get('/search?q=%0%000&county=331102%0%000')).status, 'one inside another').toBe(200)
})

test('a page behind the last, and a form sent to it, are refused', async () => {
  expect((await get('/search?q=市&page=999')).status).toBe(404)
  expect((await get('/search', { method: 'POST', headers: { Origin: server.address } })).status).toBe(405)
})

test('titles are suggested as a list of texts', async () => {
  const response = await get('/search/suggestions?q=xiaoyuan')
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(await response.json()).toContain('做小园丁')
  expect(await (await get('/search/suggestions')).json()).toEqual([])
})
