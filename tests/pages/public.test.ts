import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatDay } from '#calendar/lishui.ts'
import { linkTo } from '../support/html.ts'
import { ownPortal, type Portal } from '../support/portal.ts'

const origin = 'https://wenming.example.cn'
let server: Portal

beforeAll(async () => {
  server = await ownPortal({ ORIGIN: origin })
})
afterAll(() => server.stop())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.address + path, { redirect: 'manual', headers })
const text = async (path: string) => (await get(path)).text()

describe('what is not there is a calm 404', () => {
  test.each([
    '/role-models/nobody',
    '/exposure/nothing',
    '/psa/nothing',
    '/news/nothing',
    '/notices/nothing',
    '/topics/nothing',
    '/news?page=0',
    '/news?page=99',
    '/role-models?page=abc',
    '/exposure?page=-1',
    '/notices?page=1.5',
    '/psa?page=2',
    '/role-models/constructor',
    '/topics/__proto__',
    '/exposure/%E4%B8%8D%E5%AD%98%E5%9C%A8',
  ])('%s', async path => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('没有找到这个页面')
  })
})

describe('addresses that others read are absolute and from the configured origin', () => {
  test('canonical address and Open Graph', async () => {
    const page = await text('/role-models/lei-changqing?utm_source=x')
    expect(page).toContain(`<link rel="canonical" href="${origin}/role-models/lei-changqing">`)
    expect(page).toContain(`<meta property="og:url" content="${origin}/role-models/lei-changqing">`)
    expect(page).toContain(`<meta property="og:image" content="${origin}/share/role-models/lei-changqing.jpg">`)
    expect(await text('/role-models')).toMatch(
      new RegExp(`<meta property="og:image" content="${origin}/media/[0-9a-f]+/settings/share\\.png">`),
    )
  })

  test('a filtered list keeps its filters in its canonical address, and nothing else', async () => {
    expect(await text('/role-models?honour=moral-model&x=1')).toContain(
      `href="${origin}/role-models?honour=moral-model"`,
    )
  })

  test('structured data is valid JSON with its kind', async () => {
    const page = await text('/notices/praise-third-quarter')
    const data = [...page.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(
      found => JSON.parse(found[1]!) as { '@type': string; url?: string },
    )
    expect(data.map(one => one['@type'])).toEqual(['NewsArticle', 'BreadcrumbList'])
    expect(data[0]?.url).toBe(`${origin}/notices/praise-third-quarter`)
  })
})

describe('machines', () => {
  test.each(['/news/feed.xml', '/notices/feed.xml', '/role-models/feed.xml', '/exposure/feed.xml', '/psa/feed.xml'])(
    '%s is a feed',
    async path => {
      const response = await get(path)
      expect(response.headers.get('content-type')).toContain('xml')
      const feed = await response.text()
      expect(feed).toContain('<rss version="2.0"')
      for (const [, link] of feed.matchAll(/<link>(.*?)<\/link>/g)) expect(link).toMatch(new RegExp(`^${origin}`))
    },
  )

  test.each(['/sitemap.xml', '/news/feed.xml', '/suggestions/feed.xml'])(
    '%s is asked for again by its tag',
    async path => {
      const first = await get(path)
      expect([first.status, first.headers.get('content-type')]).toEqual([200, expect.stringContaining('xml')])
      const again = await get(path, { 'If-None-Match': first.headers.get('etag')! })
      expect([again.status, again.headers.get('content-type')]).toEqual([304, null])
    },
  )

  test('every address in the sitemap answers', async () => {
    const sitemap = await text('/sitemap.xml')
    const addresses = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(found => found[1]!)
    expect(addresses.length).toBeGreaterThan(40)
    const missing: string[] = []
    for (const address of addresses) {
      const path = address.slice(origin.length)
      if ((await get(path)).status !== 200) missing.push(path)
    }
    expect(missing).toEqual([])
  })

  test('robots.txt keeps staff pages out and names the sitemap', async () => {
    const robots = await text('/robots.txt')
    expect(robots).toContain('Disallow: /desk')
    expect(robots).toContain(`Sitemap: ${origin}/sitemap.xml`)
  })
})

describe('a withdrawn exposure', () => {
  test('keeps a dated note and nothing of what it said', async () => {
    const page = await text('/exposure/riverside-rubble')
    expect(page).toContain('2026年8月21日撤回')
    expect(page).toContain('<meta name="robots" content="noindex">')
    expect(page).not.toContain('河道左岸')
  })

  test('is in no feed and in no sitemap', async () => {
    expect(await text('/exposure/feed.xml')).not.toContain('riverside-rubble')
    expect(await text('/sitemap.xml')).not.toContain('riverside-rubble')
  })
})

describe('what the city says of its own site', () => {
  test('is content, with what the settings say, what was promised and headings to link to', async () => {
    const about = await text('/about')
    for (const said of [
      '<h2 id="objection">',
      '<h2 id="exposure">',
      '主办：示例主办单位',
      'href="tel:0578-0000002"',
      '<th scope="row">受理</th>',
      '丽水文明是全市',
    ])
      expect(about).toContain(said)
    for (const path of ['/about', '/privacy', '/accessibility']) expect(await text(path)).not.toContain('{{')
  })

  test('offers the elder mode from where it is explained, and names the version of the words on personal data', async () => {
    expect(linkTo(await text('/accessibility'), '打开长辈版')).toBe('/elder?to=on&next=/accessibility')
    const [, version] = /^version: (\S+)$/m.exec(await readFile('content/pages/privacy.md', 'utf8'))!
    expect(await text('/privacy')).toContain(`${formatDay(version!)}版`)
  })
})

describe('the elder switch', () => {
  test('sets a cookie and goes back', async () => {
    const response = await get('/elder?to=on&next=/news%3Fpage%3D1')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/news?page=1')
    expect(response.headers.get('set-cookie')).toMatch(/^elder=1;.*HttpOnly/)
    expect(response.headers.get('cache-control')).toContain('no-store')
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '',
  ])('never leads to another site: %j', async next => {
    const response = await get(`/elder?to=on&next=${encodeURIComponent(next)}`)
    expect(response.headers.get('location')).toBe('/')
  })
})

test('every size of a poster is offered with its kind and size, and can be fetched', async () => {
  const page = await text('/psa/a-step-aside')
  const files = [...page.matchAll(/<a class="file" href="([^"]+)" download>.*?<span class="file__about">([^<]+)</gs)]
  expect(files.length).toBe(4)
  for (const [, href, about] of files) {
    expect(about).toMatch(/ · (PNG|PDF) · [\d.]+ (KB|MB)$/)
    expect((await get(href!)).status).toBe(200)
  }
})

test('the home page shows no picture of a violation', async () => {
  expect(await text('/')).not.toContain('/exposures/')
})

test('the pages say which entries are samples', async () => {
  for (const path of [
    '/role-models/lei-changqing',
    '/exposure/tactile-paving-blocked',
    '/notices/praise-third-quarter',
    '/news/ten-small-courtesies',
    '/psa/a-step-aside',
    '/creation/organization',
  ]) {
    expect(await text(path)).toContain('tag--sample')
  }
})
