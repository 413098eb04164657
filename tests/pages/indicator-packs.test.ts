import { afterAll, beforeAll, expect, test } from 'vitest'
import { packOfIndicator } from '#assessment/pack/of-indicator.ts'
import { packWords } from '#assessment/pack/words.ts'
import { htmlOf, linksIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  clerk = await signedIn(server.address, server.accounts.clerk)
})
afterAll(() => server.stop())

const list = '/desk/assessment/indicators'

test('every indicator has its evidence of a year as PDF and as a table, for the office', async () => {
  const html = await htmlOf(await clerk.get(`${list}?year=2026`))
  expect(wordsIn(html, 'h1')).toBe(packWords.indicators)
  const packs = linksIn(html, /\.pdf\?year=2026$/)
  expect(packs.length).toBeGreaterThan(10)
  expect(linksIn(html, /\.xlsx\?year=2026$/)).toHaveLength(packs.length)
  const pdf = await clerk.get(`${list}/fire-lanes.pdf?year=2026`)
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  const bytes = Buffer.from(await pdf.arrayBuffer())
  expect([bytes.subarray(0, 5).toString(), bytes.length > 5000]).toEqual(['%PDF-', true])
})

test('an indicator that is not there has none, and officers of units get none', async () => {
  const officer = await signedIn(server.address, server.accounts.officer)
  expect((await clerk.get(`${list}/nothing.pdf`)).status).toBe(404)
  expect((await officer.get(`${list}/fire-lanes.pdf`)).status).toBe(403)
  expect((await officer.get(list)).status).toBe(403)
})

test('a pack says standard, units, what is missing and every line of each kind', () => {
  const pack = packOfIndicator({
    indicator: {
      ...{ title: '示例指标', system: 'national', number: '3.2', standard: '看得见', lead: 'a', supporting: ['b'] },
    } as never,
    unitName: id => `${id}局`,
    year: 2026,
    today: '2026年11月30日',
    lines: [
      { kind: '任务', title: '一', unit: 'a局', day: '2026年1月1日' },
      { kind: '公开答复', title: '二', unit: 'b局', day: '2026年1月2日' },
      { kind: '任务', title: '三', unit: 'a局', day: '2026年1月3日' },
    ],
    missing: [],
  })
  expect(pack.parts.map(({ title }) => title)).toEqual([
    packWords.standard,
    packWords.missing,
    packWords.ofKind('任务', 2),
    packWords.ofKind('公开答复', 1),
  ])
  expect(pack.parts[0]!.texts).toEqual(['看得见', packWords.leads('a局'), packWords.helps('b局')])
  expect(pack.parts[1]!.texts).toEqual([packWords.whole])
  expect(pack.parts[2]!.table!.rows.map(([title]) => title)).toEqual(['一', '三'])
})
