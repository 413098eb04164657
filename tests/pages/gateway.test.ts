import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { aNotice } from '../support/content.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
})

const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }

async function post(person: Visitor, body: unknown, more: Record<string, string> = headers): Promise<Response> {
  return person.postText('/admin/gateway', typeof body === 'string' ? body : JSON.stringify(body), more)
}
const ask = async (person: Visitor, action: string, params: object) =>
  (await post(person, { branch: 'main', action, params })).json() as Promise<Record<string, unknown>>
const as = (login: string) => signedIn(server.address, server.accounts[login])

test('without a session the answer is 401 in Chinese, and never a redirect', async () => {
  const response = await post(visitor(server.address), { branch: 'main', action: 'info', params: {} })
  expect(response.status).toBe(401)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(await response.json()).toMatchObject({
    reason: 'not-signed-in',
    error: expect.stringContaining('登录') as string,
  })
})

test('who is no editor is refused, as are GET, a form, a missing header, broken JSON and a body beyond the limit', async () => {
  const [clerk, editor] = await Promise.all([as('clerk'), as('contributor')])
  expect((await post(clerk, { branch: 'main', action: 'info', params: {} })).status).toBe(403)
  expect((await editor.get('/admin/gateway')).status).toBe(405)
  expect((await editor.post('/admin/gateway', { action: 'info' })).status).toBe(400)
  expect(
    (await post(editor, { branch: 'main', action: 'info', params: {} }, { 'Content-Type': 'application/json' })).status,
  ).toBe(400)
  expect((await post(editor, '{"branch":')).status).toBe(400)
  expect((await post(editor, '"'.padEnd(41 * 1024 * 1024, 'x'))).status).toBe(413)
})

test('the photo of a draft is WebP and for editors alone, and nobody skips a review', async () => {
  const [author, publisher, stranger] = await Promise.all([as('contributor'), as('publisher'), visitor(server.address)])
  const path = 'content/notices/2026/gateway-test.md'
  const photo = {
    path: 'content/media/notices/river-1a2b.jpg',
    content: (await phonePhoto({ width: 1500, height: 900 })).toString('base64'),
    encoding: 'base64',
  }
  const raw = aNotice({ title: '沿江步道今起开放', body: '今起开放。\n\n![江边](/media/notices/river-1a2b.jpg)' })
  const saved = await ask(author, 'persistEntry', {
    dataFiles: [{ slug: '2026/gateway-test', path, raw }],
    assets: [photo],
    options: { collectionName: 'notices', newEntry: true },
    base: { [path]: null },
  })
  expect(saved).toHaveProperty('versions')
  const draft = (await ask(author, 'unpublishedEntry', { collection: 'notices', slug: '2026/gateway-test' })) as {
    diffs: { path: string; id: string }[]
  }
  const picture = draft.diffs.find(diff => /river-1a2b-[0-9a-f]{12}\.webp$/.test(diff.path))
  const address = `/media/${picture?.id.slice(0, 12)}${picture?.path.slice('content/media'.length)}`
  expect([(await stranger.get(address)).status, (await (await as('clerk')).get(address)).status]).toEqual([404, 404])
  const own = await author.get(address)
  expect([own.status, own.headers.get('content-type'), own.headers.get('cache-control')]).toEqual([
    200,
    'image/webp',
    'private, no-store',
  ])

  const entry = { collection: 'notices', slug: '2026/gateway-test' }
  expect(await ask(author, 'updateUnpublishedEntryStatus', { ...entry, newStatus: 'pending_review' })).toEqual({
    status: 'pending_review',
  })
  expect(await ask(publisher, 'publishUnpublishedEntry', entry)).toMatchObject({ reason: 'step-missing' })
})
