import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { mapWords } from '#components/parts/map-words.ts'
import { publicWords } from '#record/words.ts'
import { creation } from '../../src/pages/creation/_words.ts'
import { elementsIn, htmlOf, linksIn, wordsIn, wordsOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let reader: Visitor
beforeAll(async () => {
  server = await workersPortal()
  reader = visitor(server.address)
})
afterAll(() => server.stop())

async function page(path: string): Promise<string> {
  const response = await reader.get(path)
  expect([path, response.status]).toEqual([path, 200])
  return htmlOf(response)
}
const mapOn = (html: string) => elementsIn(html, 'svg', { 'aria-labelledby': 'map-title' })[0]
/** What the list beside a map says, line by line. */
const listedOn = (html: string) =>
  elementsIn(elementsIn(html, 'ul', { class: 'city-map__list' })[0]!, 'li').map(wordsOf)

describe('maps of the city', () => {
  test('role models by county: the map and its list say the same, and lead to the same', async () => {
    const html = await page('/role-models?view=map')
    const onMap = linksIn(mapOn(html)!, '/role-models?county=')
    const listed = linksIn(elementsIn(html, 'ul', { class: 'city-map__list' })[0]!, '/role-models?county=')
    expect(onMap).toHaveLength(9)
    for (const { href } of onMap) {
      const code = /county=(\w+)/.exec(href)![1]!
      const beside = listed.find(link => link.href === href)
      const label = elementsIn(mapOn(html)!, 'a', { href })[0]!.attribs['aria-label']!
      expect([code, label.startsWith(`${beside?.words}：`)]).toEqual([code, true])
      const count = /：(\d+) /.exec(label)![1]
      expect(listedOn(html)).toContain(`${beside!.words}${count} 位`)
    }
    // A county without a border stands in the list.
    expect(listed.map(({ href }) => href)).toContain('/role-models?county=3311KF')
    expect(html).toContain(mapWords.source('民政部全国行政区划信息查询平台'))
    expect(wordsIn(mapOn(html)!, 'title')).not.toBe('')
    expect(wordsIn(mapOn(html)!, 'desc')).not.toBe('')
  })

  test('places by county, and of one county as numbered dots that its list explains', async () => {
    const city = await page('/creation/places?view=map')
    expect(linksIn(mapOn(city)!, '/creation/places?').length).toBe(9)
    const county = await page('/creation/places?view=map&county=331102')
    const dots = linksIn(mapOn(county)!, '#')
    expect(dots.length).toBeGreaterThan(3)
    for (const { href, words } of dots) {
      const entry = elementsIn(county, 'li', { id: href.slice(1) })[0]!
      expect([href, wordsIn(entry, 'span', { class: 'register__number' })]).toEqual([href, words])
    }
    expect(linksIn(county, 'https://uri.amap.com/marker?').length).toBeGreaterThan(3)
    expect(linksIn(county, 'https://apis.map.qq.com/uri/v1/marker?').length).toBeGreaterThan(3)
  })

  test('a register whose entries say where they are has a map, and another has none', async () => {
    expect(linksIn(await page('/creation/minors'), '/creation/minors?view=map')).toHaveLength(1)
    expect(mapOn(await page('/creation/minors?view=map&county=331181'))).toBeDefined()
    expect(linksIn(await page('/creation/minors/counselling-station'), 'https://uri.amap.com/')).toHaveLength(1)
    expect(linksIn(await page('/creation/responsibility'), /view=map/)).toHaveLength(0)
  })

  test('where a poster hangs is drawn with the same borders', async () => {
    const html = await page('/psa/a-step-aside')
    expect(elementsIn(mapOn(html)!, 'path').length).toBe(9)
    expect(elementsIn(mapOn(html)!, 'circle', { class: 'city-map__dot' })).toHaveLength(3)
  })

  test('what is near a place comes in the order of its distance; an unknown name is said, and the counties stay', async () => {
    const near = await page('/creation/near?place=解放街')
    const distances = elementsIn(near, 'b', { 'data-distance': true }).map(wordsOf)
    expect(distances.length).toBeGreaterThan(5)
    const kilometres = distances.map(said => Number(/约 (\d+)/.exec(said)?.[1] ?? 0))
    expect(kilometres).toEqual(kilometres.toSorted((a, b) => a - b))
    expect(near).toContain('解放街')
    const facilities = await page('/creation/near?place=解放街&what=facilities')
    expect(elementsIn(facilities, 'li', { class: 'shift' })).toHaveLength(4)
    const unknown = await page('/creation/near?place=没有这个地方')
    expect(unknown).toContain(creation.near.unknown('没有这个地方'))
    expect(elementsIn(unknown, 'section', { id: 'county-331102' })).toHaveLength(1)
  })

  test('no map asks another host for anything, and reading is all one can do', async () => {
    for (const path of ['/suggestions/map', '/creation/places?view=map', '/creation/near', '/role-models?view=map']) {
      const html = await page(path)
      const asked = ['img', 'script', 'link', 'iframe', 'image'].flatMap(name =>
        elementsIn(html, name).flatMap(({ attribs }) => attribs.src ?? attribs.href ?? []),
      )
      expect([
        path,
        asked.filter(address => /^(https?:)?\/\//.test(address) && !address.startsWith('http://')),
      ]).toEqual([path, []])
      expect([path, (await reader.post(path, {})).status]).toEqual([path, 405])
    }
  })

  test.each(['/creation/places?view=map&page=9', '/role-models?view=map&page=0'])('%s is a calm 404', async path => {
    expect((await reader.get(path)).status).toBe(404)
  })
})

describe.skipIf(!isOpenToTests())('the map of the public answers', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
  })
  afterAll(() => connection.close())

  test('counts what the list would show in each county, by its filters', async () => {
    const rows = await connection.db
      .selectFrom('record')
      .select(['county', 'kind'])
      .where('removed_at', 'is', null)
      .execute()
    expect(rows.length).toBeGreaterThan(0)
    for (const kind of [undefined, 'problem', 'nothing']) {
      const html = await page(`/suggestions/map?county=331181${kind ? `&kind=${kind}` : ''}`)
      for (const link of linksIn(mapOn(html)!, '/suggestions?')) {
        const code = new URL(link.href, server.address).searchParams.get('county')
        const count = rows.filter(row => row.county === code && (!kind || row.kind === kind)).length
        const label = elementsIn(mapOn(html)!, 'a', { href: link.href })[0]!.attribs['aria-label']
        expect([kind, code, label?.split('：')[1]]).toEqual([kind, code, `${count} ${publicWords.mapCount}`])
        if (kind) expect(link.href).toContain(`kind=${kind}`)
      }
    }
  })
})
