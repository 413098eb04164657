import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { markOf } from '#publishing/drafts/marks.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { openRepository, type Repository } from '#publishing/git/repository.ts'
import { faultyFileWords, historyWords, removalWords } from '#publishing/newsroom/words.ts'
import { aNotice, editor } from '../support/content.ts'
import { elementsIn, formIn, htmlOf, linksIn, valueIn, wordsOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let repository: Repository
const people: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  repository = await openRepository(`${server.dataDir}/content.git`)
  for (const login of ['contributor', 'reviewer', 'reviewer-2', 'publisher'])
    people[login] = await signedIn(server.address, server.accounts[login])
})
afterAll(async () => {
  await repository.close()
  await server.stop()
})

const { reviews: words, notes } = adminText
const ask = async (login: string, action: string, params: object) =>
  (
    await people[login]!.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), {
      'Content-Type': 'application/json',
      [gatewayHeader]: '1',
    })
  ).json()

const pathOf = (id: string) => `content/notices/2026/${id}.md`
/** Saves a text of a draft, from what stands; returns the page of its review. */
async function save(id: string, raw: string): Promise<string> {
  const path = pathOf(id)
  const branch = await repository.head(`cms/notices/${id}`)
  const base = branch ? ((await repository.file(branch, path))?.oid ?? null) : null
  const saved = await ask('contributor', 'persistEntry', {
    dataFiles: [{ slug: `2026/${id}`, path, raw }],
    assets: [],
    options: { collectionName: 'notices', newEntry: base === null },
    base: { [path]: base },
  })
  expect(saved).toHaveProperty('versions')
  return `/admin/reviews/notices/${id}`
}
const handIn = (id: string) =>
  ask('contributor', 'updateUnpublishedEntryStatus', {
    collection: 'notices',
    slug: `2026/${id}`,
    newStatus: 'pending_review',
  })
const written = (page: string) => elementsIn(page, 'textarea').map(wordsOf)

test('a return and a note about a draft that was changed meanwhile come back with what was typed and what was changed', async () => {
  const id = 'changed-meanwhile'
  const review = await save(id, aNotice({ body: '原来的一段。' }))
  await handIn(id)
  const seen = await htmlOf(await people.reviewer!.get(review))
  const head = valueIn(seen, 'head')!
  await save(id, aNotice({ body: '作者又改的一段。' }))
  await handIn(id)

  const returned = await people.reviewer!.post(`${review}/return`, { head, reason: '请把日期写全' })
  const page = await htmlOf(returned)
  expect(returned.status).toBe(409)
  expect(page).toContain(gatewayWords.moved)
  expect(written(page)).toContain('请把日期写全')
  expect(page).toContain(words.since)
  expect(elementsIn(page, 'del').map(wordsOf).join()).toContain('原来')
  // The form that came back is about what stands now.
  const again = formIn(page, adminText.moves.return.submit)
  expect(again.fields.reason).toBe('请把日期写全')

  const key = randomUUID()
  const stale = await people.reviewer!.post(`${review}/notes`, {
    head,
    field: 'title',
    body: '标题太长',
    request_key: key,
  })
  const noted = await htmlOf(stale)
  expect(stale.status).toBe(409)
  expect(noted).toContain(words.since)
  const note = formIn(noted, notes.submit)
  expect([note.fields.body, note.fields.field, note.fields.request_key]).toEqual(['标题太长', 'title', key])
  for (let click = 0; click < 2; click += 1)
    expect((await people.reviewer!.post(`${review}/notes`, note.fields)).status).toBe(303)
  expect((await htmlOf(await people.reviewer!.get(review))).split('<p>标题太长</p>')).toHaveLength(2)
  // An id that is no version of this draft shows nothing of anything else.
  const main = (await repository.head('main'))!
  const strange = await people.reviewer!.post(`${review}/return`, { head: main, reason: '改' })
  expect([strange.status, (await htmlOf(strange)).includes(words.since)]).toEqual([409, false])
  expect((await people.reviewer!.post(`${review}/return`, again.fields)).status).toBe(303)
})

test('a restoration that was overtaken shows what was changed since, and can be sent again', async () => {
  const id = 'restored-late'
  for (const body of ['第一稿。', '第二稿。']) await save(id, aNotice({ body }))
  const history = `/admin/history/notices/${id}`
  const { fields } = formIn(await htmlOf(await people.contributor!.get(history)), historyWords.restore)
  await save(id, aNotice({ body: '别人存的第三稿。' }))
  const late = await people.contributor!.post(history, fields)
  const page = await htmlOf(late)
  expect(late.status).toBe(409)
  expect(elementsIn(page, 'ins').map(wordsOf).join()).toContain('别人存的')
  expect((await people.contributor!.post(history, formIn(page, historyWords.restore).fields)).status).toBe(303)
})

