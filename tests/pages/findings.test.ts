import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirmationReasons, findingWords as words } from '#publishing/checks/words.ts'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { aNotice } from '../support/content.ts'
import { elementsIn, htmlOf, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
})

const as = (login: string) => signedIn(server.address, server.accounts[login])

/** A criticism that names somebody, saved by the contributor; its page for reviewers. */
async function criticism(id: string): Promise<string> {
  const path = `content/notices/2026/${id}.md`
  const raw = aNotice({ title: '示例通报', body: '柯某（浙K-D1234）在会上作了检讨。' }).replace(
    'category: notice',
    'category: criticism',
  )
  const params = {
    dataFiles: [{ slug: `2026/${id}`, path, raw }],
    assets: [],
    options: { collectionName: 'notices', newEntry: true },
    base: { [path]: null },
  }
  const body = JSON.stringify({ branch: 'main', action: 'persistEntry', params })
  const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }
  expect((await (await as('contributor')).postText('/admin/gateway', body, headers)).status).toBe(200)
  return `/admin/reviews/notices/${id}`
}

/** Those of the findings: a note at a field has one too. */
const selects = (html: string) =>
  elementsIn(html, 'select').flatMap(({ attribs: { name } }) => (name && name !== 'field' ? [name] : []))
const headIn = (html: string) => elementsIn(html, 'input', { name: 'head' })[0]!.attribs.value!
const open = async (person: Visitor, address: string) => htmlOf(await person.get(address))

test('each finding is shown at its place; its author may not confirm it, another reviewer may, one by one and without JavaScript', async () => {
  const address = await criticism('findings-one')
  const [author, reviewer] = await Promise.all([as('contributor'), as('reviewer')])
  const own = await open(author, address)
  expect(elementsIn(own, 'mark').map(mark => wordsIn(mark, 'mark'))).toEqual(['柯某', '浙K-D1234'])
  expect([selects(own), own.includes(words.notYours)]).toEqual([[], true])

  const page = await open(reviewer, address)
  const [first, second] = selects(page)
  const head = headIn(page)
  const nothing = await reviewer.post(`${address}/findings`, { head })
  expect([nothing.status, (await htmlOf(nothing)).includes(words.nothingChosen)]).toEqual([422, true])

  expect((await reviewer.post(`${address}/findings`, { head, [first!]: 'public-office' })).status).toBe(303)
  const half = await open(reviewer, address)
  expect(selects(half)).toEqual([second])
  expect(half).toContain(confirmationReasons['public-office'])
  const wrong = await reviewer.post(`${address}/findings`, { head, [second!]: 'because' })
  expect(wrong.status).toBe(422)
  const stale = await reviewer.post(`${address}/findings`, { head: 'f'.repeat(40), [second!]: 'of-the-unit' })
  expect(stale.status).toBe(409)
})

test('nobody else confirms, in no other way, and of no draft that is not there', async () => {
  const address = await criticism('findings-two')
  const reviewer = await as('reviewer')
  const page = await open(reviewer, address)
  const form = { head: headIn(page), [selects(page)[0]!]: 'consent' }
  const [author, clerk] = await Promise.all([as('contributor'), as('clerk')])
  expect((await author.post(`${address}/findings`, form)).status).toBe(403)
  expect((await clerk.post(`${address}/findings`, form)).status).toBe(403)
  expect((await visitor(server.address).post(`${address}/findings`, form)).status).toBe(303)
  expect((await reviewer.get(`${address}/findings`)).status).toBe(405)
  expect((await reviewer.post('/admin/reviews/notices/no-such-draft/findings', form)).status).toBe(404)
  expect((await reviewer.post('/admin/reviews/no-such-type/x/findings', form)).status).toBe(404)
  expect(selects(await open(reviewer, address))).toHaveLength(2)
})
