import { afterAll, beforeAll, expect, test } from 'vitest'
import { historyWords } from '#publishing/newsroom/words.ts'
import { elementsIn, firstLink, htmlOf, linksIn, linkTo, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let contributor: Visitor
let publisher: Visitor
let address: string
let entry: { collection: string; slug: string; path: string }
beforeAll(async () => {
  server = await workersPortal()
  ;[contributor, publisher] = (await Promise.all(
    ['contributor', 'publisher'].map(login => signedIn(server.address, server.accounts[login])),
  )) as [Visitor, Visitor]
  const list = await htmlOf(await contributor.get('/admin/entries?type=role-models&state=live&sort=title'))
  address = firstLink(list, '/admin/history/role-models/')
  const slug = firstLink(list, '/admin#/collections/role-models/entries/').split('/entries/')[1]!
  entry = { collection: 'role-models', slug, path: `content/role-models/${slug}.md` }
})
afterAll(() => server.stop())

test.skipIf(!isOpenToTests())(
  'the history of an entry shows its versions; two are compared, and one that was taken down comes back as a draft',
  async () => {
    const page = await htmlOf(await contributor.get(address))
    expect(wordsIn(page, 'h1')).toContain(historyWords.title(''))
    expect(page).toContain('没有经过这里的三审')

    await publishAt(server, { [entry.path]: undefined })
    const deleted = await htmlOf(await contributor.get(address))
    expect(deleted).toContain(historyWords.deleted)
    expect(linksIn(deleted, /^\/admin#/)).toEqual([])
    const [form] = elementsIn(deleted, 'form', { method: 'post' }).filter(
      form => elementsIn(form, 'input', { name: 'version' }).length > 0,
    )
    const fields = Object.fromEntries(
      elementsIn(form!, 'input').map(({ attribs }) => [attribs.name, attribs.value ?? '']),
    ) as Record<string, string>
    const restored = await contributor.post(address, fields)
    expect([restored.status, restored.headers.get('location')]).toEqual([303, `${address}?restored=1`])
    const now = await htmlOf(await contributor.get(`${address}?restored=1`))
    expect(now).toContain(historyWords.restored)
    expect((await contributor.get(linkTo(now, historyWords.seeDraft))).status).toBe(200)

    const versions = elementsIn(now, 'input', { name: 'from' }).map(({ attribs }) => attribs.value)
    expect(versions).toHaveLength(3)
    const compared = await htmlOf(await contributor.get(`${address}?from=${versions[2]}&to=${versions[0]}`))
    expect(compared).toContain(historyWords.same)
    const stale = await publisher.post(address, { ...fields, base: '0'.repeat(40) })
    expect(stale.status).toBe(409)
    expect(await htmlOf(stale)).toContain(historyWords.notDone)
  },
)

test('what is not there is not found, others are refused', async () => {
  for (const path of [
    '/admin/history/role-models/none',
    '/admin/history/nothing/none',
    '/admin/history/role-models/..%2Fx',
    `${address}?from=${'0'.repeat(40)}&to=${'0'.repeat(40)}`,
    `${address}?from=main&to=HEAD`,
    `${address}?after=999`,
  ])
    expect([path, (await contributor.get(path)).status]).toEqual([path, 404])
  expect((await contributor.post(address, { version: 'main', base: '' })).status).toBe(404)
  expect((await contributor.post(address, {})).status).toBe(404)
  const clerk = await signedIn(server.address, server.accounts.clerk)
  expect((await clerk.get(address)).status).toBe(403)
  expect((await clerk.post(address, {})).status).toBe(403)
  expect((await visitor(server.address).get(address)).status).toBe(303)
  expect((await contributor.send('DELETE', address)).status).toBe(405)
  expect((await contributor.get('/admin/history/settings/site')).status).toBe(200)
})
