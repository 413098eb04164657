import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsv } from '#forms/typed/csv.ts'
import { budgets } from '#publishing/types/budget.ts'
import { indexScores } from '#publishing/types/index-score.ts'
import { evidenceKinds, indicators } from '#publishing/types/indicator.ts'
import { taskStates, tasks } from '#publishing/types/task.ts'
import { creation } from '#pages/creation/_words.ts'
import { elementsIn, linksIn, wordsIn, wordsOf } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const get = (path: string) => fetch(server.address + path, { redirect: 'manual' })
const text = async (path: string) => (await get(path)).text()
/** A download, line by line, its cells by their headings. */
async function tableAt(path: string): Promise<Record<string, string>[]> {
  const [head = [], ...rows] = readCsv(await text(path))
  return rows.map(row => Object.fromEntries(row.map((cell, at) => [head[at]!, cell])))
}
const rowsIn = (page: string) =>
  elementsIn(page, 'tr').map(row => [...elementsIn(row, 'th'), ...elementsIn(row, 'td')].map(wordsOf))

describe('the entrance', () => {
  test('says what was promised and how far it is, as the list counts it', async () => {
    const page = await text('/creation')
    const list = await tableAt('/creation/tasks.csv')
    const years = [...new Set(list.map(each => each['年度']))].toSorted()
    const promised = list.filter(each => each['年度'] === years.at(-1))
    const done = promised.filter(each => each['进度'] === taskStates.done).length
    expect(page).toContain(creation.promised.title(Number(years.at(-1))))
    expect(wordsIn(page, 'p', { class: 'promised__said' })).toContain(`答应了 ${promised.length} 件，做完 ${done} 件`)
    for (const { column } of [tasks, budgets, indexScores, indicators])
      expect(linksIn(page, column.href).length).toBeGreaterThan(0)
  })
})

describe('the list of tasks', () => {
  const entriesOf = (page: string) => linksIn(page, new RegExp(`^${tasks.address}`)).map(({ href }) => href)

  test('is shown by year, unit and state, and grouped by unit or indicator', async () => {
    const whole = await text('/creation/tasks?year=2026')
    expect(entriesOf(whole)).toHaveLength(16)
    expect(entriesOf(await text('/creation/tasks?year=2025'))).toHaveLength(3)
    expect(entriesOf(await text('/creation/tasks?year=2026&state=done'))).toHaveLength(5)
    const ofUnit = await text('/creation/tasks?year=2026&unit=xiaofang')
    expect(entriesOf(ofUnit)).toEqual(['/creation/tasks/2026-stairwell-charging-points'])
    const grouped = await text('/creation/tasks?year=2026&by=unit')
    expect(elementsIn(grouped, 'h3').map(wordsOf)).toContain('市建设局')
    expect(elementsIn(await text('/creation/tasks?year=2026&by=indicator'), 'h3').map(wordsOf)).toContain('礼让斑马线')
    expect(entriesOf(await text('/creation/tasks?year=2026&unit=nobody'))).toEqual([])
  })

  test('counts every task once, by a count of its own', async () => {
    const page = await text('/creation/tasks?year=2026')
    const [all, done, running, overdue] = elementsIn(page, 'dd')
      .slice(0, 4)
      .map(each => Number.parseInt(wordsOf(each), 10))
    const lines = (await tableAt('/creation/tasks.csv')).filter(each => each['年度'] === '2026')
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const isLate = (each: Record<string, string>) =>
      each['完成期限']! < today && [taskStates.planned, taskStates.running].some(state => state === each['进度'])
    const count = (state: string) => lines.filter(each => each['进度'] === state && !isLate(each)).length
    expect([all, done, running, overdue]).toEqual([
      lines.length,
      count(taskStates.done),
      count(taskStates.running),
      lines.filter(isLate).length,
    ])
  })

  test('leads from a task to its evidence and to its units', async () => {
    const page = await text('/creation/tasks/2026-crossings-near-schools')
    for (const href of ['/news/one-zebra-crossing', '/exposure/crossing-not-yielding', '/creation/organization#jiaoyu'])
      expect(linksIn(page, href)).toHaveLength(1)
  })
})

describe('budgets', () => {
  test('come to what their lines come to, in every year', async () => {
    const lines = await tableAt('/creation/budgets.csv')
    for (const year of ['2024', '2025', '2026']) {
      const sum = (column: string) =>
        lines
          .filter(each => each['年度'] === year)
          .reduce((sum, each) => sum + Math.round(Number(each[column]) * 100), 0)
      const row = rowsIn(await text(`/creation/budgets?year=${year}`)).find(([head]) => head === `${year} 年`)!
      const inWan = (fen: number) => (Math.round(fen / 10_000) / 100).toLocaleString('zh-CN')
      expect(row.slice(1, 3)).toEqual([inWan(sum('预算（元）')), inWan(sum('支出（元）'))])
    }
  })

  test('show a unit with the lines of its year', async () => {
    const page = await text('/creation/budgets/2025-liandu')
    expect(rowsIn(page)).toContainEqual(['背街小巷保洁和修补', '280 万元', '286.65 万元'])
    expect(page).toContain('856 万元')
  })
})

