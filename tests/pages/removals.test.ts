import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { entryListWords, removalWords as words } from '#publishing/newsroom/words.ts'
import { formIn, htmlOf, linkTo, valueIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const reason = '登错了栏目，另行发布'

let server: Portal
const people: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  for (const login of ['contributor', 'reviewer', 'reviewer-2', 'publisher', 'clerk'])
    people[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(() => server.stop())

/** The page that asks why an entry is to go, as its row in the list leads there. */
async function removalOf(type: string): Promise<string> {
  const list = await htmlOf(await people.contributor!.get(`/admin/entries?type=${type}&state=live&sort=title`))
  return linkTo(list, entryListWords.remove)
}

/** Hands in, gives both reviews and publishes, each opening the page first. Returns the page after that. */
async function pass(review: string): Promise<string> {
  let last = ''
  for (const [login, move] of [
    ['contributor', 'submission'],
    ['reviewer', 'first-review'],
    ['reviewer-2', 'second-review'],
    ['publisher', 'publication'],
  ] as const) {
    const head = valueIn(await htmlOf(await people[login]!.get(review)), 'head')!
    const moved = await people[login]!.post(`${review}/${move}`, { head })
    expect([move, moved.status]).toEqual([move, 303])
    last = moved.headers.get('location')!
  }
  return htmlOf(await people.publisher!.get(last))
}

test('an entry goes by a draft with its reason, which four persons see, and readers have it until then', async () => {
  const address = await removalOf('articles')
  const page = await htmlOf(await people.contributor!.get(address))
  expect(page).toContain(words.lead.gone)
  const { fields } = formIn(page, words.submit)
  const short = await people.contributor!.post(address, { ...fields, reason: '错' })
  expect([short.status, (await htmlOf(short)).includes(words.reasonShort)]).toEqual([422, true])
  const stale = await people.contributor!.post(address, { oid: '0'.repeat(40), reason })
  expect([stale.status, formIn(await htmlOf(stale), words.submit).fields.reason]).toEqual([409, reason])

  const begun = await people.contributor!.post(address, { ...fields, reason })
  expect(begun.status).toBe(303)
  const review = begun.headers.get('location')!
  const id = review.slice(review.lastIndexOf('/') + 1)
  const shown = await htmlOf(await people.reviewer!.get(review))
  for (const said of [adminText.reviews.removal.gone, adminText.reviews.removal.lost, reason])
    expect(shown).toContain(said)
  const after = await pass(review)
  expect(after).toContain(adminText.reviews.removed)
  expect(after).not.toContain(adminText.reviews.published)
  const left = await htmlOf(await people.contributor!.get('/admin/entries?type=articles&sort=title'))
  expect(left).not.toContain(`/admin/history/articles/${id}`)
})

test('an exposure is withdrawn, with day and reason at its address', async () => {
  const address = await removalOf('exposures')
  const page = await htmlOf(await people.contributor!.get(address))
  expect(page).toContain(words.lead.note)
  const begun = await people.contributor!.post(address, { ...formIn(page, words.submit).fields, reason })
  const review = begun.headers.get('location')!
  expect(await htmlOf(await people.reviewer!.get(review))).toContain(adminText.reviews.removal.note)
  expect(await pass(review)).toContain(adminText.reviews.withdrawn)
  const reader = await visitor(server.address).get(`/exposure/${review.slice(review.lastIndexOf('/') + 1)}`)
  expect([reader.status, (await reader.text()).includes(reason)]).toEqual([200, true])
})

test('nobody deletes an entry by the editor’s button, and others than editors do not get the page', async () => {
  const address = await removalOf('notices')
  const path = new URL(address, server.address).searchParams.get('path')!
  const answer = await people.publisher!.postText(
    '/admin/gateway',
    JSON.stringify({ branch: 'main', action: 'deleteFiles', params: { paths: [path] } }),
    { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
  )
  expect([answer.status, await answer.json()]).toMatchObject([403, { error: gatewayWords.removalByReviews }])
  expect((await people.clerk!.get(address)).status).toBe(403)
  expect((await people.clerk!.post(address, { oid: '', reason })).status).toBe(403)
  expect((await visitor(server.address).get(address)).status).toBe(303)
  for (const nowhere of ['', '?path=', '?path=content/notices/2026/none.md', '?path=../../etc/passwd'])
    expect((await people.contributor!.get(`/admin/entries/removal${nowhere}`)).status).toBe(404)
  expect((await people.contributor!.send('DELETE', address)).status).toBe(405)
})