test('what was typed about a draft that is gone is given back to be copied', async () => {
  const id = 'gone-meanwhile'
  const review = await save(id, aNotice())
  await handIn(id)
  const head = valueIn(await htmlOf(await people.reviewer!.get(review)), 'head')!
  await ask('contributor', 'deleteUnpublishedEntry', { collection: 'notices', slug: `2026/${id}` })
  for (const [move, fields] of [
    ['return', { head, reason: '写了半天的理由' }],
    ['notes', { head, field: 'title', body: '写了半天的理由' }],
  ] as const) {
    const gone = await people.reviewer!.post(`${review}/${move}`, fields)
    expect([gone.status, written(await htmlOf(gone))]).toEqual([404, ['写了半天的理由']])
  }
  expect((await people.reviewer!.post(`${review}/first-review`, { head })).status).toBe(404)
})

test('a reason of blanks and fillers alone is none, and everything that is wrong is said at its field', async () => {
  const review = await save('no-reason', aNotice())
  await handIn('no-reason')
  const head = valueIn(await htmlOf(await people.reviewer!.get(review)), 'head')!
  const empty = await people.reviewer!.post(`${review}/return`, { head, reason: '\u200b\u3164 ' })
  expect([empty.status, await htmlOf(empty)]).toEqual([422, expect.stringContaining(words.reasonMissing)])
  const note = await people.reviewer!.post(`${review}/notes`, {
    head,
    field: '',
    body: '\u200b',
    request_key: randomUUID(),
  })
  const page = await htmlOf(note)
  expect(note.status).toBe(422)
  for (const said of [notes.chooseOne, notes.empty]) expect(page).toContain(said)
})

test('a mark leads to the draft it stands for, or nowhere', async () => {
  const review = await save('marked', aNotice())
  const led = await people.reviewer!.get(`/admin/reviews?of=${markOf(pathOf('marked'))}`)
  expect([led.status, led.headers.get('location')]).toEqual([303, review])
  for (const nothing of ['', '000000000000', '../../x'])
    expect((await people.reviewer!.get(`/admin/reviews?of=${encodeURIComponent(nothing)}`)).status).toBe(200)
})

test('an entry that cannot go offers no form and says why; what is typed all the same is not lost', async () => {
  const address = `/admin/entries/removal?${new URLSearchParams({ path: 'content/pages/about.md' })}`
  const page = await htmlOf(await people.contributor!.get(address))
  expect(page).toContain(removalWords.cannot)
  expect(page).toContain(gatewayWords.requiredStay)
  expect(elementsIn(page, 'textarea')).toEqual([])
  const refused = await people.contributor!.post(address, { oid: '0', reason: '这一页不要了' })
  expect([refused.status, await htmlOf(refused)]).toEqual([403, expect.stringContaining('这一页不要了')])
  const gone = await people.contributor!.post(
    `/admin/entries/removal?${new URLSearchParams({ path: pathOf('never-was') })}`,
    { oid: '0', reason: '这一篇不要了' },
  )
  expect([gone.status, written(await htmlOf(gone))]).toEqual([404, ['这一篇不要了']])
})

test.skipIf(!isOpenToTests())(
  'an entry that a push has deleted is shown as that, leads to where it is put back, and is told as that when it is to go',
  async () => {
    const path = pathOf('deleted-by-push')
    await publishAt(server, { [path]: aNotice({ title: '示例被推送删去的' }) })
    await repository.commitFiles('main', undefined, [{ path, bytes: undefined }], { author: editor, message: '推送' })
    const file = `/admin/entries/file?${new URLSearchParams({ path })}`
    await vi.waitFor(
      async () => expect(linksIn(await htmlOf(await people.reviewer!.get('/desk/faults')), file)).toHaveLength(1),
      { timeout: 60_000, interval: 300 },
    )
    const page = await htmlOf(await people.reviewer!.get(file))
    expect(page).toContain(faultyFileWords.isGone)
    expect(elementsIn(page, 'textarea')).toEqual([])
    expect(linksIn(page, '/admin/reviews/uncleared')).not.toEqual([])
    expect((await people.publisher!.post(file, { what: 'remove', oid: '0' })).status).toBe(409)
    const removal = `/admin/entries/removal?${new URLSearchParams({ path })}`
    expect(await htmlOf(await people.contributor!.get(removal))).toContain(gatewayWords.heldOnMain)
    expect((await people.reviewer!.post('/admin/reviews/uncleared', { path })).status).toBe(303)
    expect(formIn(await htmlOf(await people.contributor!.get(removal)), removalWords.submit).fields.oid).toBeDefined()
  },
)
