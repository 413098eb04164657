import { afterAll, beforeAll, expect, test } from 'vitest'
import { holidayRules } from '#calendar/opening-hours.ts'
import { facilities, facilityKinds } from '#publishing/types/facility.ts'
import { honours } from '#publishing/types/honour.ts'
import { linksIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn } from '../support/visitor.ts'

const { href, title, lead } = facilities.column
const centre = '岩泉街道青少年活动中心（示例）'
let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const get = (path: string) => fetch(server.address + path, { redirect: 'manual' })
const text = async (path: string) => (await get(path)).text()
/** The entries that a list shows, by their ids, in its order. */
const entriesOf = (page: string) =>
  linksIn(page, new RegExp(`^${href}/(?!notices$)[a-z-]+$`)).map(link => link.href.slice(href.length + 1))

test('a register is listed in its order, with its facts, and reached from the entrance, the site map and the sitemap', async () => {
  const page = await text(href)
  expect(entriesOf(page)).toEqual([
    'yanquan-activity-centre',
    'counselling-station',
    'dagangtou-village-palace',
    'longquan-parents-school',
  ])
  expect(wordsIn(page, 'h1')).toBe(title)
  expect(page).toContain(lead)
  expect(page).toContain('<a href="tel:0578-0000061">0578-0000061</a>')
  for (const path of ['/creation', '/sitemap']) expect(await text(path)).toContain(`href="${href}"`)
  const sitemap = await text('/sitemap.xml')
  for (const path of [href, `${href}/counselling-station`]) expect(sitemap).toContain(`${path}</loc>`)
})

test('one on the common pages is filtered by its choices and searched by every word of an entry', async () => {
  const { href } = honours.column
  const ids = async (query: string) =>
    linksIn(await text(`${href}?${query}`), new RegExp(`^${href}/(?!notices$)[a-z-]+$`)).map(link =>
      link.href.split('/').at(-1),
    )
  expect(await ids('kind=school&level=city')).toEqual(['qingtian-school'])
  expect(await ids('county=331181')).toEqual(['longquan-celadon-family'])
  expect(await ids('q=限期三个月整改')).toEqual(['yanquan-residence'])
  expect(await ids('q=没有这样的地方')).toEqual([])
  expect(await ids('q=江滨社区')).toEqual(['zijin-residence'])
})

test('an entry shows every field in words, its unit as a link, and its text', async () => {
  const page = await text(`${href}/yanquan-activity-centre`)
  for (const words of [
    centre,
    facilityKinds['activity-place'],
    holidayRules.closed,
    '阅览区随到随进',
    '值班老师会看着签到本',
    'href="/creation/organization#yanquan-jiedao"',
    'tag--sample',
  ])
    expect(page).toContain(words)
})

test('the whole register is downloaded as a table', async () => {
  const response = await get(`${href}.csv`)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = (await response.text()).split('\r\n')
  expect(lines[0]).toBe(
    '编号,名称,类型,县（市、区）,地址,开放时段,法定节假日,开放时间的补充,电话,适合谁,怎么预约,主管单位,纬度,经度,示例,发布日期',
  )
  expect(lines[1]).toContain(`yanquan-activity-centre,${centre},${facilityKinds['activity-place']},`)
  expect(lines).toHaveLength(6)
})

test.each([`${href}/nobody`, '/creation/nothing', '/creation/nothing/x', `${href}?page=9`, '/creation/organization/x'])(
  '%s is a calm 404',
  async path => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('没有找到这个页面')
  },
)

test('a table is there of registers alone', async () => {
  for (const path of ['/creation/organization.csv', '/creation/nothing.csv']) expect((await get(path)).status).toBe(404)
})

test('editors have its form, and its freshness is watched', async () => {
  const editor = await signedIn(server.address, server.accounts.publisher)
  const config = JSON.parse(await (await editor.get('/admin/config.yml')).text()) as {
    collections: { name: string; fields: { name: string }[] }[]
  }
  expect(config.collections.find(({ name }) => name === facilities.name)?.fields.map(({ name }) => name)).toEqual([
    ...Object.keys(facilities.fields.shape),
    'body',
  ])
  expect(await (await editor.get('/desk/freshness')).text()).toMatch(new RegExp(`${facilities.label}</th><td>4</td>`))
})
