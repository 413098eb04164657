import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { elementsIn, linksIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'

/** What the HTML and the CSS of a page may weigh together on the way to a phone. */
const most = 20_000

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

/** What is sent, and how many bytes it takes. */
async function weigh(path: string): Promise<{ text: string; bytes: number; type: string }> {
  const asked = get(server.address + path, { headers: { 'Accept-Encoding': 'br' } })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const sent = Buffer.concat(await answer.toArray())
  const plain = answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(sent) : sent
  return { text: plain.toString(), bytes: sent.length, type: answer.headers['content-type'] ?? '' }
}

test('every page of the registers, with its maps and its pages of codes, weighs 20 KB at most', async () => {
  const sheets = new Map<string, number>()
  const pages = new Map<string, number>()
  const waiting = ['/creation']
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    if (pages.has(path)) continue
    const { text, bytes, type } = await weigh(path)
    pages.set(path, 0)
    if (!type.startsWith('text/html')) continue
    let weight = bytes
    for (const { attribs } of elementsIn(text, 'link', { rel: 'stylesheet' })) {
      const href = attribs.href!
      if (!sheets.has(href)) sheets.set(href, (await weigh(href)).bytes)
      weight += sheets.get(href)!
    }
    pages.set(path, weight)
    for (const { href } of linksIn(text, /^\/creation(?:\/[^?#]*)?(?:\?(?:view=map|size=a4|page=\d+))?$/))
      waiting.push(href)
  }
  expect(pages.size).toBeGreaterThan(100)
  expect([...pages.keys()]).toContain('/creation/places/codes?size=a4')
  expect([...pages.keys()]).toContain('/creation/minors?view=map')
  expect([...pages].filter(([, weight]) => weight > most)).toEqual([])
})
