import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallestShown } from '#suggestions/public-figures.ts'
import { figureMeanings, figureWords } from '#suggestions/figure-words.ts'
import { linksIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  clerk = await signedIn(server.address, server.accounts.clerk)
})
afterAll(() => server.stop())

const pageOf = async (who: Visitor, path: string) => (await who.get(path)).text()

/** Every linked number of the desk's figures: what it says, and where it leads. */
const numbersIn = (page: string) =>
  linksIn(page, '/desk/suggestions?')
    .filter(({ words }) => /^\d+$/.test(words))
    .map(({ href, words }) => ({ href, number: Number(words) }))

test('every number on the desk leads to a list with exactly as many rows', async () => {
  const page = await pageOf(clerk, '/desk/figures')
  const numbers = numbersIn(page)
  expect(numbers[0]!.number).toBeGreaterThan(10)
  expect(numbers.length).toBeGreaterThan(30)
  for (const { meaning } of Object.values(figureMeanings)) expect(page).toContain(meaning)
  // Clocks of the samples may run out while this test reads; their figures are compared in tests/suggestions/figures.db.test.ts.
  const still = numbers.filter(({ href }) => !/mark=.*(due|late)/.test(href))
  for (const { href, number } of new Map(still.map(one => [one.href, one])).values()) {
    const rows = (await pageOf(clerk, href)).split('data-key-row').length - 1
    expect([href, rows]).toEqual([href, number])
  }
})

test('the desk’s figures take period, county, unit and kind from the address', async () => {
  const county = numbersIn(await pageOf(clerk, '/desk/figures?county=331102'))[0]!
  const unit = numbersIn(await pageOf(clerk, '/desk/figures?county=331102&unit=-&kind=problem'))[0]!
  expect([county.href.includes('county=331102'), unit.href.includes('unit=-'), county.number > unit.number]).toEqual([
    true,
    true,
    true,
  ])
  const long = await pageOf(clerk, '/desk/figures?from=2024-11')
  expect([long.includes('2024年11月'), long.includes('2024年10月')]).toEqual([true, false])
  expect(await pageOf(clerk, '/desk/figures?from=2020-01&to=2020-02')).toContain(figureWords.none)
})

test.each([
  'from=2026-13',
  'from=%00',
  'to=0000-00',
  'from=2099-01',
  'from=2026-05&to=2026-01',
  'county=__proto__',
  'unit=..',
  'kind=constructor',
])('the desk’s figures are calm about ?%s', async query => {
  expect((await clerk.get(`/desk/figures?${query}`)).status).toBe(200)
})

test('the desk’s figures are read only', async () => {
  expect((await clerk.post('/desk/figures', {})).status).toBe(405)
})

test('the public sees what is counted and how, nothing about fewer than five, and no way to the desk', async () => {
  const page = await pageOf(visitor(server.address), '/participate/figures')
  const main = /<main[\s\S]+<\/main>/.exec(page)![0]
  for (const { meaning } of Object.values(figureMeanings)) expect(main).toContain(meaning)
  expect(main).toContain(figureWords.hidden['small-base'])
  expect(main).not.toContain('/desk')
  // No share says of how many it is, and none is finer than whole percent.
  expect(main).toMatch(/\d+%</)
  expect(main).not.toMatch(/\d\.\d%|figure-(?:card|table)__of/)
  const numbers = [...main.matchAll(/<span class="num">(\d+)</g)].map(([, number]) => Number(number))
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.filter(number => number < smallestShown)).toEqual([])
  const home = await pageOf(visitor(server.address), '/')
  expect(home).toContain(figureWords.homeTitle)
  expect(home).toMatch(/href="\/participate\/figures"[^>]*class="num"[^>]*>\d+</)
})
