import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { deskWords, queueWords, suggestionWords } from '#suggestions/desk-words.ts'
import { deputyWords } from '#suggestions/deputy-words.ts'
import { acceptanceWords, handOverWords } from '#suggestions/list-words.ts'
import { elementsIn, linksIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { inParts, numberOn, suggestionsIn, suggestPath, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** How a list is worked off: it goes along through every matter, and many are moved at once. */
let server: Portal
let clerk: Visitor
let officer: Visitor
let supervisor: Visitor
beforeAll(async () => {
  server = await workersPortal()
  ;[clerk, officer, supervisor] = (await Promise.all(
    ['clerk', 'officer', 'supervisor'].map(login => signedIn(server.address, server.accounts[login])),
  )) as [Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

const textOf = async (who: Visitor, path: string) => (await who.get(path)).text()
const list = (words: string, state = 'received') => new URLSearchParams({ state, words }).toString()

/** Sends some suggestions whose titles have a word. Gives their numbers. */
async function send(word: string, count: number): Promise<string[]> {
  const numbers: string[] = []
  for (let at = 1; at <= count; at++) {
    const citizen = visitor(server.address)
    const sent = await citizen.post(suggestPath, inParts(typedSuggestion({ title: `${word} ${at}` })))
    numbers.push(numberOn(await textOf(citizen, trackedBy(sent).address)))
  }
  return numbers
}

describe('a matter that was opened from a list', () => {
  test('carries the list in its links and forms, and the move that takes it out leads to the next', async () => {
    const [first, second] = await send('名单甲', 2)
    const query = list('名单甲')
    const rows = linksIn(await textOf(clerk, `/desk/suggestions?${query}`), /^\/desk\/suggestions\/20/)
    expect(rows.map(({ href }) => href)).toEqual([first, second].map(number => `/desk/suggestions/${number}?${query}`))
    const page = await textOf(clerk, rows[0]!.href)
    const links = linksIn(page, '/desk/suggestions').map(({ href, words }) => [href, words])
    expect(links).toContainEqual([`/desk/suggestions?${query}`, suggestionWords.back])
    expect(links).toContainEqual([rows[1]!.href, suggestionWords.nextMatter])
    const actions = elementsIn(page, 'form', { method: 'post' }).map(({ attribs }) => attribs.action)
    for (const action of actions.filter(action => action?.startsWith('/desk/suggestions/')))
      expect(action).toContain(`?${query}`)
    const accepted = await clerk.post(`/desk/suggestions/${first}/acceptance?${query}`, {})
    expect(accepted.headers.get('Location')).toBe(`/desk/suggestions/${second}?${query}&done=acceptance&of=${first}`)
    const next = await textOf(clerk, accepted.headers.get('Location')!)
    expect(next).toContain(acceptance.done)
    expect(next).toContain(suggestionWords.doneOf('名单甲 1'))
    const last = await clerk.post(`/desk/suggestions/${second}/acceptance?${query}`, {})
    expect(last.headers.get('Location')).toBe(`/desk/suggestions?${query}&done=acceptance`)
    expect(await textOf(clerk, last.headers.get('Location')!)).toContain(queueWords.none)
  })

  test('stays open while the list still has it, and so does one that was opened without a list', async () => {
    const [one, other] = await send('名单乙', 2)
    const query = list('名单乙', 'open')
    const accepted = await clerk.post(`/desk/suggestions/${one}/acceptance?${query}`, {})
    expect(accepted.headers.get('Location')).toBe(`/desk/suggestions/${one}?${query}&done=acceptance`)
    const alone = await clerk.post(`/desk/suggestions/${other}/acceptance`, {})
    expect(alone.headers.get('Location')).toBe(`/desk/suggestions/${other}?done=acceptance`)
  })

  test('tells an officer nothing of a matter before it that is not theirs', async () => {
    const [number] = await send('名单丙', 1)
    const own = suggestionsIn(await textOf(officer, '/desk/suggestions?state=all'))[0]!.href
    expect(await textOf(officer, `${own}?state=all&done=acceptance&of=${number}`)).not.toContain('名单丙')
  })
})

describe('several at once', () => {
  test('are chosen by one link, accepted each by its own move, and a refusal is said beside its own', async () => {
    const numbers = await send('名单丁', 3)
    const query = list('名单丁')
    const boxes = async (all: string) =>
      elementsIn(await textOf(clerk, `/desk/suggestions?${query}${all}`), 'input', { name: 'number' }).map(
        ({ attribs }) => 'checked' in attribs,
      )
    expect([await boxes(''), await boxes('&all=1')]).toEqual([
      [false, false, false],
      [true, true, true],
    ])
    await clerk.post(`/desk/suggestions/${numbers[1]}/declination`, { reason: 'not-ours', words: '请拨打 12306。' })
    const chosen = new FormData()
    for (const number of numbers) chosen.append('number', number)
    const page = await (await clerk.post(`/desk/acceptances?${query}`, chosen)).text()
    expect(page.split(`role="status">${acceptanceWords.done}<`)).toHaveLength(3)
    expect(page).toContain('现在的状态是“不予受理”')
    expect(page).toContain(`/desk/suggestions?${query.replaceAll('&', '&amp;')}`)
    expect(await textOf(clerk, `/desk/suggestions?${list('名单丁', 'accepted')}`)).toContain('名单丁 3')
    const empty = await clerk.post('/desk/acceptances', { number: '../..' })
    expect(await empty.text()).toContain(acceptanceWords.none)
    expect((await clerk.get('/desk/acceptances')).status).toBe(405)
    expect((await officer.post('/desk/acceptances', chosen)).status).toBe(403)
  })

  test('are handed over each to the unit that is proposed for it', async () => {
    const numbers = await send('名单戊', 2)
    for (const number of numbers) await clerk.post(`/desk/suggestions/${number}/acceptance`, {})
    const query = list('名单戊', 'accepted')
    const chosen = new URLSearchParams(query)
    for (const number of numbers) chosen.append('number', number)
    const asked = await textOf(clerk, `/desk/hand-overs?${chosen}`)
    // It has no officer, which takes a tick.
    const [, unit] = new RegExp(`${handOverWords.proposed('(.+?)')}${deputyWords.mark}<`).exec(asked)!
    expect(asked).toContain(handOverWords.submit(2))
    const form = new FormData()
    for (const number of numbers) form.append('number', number)
    form.append('lead', '-')
    const refused = await (await clerk.post(`/desk/hand-overs?${query}`, form)).text()
    expect(refused.split(`role="status">${deputyWords.refusedOfSeveral}<`)).toHaveLength(3)
    form.append('unheard_too', 'yes')
    const page = await (await clerk.post(`/desk/hand-overs?${query}`, form)).text()
    expect(page.split(`role="status">${handOverWords.done}<`)).toHaveLength(3)
    for (const number of numbers) expect(await textOf(clerk, `/desk/suggestions/${number}`)).toContain(unit)
  })
})

test('the desk opens with the work itself, due first, and to a supervisor with the lights of the units', async () => {
  const page = await textOf(clerk, '/desk')
  const work = suggestionsIn(page).map(({ href }) => href)
  const due = suggestionsIn(await textOf(clerk, '/desk/suggestions?state=mine')).map(({ href }) => href)
  expect(work.slice(0, 12)).toEqual(due.slice(0, 12))
  expect(page).not.toContain(deskWords.work.lights)
  const [theirs] = suggestionsIn(await textOf(officer, '/desk/suggestions?state=handed-over'))
  const letter = { words: '请今天答复', request_key: crypto.randomUUID() }
  expect((await supervisor.post(`${theirs!.href}/supervision`, letter)).status).toBe(303)
  const lights = await textOf(supervisor, '/desk')
  expect(lights).toContain(deskWords.work.lights)
  const burning = linksIn(lights, /mark=(?:red|yellow)-light/)
  expect(burning.length).toBeGreaterThan(0)
  for (const { href, words } of burning) {
    const rows = suggestionsIn(await textOf(supervisor, href))
    expect(rows).toHaveLength(Math.min(Number(/\d+/.exec(words)), 50))
  }
})

test.each(['/desk/suggestions', '/desk/figures'])(
  'a filter of %s may be left open: no browser holds it back for what is not chosen',
  async path => {
    const filters = elementsIn(await textOf(clerk, path), 'form', { method: 'get', role: 'search' })
    expect(filters.map(({ attribs }) => 'novalidate' in attribs)).toEqual([true])
  },
)