describe('the index', () => {
  test('shows the measurement that is asked for, each county weighed as the download says', async () => {
    const lines = await tableAt('/creation/index.csv')
    for (const round of ['2025-second', '2026-first']) {
      const rows = rowsIn(await text(`/creation/index?round=${round}`))
      const own = lines.filter(each => each['编号'] === round)
      expect(own).toHaveLength(9)
      for (const line of own) {
        const row = rows.find(([name]) => name === line['县（市、区）'])!
        expect(Number(row[1])).toBe(Number(line['指数']))
        const weighed =
          0.2 * Number(line['公益宣传']) +
          0.35 * Number(line['公共环境与秩序']) +
          0.2 * Number(line['文明素质']) +
          0.25 * Number(line['市民评价'])
        expect(Math.abs(Number(line['指数']) - weighed)).toBeLessThan(0.0501)
      }
    }
    expect(linksIn(await text('/creation/index'), '/topics/garden')).toHaveLength(1)
  })
})

describe('an indicator', () => {
  test('has its lead unit, the evidence of the year, and what is missing', async () => {
    const page = await text('/creation/responsibility/public-service-advertising?year=2026')
    expect(linksIn(page, '/creation/organization#shi-chuangjianban').length).toBeGreaterThan(0)
    expect(linksIn(page, '/creation/tasks/2026-posters-kept-up')).toHaveLength(1)
    expect(linksIn(page, '/exposure/worn-out-poster')).toHaveLength(1)
    expect(linksIn(page, /^\/psa\//).length).toBeGreaterThan(0)
    const empty = await text('/creation/responsibility/public-service-advertising?year=2025')
    for (const kind of ['任务', evidenceKinds.placements]) expect(empty).toContain(creation.indicator.no(2025, kind))
    expect(linksIn(empty, /^\/psa\//)).toEqual([])
    expect(linksIn(await text('/creation/responsibility'), /^\/creation\/responsibility\/[a-z-]+$/)).toHaveLength(15)
  })

  test('is downloaded with its evidence', async () => {
    const book = await get('/creation/responsibility/public-service-advertising.xlsx?year=2026')
    expect(book.headers.get('content-type')).toContain('spreadsheetml')
    expect(Buffer.from(await book.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK')
  })
})

test.each(['tasks', 'budgets', 'index', 'minors'])('%s are kept as a table and as a workbook', async name => {
  const page = await text(`/creation/${name}`)
  for (const format of ['csv', 'xlsx']) {
    expect(linksIn(page, `/creation/${name}.${format}`)).toHaveLength(1)
    expect((await get(`/creation/${name}.${format}`)).status).toBe(200)
  }
})

test.each([
  '/creation/tasks/nothing',
  '/creation/tasks.pdf',
  '/creation/responsibility/nothing',
  '/creation/responsibility/nothing.xlsx',
  '/creation/index/nothing',
])('%s is a calm 404', async path => {
  expect((await get(path)).status).toBe(404)
})

test.each([
  '/creation',
  '/creation/tasks',
  '/creation/budgets',
  '/creation/index',
  '/creation/responsibility/motor-parking',
])('%s takes no form', async path => {
  expect((await visitor(server.address).post(path, {})).status).toBe(405)
})

test('what an address asks for and nobody has is nothing worse than an empty list', async () => {
  for (const path of [
    '/creation/tasks?year=x&by=y&state=z&unit=%00',
    '/creation/budgets?year=1900',
    '/creation/index?round=../x',
    '/creation/responsibility/motor-parking?year=99999',
    '/creation/responsibility/motor-parking.xlsx?year=x',
  ])
    expect((await get(path)).status).toBe(200)
})

test('the organisation says who heads a unit by office, and editors have the new forms', async () => {
  expect(await text('/creation/organization')).toContain(creation.organization.head('分管副区长'))
  const editor = await signedIn(server.address, server.accounts.publisher)
  const config = JSON.parse(await (await editor.get('/admin/config.yml')).text()) as {
    collections: { name: string; fields: { name: string; widget: string }[] }[]
  }
  const fieldOf = (type: string, name: string) =>
    config.collections.find(each => each.name === type)?.fields.find(each => each.name === name)?.widget
  expect([fieldOf('budgets', 'amount'), fieldOf('tasks', 'lead'), fieldOf('index-scores', 'scores')]).toEqual([
    'string',
    'relation',
    'list',
  ])
})
