import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { DomUtils, parseDocument } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutControls } from '#forms/typed/characters.ts'
import { elementsIn, filledIn, linksIn, valueIn } from '../support/html.ts'
import { naughtyShort, naughtyTogether, plantedIn, scripts } from '../support/naughty.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { addressOf, otherAddresses, routes } from '../support/routes.ts'
import { numberOn, readPage, suggestPath, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/* Every page and every form on it, as somebody who types what software stumbles over. */

const roles = ['nobody', 'volunteer', 'organiser', 'officer', 'clerk', 'supervisor', 'publisher', 'admin'] as const
let server: Portal
const visitors: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  visitors.nobody = visitor(server.address)
  for (const login of roles.slice(1)) visitors[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(() => server.stop())

/** What is wrong with an answer, whoever gets it; nothing when it is well. */
async function faultsOf(response: Response): Promise<{ faults: string[]; body: string }> {
  const body = await response.text()
  const isMarkup = /html|xml/.test(response.headers.get('content-type') ?? '')
  return {
    body,
    faults: [
      ...(response.status >= 500 ? [`answers ${response.status}`] : []),
      ...(response.headers.has('x-planted') ? ['has a line in its head'] : []),
      ...(isMarkup ? plantedIn(body).map(planted => `has taken ${planted} for its own`) : []),
      ...csvFormulas(response, body).map(cell => `has the formula ${cell}`),
    ],
  }
}

/** Cells of a table that a spreadsheet would calculate. */
const csvFormulas = (response: Response, body: string): string[] =>
  response.headers.get('content-type')?.startsWith('text/csv')
    ? [...body.matchAll(/(?:^|,|\n)"?([=+@＝＋－＠\t-][^,\n]*)/g)]
        .map(([, cell]) => cell!.slice(0, 40))
        .filter(cell => !/^-?\d+\r?$/.test(cell))
    : []

/** Every name that a page reads out of its query. */
const queryNames = [
  ...new Set(
    globSync('src/**/*.{ts,astro}')
      .map(file => readFileSync(file, 'utf8'))
      .flatMap(source =>
        [...source.matchAll(/(?:[sS]earchParams|query)\.(?:get|getAll|has)\('([\w-]+)'\)/g)].map(([, name]) => name!),
      ),
  ),
]

describe.each(['nobody', 'clerk', 'admin'])('%s', who => {
  test('may ask any page for anything in its query and in its address', async () => {
    expect(queryNames.length).toBeGreaterThan(30)
    const found: string[] = []
    for (const route of routes.filter(({ file }) => file !== 'logout.ts'))
      for (const words of naughtyTogether.filter(words => words.length < 1500).slice(0, 10)) {
        const query = new URLSearchParams(queryNames.map(name => [name, words.slice(0, 150)]))
        const parts = Object.fromEntries(route.parts.map(name => [name, encodeURIComponent(words)]))
        for (const address of [
          `${addressOf(route)}?${query}`,
          ...(route.parts.length > 0 ? [addressOf(route, parts)] : []),
        ])
          for (const fault of (await faultsOf(await visitors[who]!.get(address))).faults)
            found.push(`${address.slice(0, 80)} ${fault}`)
      }
    expect(found).toEqual([])
  })
})

/** What would end the walk: signing out, and what takes an account from somebody who still walks. */
const endsTheWalk = /^\/logout|\/(?:disabling|sessions|second-factor-removal)$/

interface FoundForm {
  page: string
  action: string
  fields: Record<string, string>
  /** The names of those into which somebody may type, and of those for plain words. */
  typed: string[]
  plain: string[]
}

const patternOf = (address: string) =>
  address
    .replace(/\?(?!move=).*/, '')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/[\w-]{20,}|(?:[\dA-Z]{4}-){2}[\dA-Z]{4}/g, '…')

/** Every form that somebody finds who follows the links of the pages, one of each kind. */
async function findForms(who: Visitor): Promise<{ forms: FoundForm[]; pages: string[] }> {
  const forms = new Map<string, FoundForm>()
  const pages = new Map<string, string>()
  const waiting = routes
    .filter(({ parts, file }) => parts.length === 0 && file !== 'logout.ts')
    .map(route => addressOf(route))
  for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
    const pattern = patternOf(page)
    // Several of a kind: what may be done differs from one to the other.
    if ([...pages.keys()].filter(each => each.startsWith(`${pattern} `)).length >= 3 || pages.has(`${pattern} ${page}`))
      continue
    pages.set(`${pattern} ${page}`, page)
    const response = await who.get(page)
    const html = await response.text()
    if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('text/html')) continue
    waiting.push(
      ...linksIn(html, /^\/(?!admin\/preview|elder|_|media|files)/).map(({ href }) =>
        href.replace(/#.*|\?(?!move=[\w-]+).*/, ''),
      ),
    )
    for (const element of elementsIn(html, 'form', { method: 'post' })) {
      const action = element.attribs.action ?? page
      if (endsTheWalk.test(action)) continue
      const typed = ['input', 'textarea']
        .flatMap(name => elementsIn(element, name, { name: true }))
        .filter(
          ({ attribs }) =>
            !['file', 'checkbox', 'radio', 'submit'].includes(attribs.type ?? '') && attribs.name !== 'request_key',
        )
        .map(({ attribs }) => attribs.name!)
      const plain = ['input', 'textarea']
        .flatMap(name => elementsIn(element, name, { name: true }))
        .filter(
          ({ name, attribs: { type = 'text', inputmode } }) => name === 'textarea' || (type === 'text' && !inputmode),
        )
        .map(({ attribs }) => attribs.name!)
      forms.set(patternOf(action), { page, action, fields: filledIn(element), typed: [...new Set(typed)], plain })
    }
  }
  return { forms: [...forms.values()], pages: [...pages.values()] }
}

describe.each(roles)('%s', who => {
  test('may type anything into any form, and any page shows it as words', { timeout: 480_000 }, async () => {
    const person = visitors[who]!
    const { forms, pages } = await findForms(person)
    expect(forms.length).toBeGreaterThan(who === 'nobody' ? 2 : 12)
    const found: string[] = []
    let stored = 0
    for (const { action, fields, typed, plain } of forms)
      for (const [words, names] of [
        // In plain words first, with the rest filled in well: so it is stored, and shown on other pages.
        ...naughtyShort.map(words => [words, plain] as const),
        ...naughtyTogether.map(words => [words, typed] as const),
      ]) {
        if (names.length === 0 && words !== naughtyShort[0]) continue
        const sent = {
          ...fields,
          ...Object.fromEntries(names.map(name => [name, words])),
          ...('request_key' in fields && { request_key: randomUUID() }),
        }
        const response = await person.post(action, sent)
        const { faults, body } = await faultsOf(response)
        for (const fault of faults) found.push(`${action} with ${words.slice(0, 30)} ${fault}`)
        if (names.length > 0 && [201, 303].includes(response.status)) stored += 1
        // What comes back for correction is what was typed, to the letter.
        if (response.status === 422 && naughtyShort.includes(words))
          for (const name of names) {
            const shown = elementsIn(body, 'textarea', { name }).length > 0 ? valueIn(body, name) : words
            if (shown !== words) found.push(`${action} gives back ${name} as ${shown}`)
          }
      }
    expect(stored).toBeGreaterThan(0)
    for (const page of [...pages, ...otherAddresses])
      for (const fault of (await faultsOf(await person.get(page))).faults) found.push(`${page} ${fault}`)
    expect(found).toEqual([])
  })
})

describe('words of every script', () => {
  test.each(Object.entries(scripts))(
    '(%s) come back as they were typed, but for what turns text around, to the author and at the desk, or are refused in words',
    async (_what, given) => {
      const citizen = visitor(server.address)
      const words = withoutControls(given)
      const second = '第二行，写得够长，让人看得懂'
      const typed = typedSuggestion({ title: given, body: `${given}\n${second}`, place: given, name: '示例' })
      const response = await citizen.post(suggestPath, typed)
      if (response.status === 422) {
        const { messages, value } = await readPage(response)
        expect(messages.join()).toMatch(/\p{Script=Han}/u)
        expect(value('title')).toBe(words)
        return
      }
      const { address } = trackedBy(response)
      const page = await (await citizen.get(address)).text()
      const desk = await (await visitors.clerk!.get(`/desk/suggestions/${numberOn(page)}`)).text()
      for (const html of [page, desk]) expect(textOf(html)).toContain(words.trim())
      expect(textOf(desk)).toContain(`${words}\n${second}`.trim())
      const list = await visitors.clerk!.get(`/desk/suggestions?state=all&words=${encodeURIComponent(words)}`)
      expect(list.status).toBe(200)
    },
  )

  test.each(naughtyShort)('(%s) stand as words at the desk, for the author, in lists and letters', async words => {
    const typed = typedSuggestion({
      title: words,
      body: words,
      place: words,
      name: words.slice(0, 20),
      county: '331102',
    })
    const sent = await visitor(server.address).post(suggestPath, typed)
    const { address } = trackedBy(sent)
    const page = await (await visitor(server.address).get(address)).text()
    const desk = `/desk/suggestions/${numberOn(page)}`
    for (const [who, path] of [
      ['nobody', address],
      ['clerk', desk],
      ['clerk', '/desk/suggestions?state=all'],
      ['clerk', `/desk/suggestions?state=all&words=${encodeURIComponent(words)}`],
      ['supervisor', desk],
      ['admin', desk],
      ['clerk', `${desk}/need`],
    ] as const) {
      const { faults, body } = await faultsOf(await visitors[who]!.get(path))
      expect([who, path, faults]).toEqual([who, path, []])
      if (path === desk) expect(textOf(body)).toContain(words)
    }
  })

  test('begin no formula in an export', async () => {
    for (const title of ['=cmd|calc!A0', '@SUM(1+1)', '+1+1', '-1+1', '＝1+1', '\t=1+1'])
      await visitor(server.address).post(suggestPath, typedSuggestion({ title, place: title }))
    const response = await visitors.clerk!.post('/desk/suggestions/exports', { state: 'all' })
    const { faults, body } = await faultsOf(response)
    expect([response.status, faults]).toEqual([200, []])
    expect(body).toContain("'=cmd|calc!A0")
  })
})

const textOf = (html: string) => DomUtils.textContent(parseDocument(html))

test('after all that the server is well and its log holds no failure', async () => {
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  expect(server.output()).not.toMatch(/a page failed|could not be|gateway failed|a job failed|Unhandled/)
})
