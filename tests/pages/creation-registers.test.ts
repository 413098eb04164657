import QRCode from 'qrcode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '#calendar/lishui.ts'
import { addDays } from '#calendar/work-calendar.ts'
import { type SampleSuggestion, sampleSuggestions } from '#demo/sample-suggestions.ts'
import { creation } from '#pages/creation/_words.ts'
import { honourWords } from '#publishing/types/honour.ts'
import { elementsIn, linksIn, valueIn, wordsIn, wordsOf } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const get = (path: string, init: RequestInit = {}) => fetch(server.address + path, { redirect: 'manual', ...init })
const page = async (path: string) => (await get(path)).text()

describe('a drive', () => {
  test('shows what its rule and its exposures bring, counted, with the way to each', async () => {
    const html = await page('/creation/drives/bicycles-in-their-lines')
    expect(wordsIn(html, 'h1')).toBe('非机动车停放百日整治（示例）')
    expect(html).toContain(creation.drives.rule)
    expect(linksIn(html, '/exposure/tactile-paving-blocked').length).toBeGreaterThan(0)
    const matters = linksIn(html, /^\/suggestions\/2\d{3}-\d+$/).map(({ words }) => words)
    // Samples of the desk are of these weeks, those of the registers of their own year.
    const [{ title, received }] = sampleSuggestions as [SampleSuggestion]
    const day = addDays(dayOf(new Date()), -received[0])
    const isOfDrive = '2026-10-20' <= day && day <= '2027-01-31'
    expect(matters.includes(title)).toBe(isOfDrive)
    // Those of another county and of another kind are none of it.
    expect(matters.some(words => words.includes('步道'))).toBe(false)
    expect(html).toContain(isOfDrive ? creation.matters.counted(matters.length, 1, 1) : creation.drives.noMatters)
    expect(html).toContain(creation.drives.done(matters.length + 1, isOfDrive ? 2 : 1))
    expect(elementsIn(html, 'section', { class: 'before-after' })).toHaveLength(1)
  })

  test('that is over is marked so, has its report, and all stand in list, feed, table and site map', async () => {
    expect(await page('/creation/drives/lights-on-the-stairs')).toContain('充电棚七处')
    const list = await page('/creation/drives')
    expect(list).toMatch(/老旧小区楼道亮灯清堆（示例）<\/a>\s*<span class="tag tag--plain">\s*已结束/)
    expect(await page('/creation/drives/feed.xml')).toContain('/creation/drives/around-schools')
    expect(await page('/creation/drives.csv')).toContain('市综合执法局')
    expect(await page('/sitemap.xml')).toContain('/creation/drives/around-schools</loc>')
  })
})

/** The dark modules of a code as `x,y`, from what is drawn: rows at a half, steps and strokes, four modules from the edge. */
const darkIn = (path: string): string[] =>
  path.split('M').flatMap(row => {
    const [, from, y, steps] = /^(\d+) ([\d.]+)(.*)$/.exec(row) ?? []
    let x = Number(from) - 4
    return [...(steps ?? '').matchAll(/m(\d+) 0|h(\d+)/g)].flatMap(([, gap, run]) => {
      x += Number(gap ?? run)
      return Array.from({ length: Number(run ?? 0) }, (_, at) => `${x - Number(run) + at},${Number(y) - 4.5}`)
    })
  })
const darkModules = ({ size, data }: QRCode.BitMatrix): string[] =>
  Array.from(data, (dark, at) => (dark ? `${at % size},${Math.floor(at / size)}` : '')).filter(Boolean)

describe('an honour', () => {
  test('stands under its county, found by kind and level; what was revoked says so', async () => {
    const list = await page('/creation/honours?kind=residence')
    expect(elementsIn(list, 'h2', { class: 'register__group' }).map(wordsOf)).toEqual(['莲都区'])
    expect(list).toContain(honourWords.revoked)
    expect(list).not.toContain('示例青瓷人家')
    const all = elementsIn(await page('/creation/honours'), 'h2', { class: 'register__group' }).map(wordsOf)
    expect(all).toContain('龙泉市')
    expect(new Set(all).size).toBe(all.length)
  })

  test('tells when it was awarded, reviewed and revoked and why, and what goes wrong there', async () => {
    const html = await page('/creation/honours/yanquan-residence')
    expect(html).toContain('六个单元仍有堆物和飞线充电')
    expect(html).toContain(creation.honours.revokedOn('2026年3月6日'))
    expect(html).toContain(creation.honours.reviewed.mending)
    expect(html).toContain(creation.honours.problems)
    const report = linksIn(html, '/participate/suggest?')[0]!.href
    expect(valueIn(await page(report.replaceAll('&#38;', '&')), 'place')).toBe('岩泉新村')
  })

  test('of a family leads to no door: no address, no street, no list of problems', async () => {
    const html = await page('/creation/honours/longquan-celadon-family')
    expect(html).toContain('六型文明家庭')
    expect(html).not.toContain(creation.honours.problems)
  })
})

