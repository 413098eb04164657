import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesWords } from '#publishing/file-words.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, statusAt, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
})

function form(name: string, content: string): FormData {
  const data = new FormData()
  data.set('request_key', crypto.randomUUID())
  if (name !== '') data.set('file', new File([content], name))
  return data
}

test('a print file is stored outside Git and served by its hash to every reader, for keeping', async () => {
  const editor = await signedIn(server.address, server.accounts.contributor)
  const posted = await editor.post('/admin/files', form('海报 A3.PDF', '%PDF-1.7 示例'))
  expect(posted.status).toBe(303)
  const page = await (await editor.get(posted.headers.get('location') ?? '')).text()
  const address = /\/files\/[0-9a-f]{16}\/a3\.pdf/.exec(page)?.[0] ?? ''
  const file = await visitor(server.address).get(address)
  expect([
    file.status,
    file.headers.get('content-type'),
    file.headers.get('content-disposition'),
    file.headers.get('cache-control'),
  ]).toEqual([200, 'application/pdf', 'attachment; filename="a3.pdf"', 'public, max-age=31536000, immutable'])
  expect(await file.text()).toBe('%PDF-1.7 示例')
})

test('lying, empty, unknown and missing files are refused in words; strangers and other addresses get nothing', async () => {
  const editor = await signedIn(server.address, server.accounts.publisher)
  for (const [name, content, words] of [
    ['a.pdf', 'MZ', filesWords.refusals['not-what-it-says']],
    ['a.exe', 'MZ', filesWords.refusals['unknown-kind']],
    ['', '', filesWords.missing],
  ] as const) {
    const response = await editor.post('/admin/files', form(name, content))
    expect(response.status, name).toBe(422)
    expect(await response.text(), name).toContain(words)
  }
  const [stranger, clerk] = [visitor(server.address), await signedIn(server.address, server.accounts.clerk)]
  expect([(await stranger.get('/admin/files')).status, (await clerk.get('/admin/files')).status]).toEqual([303, 403])
  for (const path of [
    '/files/',
    '/files/../data.key',
    '/files/%2e%2e/%2e%2e/data.key',
    '/files/0000000000000000/a.pdf',
    '/files/0000000000000000/..%2f..%2fdata.key',
  ])
    expect([400, 404], path).toContain(await statusAt(stranger, path))
})
