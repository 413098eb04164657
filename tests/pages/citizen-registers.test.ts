import { afterAll, beforeAll, expect, test } from 'vitest'
import { creation } from '#pages/creation/_words.ts'
import { elementsIn, firstLink, linksIn, valueIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const page = async (path: string) => (await fetch(server.address + path)).text()
const namesOn = (html: string) =>
  [...html.matchAll(/register__name"[^>]*>(?:\s*<span[^>]*>[^<]*<\/span>)?\s*(?:<a [^>]*>)?\s*([^<]+?)\s*</g)].map(
    found => found[1],
  )

test('the register of places is searched by name, by another name and by its unit', async () => {
  expect(namesOn(await page('/creation/places?q=大猷街'))).toEqual(['大猷街'])
  expect(namesOn(await page('/creation/places?q=府前市场'))).toEqual(['府前菜场'])
  expect(namesOn(await page('/creation/places?q=缙云'))).toEqual(['仙都景区入口'])
  expect(namesOn(await page('/creation/places?county=331121&kind=road&doorstep=yes'))).toEqual(['临江路'])
})

test('a place that is not there ends on words that help, and a page that is not there on a 404', async () => {
  expect(await page(`/creation/places?q=${encodeURIComponent('"><b>没有这里')}`)).toContain(creation.places.none)
  expect(await page(`/creation/places?q=${encodeURIComponent('"><b>没有这里')}`)).not.toContain('"><b>')
  expect((await fetch(`${server.address}/creation/places?page=99`)).status).toBe(404)
})

test('from a place one comes to the form with the place filled in', async () => {
  const form = await page(firstLink(await page('/creation/places?q=大猷街'), '/participate/report?'))
  expect([valueIn(form, 'place'), valueIn(form, 'county')]).toEqual(['大猷街', '331102'])
})

test('every indicator names one lead unit and leads to it', async () => {
  const html = await page('/creation/responsibility?system=provincial')
  expect(namesOn(html)).toEqual(['公共交通文明服务', '噪声与油烟防治', '消防通道与楼道安全', '部门协调联动'])
  expect(html).toContain('href="/creation/organization#shengtai-huanjing"')
})

test('with the registers filled the navigation has 文明创建 and still no more than seven columns', async () => {
  const [nav] = elementsIn(await page('/'), 'nav', { class: 'nav' })
  expect(linksIn(nav!, '/creation')[0]?.href).toBe('/creation')
  const [columns] = elementsIn(nav!, 'ul')
  expect(elementsIn(columns!, 'li')).toHaveLength(7)
})