describe('the inspections', () => {
  const rowsOf = (html: string) =>
    elementsIn(html, 'tr').map(row =>
      [...elementsIn(row, 'th'), ...elementsIn(row, 'td')].map(cell => wordsOf(cell)).join(' '),
    )

  test('sum up who came, for all years and for one', async () => {
    const html = await page('/creation/inspections')
    expect(rowsOf(html)).toContain('人大代表 3 49 42 86%')
    expect(html).toContain(creation.inspections.found(6, 4))
    expect(rowsOf(await page('/creation/inspections?year=2025'))).toContain('党代表 0 0 0 —')
  })

  test('tell each what was found', async () => {
    const html = await page('/creation/inspections/parking-around-hospital')
    expect(html).toContain('轮椅过不去')
    expect(html).toContain('白云街道代表小组')
  })
})

describe('the places of minors', () => {
  test('say when they open, have their numbers at the head, and are filtered without a script', async () => {
    const html = await page('/creation/minors')
    expect(html).toContain('周三至周日 9:00–11:30、14:00–20:00')
    expect(html).toContain(creation.minors.heavyHeart)
    expect(html).toContain('href="tel:0578-0000064"')
    expect(linksIn(html, '/creation/drives/around-schools')).toHaveLength(1)
    const parents = await page('/creation/minors?kind=parents-school')
    expect(linksIn(parents, /^\/creation\/minors\/[a-z-]+$/).map(({ href }) => href)).toEqual([
      '/creation/minors/longquan-parents-school',
    ])
  })

  test('that are open now are those marked as open in the whole list', async () => {
    const marked = elementsIn(await page('/creation/minors'), 'li', { class: 'register__entry' })
      .filter(entry => wordsOf(entry).includes('现在开放，'))
      .map(entry => wordsOf(elementsIn(entry, 'h2')[0]!))
    const open = elementsIn(await page('/creation/minors?open=yes'), 'h2', { class: 'register__name' }).map(wordsOf)
    expect(open).toEqual(marked)
  })
})

describe('a place', () => {
  test('shows its contracts, its leader by office and who came, and has a code', async () => {
    const html = await page('/creation/places/dayou-jie')
    for (const words of ['示例面馆', '紫金街道办事处副主任', '莲都区副区长']) expect(html).toContain(words)
    const list = await page('/creation/places?q=大猷街')
    expect(linksIn(list, '/creation/places/codes?at=dayou-jie')).toHaveLength(1)
  })

  test('is filled in by its code, and a place that is gone leads to the form alone', async () => {
    const found = await get('/participate/report?at=dayou-jie')
    expect(found.status).toBe(303)
    const form = await page(found.headers.get('location')!)
    expect(['kind', 'place', 'county'].map(name => valueIn(form, name))).toEqual(['problem', '大猷街', '331102'])
    const gone = await get(`/participate/report?at=${encodeURIComponent('//evil.example')}`)
    expect(gone.headers.get('location')).toBe('/participate/suggest?kind=problem')
    expect((await visitor(server.address).post('/participate/report?at=dayou-jie', {})).status).toBe(404)
  })

  test('codes are drawn for those that were looked for, one or by page, to hang up', async () => {
    const one = await page('/creation/places/codes?at=dayou-jie&size=a4')
    const [code, ...more] = elementsIn(one, 'svg', { class: 'qr' })
    expect(more).toEqual([])
    const wanted = QRCode.create(`${server.address}/participate/report?at=dayou-jie`, { errorCorrectionLevel: 'M' })
    expect(darkIn(elementsIn(code!, 'path')[0]!.attribs.d!)).toEqual(darkModules(wanted.modules))
    expect(one).toContain('code-cards--large')
    const some = await page('/creation/places/codes?kind=market')
    expect(elementsIn(some, 'svg', { class: 'qr' }).map(svg => svg.attribs['aria-label'])).toEqual([
      creation.codes.codeOf('府前菜场'),
      creation.codes.codeOf('大众农贸市场'),
    ])
  })
})

test.each([
  '/creation/drives/nothing',
  '/creation/honours/nothing',
  '/creation/inspections/nothing',
  '/creation/inspections?page=9',
  '/creation/minors?page=x',
  '/creation/places/nothing',
  '/creation/places/codes?at=nothing',
  '/creation/places/codes?page=99',
])('%s is a calm 404', async path => {
  const response = await get(path)
  expect(response.status).toBe(404)
  expect(await response.text()).toContain('没有找到这个页面')
})
