import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sanitiseDrawing } from '#publishing/drafts/drawing.ts'
import { openRepository, type Repository } from '#publishing/git/repository.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'

let server: Portal
let repository: Repository
beforeAll(async () => {
  server = await workersPortal()
  repository = await openRepository(`${server.dataDir}/content.git`)
})
afterAll(async () => {
  await repository.close()
  expect(await server.stop()).toBe(0)
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers })

/** Commits files as another process would, and resolves with the public address of one of them once it is served. */
async function published(files: Record<string, string>, path: string): Promise<string> {
  const commit = await publishAt(server, files)
  const file = await repository.file(commit, path)
  return encodeURI(`/media/${file?.oid.slice(0, 12)}${path.slice('content/media'.length)}`)
}

describe.skipIf(!isOpenToTests())('what entries show', () => {
  test('a drawing is shown as its shapes alone, is kept for a year, and may run nothing', async () => {
    const drawing = '<?xml version="1.0"?><!-- 甲 --><svg xmlns="http://www.w3.org/2000/svg"><rect width="1" /></svg>'
    const address = await published(
      {
        'content/media/test/a.svg': drawing,
        'content/notices/2026/shows-a.md': aNotice({ body: '![图](/media/test/a.svg)' }),
      },
      'content/media/test/a.svg',
    )
    const response = await get(address)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(sanitiseDrawing(drawing))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    expect(response.headers.get('content-disposition')).toBe('inline; filename="a.svg"')
    const again = await get(address, { 'If-None-Match': response.headers.get('etag') ?? '' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['a page inside', '<foreignObject><p>x</p></foreignObject>'],
    ['an address outside', '<image href="https://example.cn/a.png"/>'],
    ['something to run', '<rect onclick="alert(1)"/>'],
    ['an address that is set later', '<a><text>甲</text><set attributeName="href" to="#a"/></a>'],
    ['an animation', '<rect><animate attributeName="x" to="1"/></rect>'],
    ['styles for the whole document', '<style>rect { fill: red }</style>'],
    ['a link to a script', '<a href="#a" data-to="javascript:alert(1)"><text>甲</text></a>'],
  ])('a drawing with %s is refused, however it came', async (_what, inner) => {
    const address = await published(
      {
        'content/media/test/b.svg': `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`,
        'content/notices/2026/shows-b.md': aNotice({ body: '![图](/media/test/b.svg)' }),
      },
      'content/media/test/b.svg',
    )
    expect((await get(address)).status).toBe(404)
  })

  test('a document is offered for keeping, under its own name', async () => {
    const path = 'content/media/test/评分表-0123456789ab.pdf'
    const address = await published(
      {
        [path]: '%PDF-1.7 示例',
        'content/notices/2026/offers.md': aNotice({ body: '[评分表](/media/test/评分表-0123456789ab.pdf)' }),
      },
      path,
    )
    const response = await get(address)
    expect([response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
      'application/pdf',
      `attachment; filename="file.pdf"; filename*=UTF-8''${encodeURIComponent('评分表.pdf')}`,
    ])
    expect(await response.text()).toBe('%PDF-1.7 示例')
  })

  test('a picture of an exposure is kept for an hour at most', async () => {
    const page = await (await get('/exposure/stairwell-charging')).text()
    const [address = ''] = /\/media\/[0-9a-f]{12}\/exposures\/[^"\s]+/.exec(page) ?? []
    expect((await get(address)).headers.get('cache-control')).toBe('public, max-age=3600, immutable')
  })

  test.each([
    '/media/000000000000/role-models/a.svg',
    '/media/role-models/a.svg',
    '/media/',
    '/media/%2e%2e/settings/site.yml',
    '/media/0123456789ab/%E5%9B%BE.svg',
    '/media/0123456789ab/a%00.svg',
    '/media/0123456789ab/%FF.svg',
  ])('%s is not found, calmly', async path => {
    const response = await get(path)
    expect([400, 404]).toContain(response.status)
    expect(response.headers.get('cache-control') ?? '').not.toContain('immutable')
  })

  test('every picture on a page of the starter content is served', async () => {
    const page = await (await get('/role-models')).text()
    const addresses = [...new Set([...page.matchAll(/\/media\/[0-9a-f]{12}\/[^"'\s]+/g)].map(([address]) => address))]
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) expect((await get(address)).status, address).toBe(200)
    expect(page).not.toMatch(/"\/media\/(?![0-9a-f]{12}\/)/)
  })
})
