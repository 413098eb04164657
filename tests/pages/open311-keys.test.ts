import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientWords } from '#machines/client-words.ts'
import { elementsIn, htmlOf, linksIn, wordsOf } from '../support/html.ts'
import { addKey } from '../support/open311.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let admin: Visitor
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  ;[admin, clerk] = [
    await signedIn(server.address, server.accounts.admin),
    await signedIn(server.address, server.accounts.clerk),
  ]
})
afterAll(() => server.stop())

const ask = (key: string) => fetch(`${server.address}/open311/v2/requests.json`, { headers: { 'X-Api-Key': key } })

describe('the page of the keys', () => {
  test('shows a key once, keeps what was typed, and ends a client', async () => {
    const back = await admin.post('/desk/clients', { name: '只有名称', contact: '' })
    expect(back.status).toBe(422)
    expect(await htmlOf(back)).toContain('只有名称')
    const key = await addKey(admin, randomUUID(), 'read')
    const list = await htmlOf(await admin.get('/desk/clients'))
    expect(list).not.toContain(key)
    const { href } = linksIn(list, /^\/desk\/clients\/\d+$/).at(-1)!
    const renewed = await htmlOf(await admin.post(`${href}?act=key`, {}))
    const fresh = wordsOf(elementsIn(renewed, 'code', { id: 'secret' })[0]!)
    expect((await ask(fresh)).status).toBe(200)
    expect(await htmlOf(await admin.get(href))).not.toContain(fresh)
    const set = await htmlOf(await admin.post(`${href}?act=webhook`, { url: 'http://example.cn/' }))
    expect(set).not.toContain('whsec_')
    expect((await admin.post(`${href}?act=revocation`, {})).headers.get('location')).toBe(`${href}?done=revoked`)
    expect((await ask(fresh)).status).toBe(403)
    expect(await htmlOf(await admin.get(href))).toContain(clientWords.revoked)
  })

  test('is for administrators alone, and knows no other number or act', async () => {
    expect((await clerk.get('/desk/clients')).status).toBe(403)
    expect((await clerk.post('/desk/clients', { name: 'x', contact: 'x', may: 'read' })).status).toBe(403)
    for (const path of ['/desk/clients/99999', '/desk/clients/x', '/desk/clients/1?act=nothing'])
      expect((await admin.post(path, {})).status).toBe(404)
  })
})
