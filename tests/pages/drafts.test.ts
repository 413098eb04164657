import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { deletedWords, entryStates } from '#publishing/newsroom/words.ts'
import { aNotice } from '../support/content.ts'
import { formIn, htmlOf, valueIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let author: Visitor
let other: Visitor
let reviewer: Visitor
let clerk: Visitor
beforeAll(async () => {
  server = await workersPortal()
  const as = (login: string) => signedIn(server.address, server.accounts[login])
  author = await as('contributor')
  reviewer = await as('reviewer')
  other = await as('reviewer-2')
  clerk = await as('clerk')
})
afterAll(() => server.stop())

const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }
const ask = async (person: Visitor, action: string, params: object): Promise<object> =>
  (await (
    await person.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), headers)
  ).json()) as object

async function save(name: string, raw: string, isNew = true): Promise<{ collection: string; slug: string }> {
  const draft = { collection: 'notices', slug: `2026/${name}` }
  const path = `content/notices/${draft.slug}.md`
  const saved = await ask(author, 'persistEntry', {
    dataFiles: [{ slug: draft.slug, path, raw }],
    assets: [],
    options: { collectionName: 'notices', newEntry: isNew },
    base: { [path]: null },
  })
  expect(saved).toHaveProperty('versions')
  return draft
}

test('an unfinished draft says so in the lists and on its page, with everything that it lacks and no button to hand it in', async () => {
  await save('half-written', '---\ntitle: 示例写了一半\n---\n正文。\n')
  expect(await htmlOf(await author.get('/admin/reviews'))).toContain(adminText.unfinished)
  expect(await htmlOf(await author.get('/admin/entries?state=unfinished'))).toContain(entryStates.unfinished)
  const page = await htmlOf(await author.get('/admin/reviews/notices/half-written'))
  expect(wordsIn(page, 'h1')).toBe('示例写了一半')
  for (const label of ['“摘要”', '“类别”', '“发布机关”', '“成文日期”']) expect(page).toContain(label)
  expect(page).not.toContain(adminText.moves.submission.hint)
  const refused = await author.post('/admin/reviews/notices/half-written/submission', {
    head: await headOf('half-written'),
  })
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining(adminText.reviews.notDone)])
})

test('the start page of the desk lists to an editor the drafts whose next step is theirs', async () => {
  const draft = await save('for-the-desk', aNotice({ title: '示例等初审的通知' }))
  const address = '/admin/reviews/notices/for-the-desk'
  const isListedTo = async (person: Visitor) => (await htmlOf(await person.get('/desk'))).includes(`href="${address}"`)
  expect([await isListedTo(author), await isListedTo(reviewer)]).toEqual([true, false])
  await ask(author, 'updateUnpublishedEntryStatus', { ...draft, newStatus: 'pending_review' })
  expect([await isListedTo(author), await isListedTo(reviewer), await isListedTo(clerk)]).toEqual([false, true, false])
})

const headOf = async (name: string): Promise<string> => {
  const page = await htmlOf(await reviewer.get(`/admin/reviews/notices/${name}`))
  return valueIn(page, 'head')!
}

test('a note is written at a field, stands beside it, and its author says that it is done', async () => {
  await save('to-note', aNotice({ title: '示例要改的通知' }))
  const address = '/admin/reviews/notices/to-note'
  const form = formIn(await htmlOf(await reviewer.get(address)), adminText.notes.submit)
  const empty = await reviewer.post(`${address}/notes`, { ...form.fields, field: '', body: '' })
  const again = await htmlOf(empty)
  expect(empty.status).toBe(422)
  for (const words of [adminText.notes.chooseOne, adminText.notes.empty]) expect(again).toContain(words)
  const long = await reviewer.post(`${address}/notes`, { ...form.fields, field: 'summary', body: '字'.repeat(501) })
  expect([long.status, formIn(await htmlOf(long), adminText.notes.submit).fields.body]).toEqual([422, '字'.repeat(501)])
  const noted = await reviewer.post(`${address}/notes`, { ...form.fields, field: 'summary', body: '写上日期' })
  expect([noted.status, noted.headers.get('location')]).toEqual([303, `${address}#notes`])

  const page = await htmlOf(await author.get(address))
  expect(page).toContain('写上日期')
  const id = formIn(page, adminText.notes.done).fields.id!
  expect((await other.post(`${address}/note-done`, { id })).status).toBe(403)
  expect((await author.post(`${address}/note-done`, { id: '0' })).status).toBe(404)
  expect((await author.post(`${address}/note-done`, { id: '999999999' })).status).toBe(404)
  expect((await author.post(`${address}/note-done`, { id })).status).toBe(303)
  expect(await htmlOf(await author.get(address))).not.toContain('写上日期')
  expect((await author.post(`${address}/notes`, { ...form.fields, field: 'summary', body: '自己写的' })).status).toBe(
    403,
  )
  for (const move of ['notes', 'note-done']) {
    expect((await author.get(`${address}/${move}`)).status).toBe(405)
    expect((await clerk.post(`${address}/${move}`, { id })).status).toBe(403)
    expect((await reviewer.post(`/admin/reviews/notices/never-was/${move}`, { id })).status).toBe(404)
  }
})

test('the page of a draft and the editor say who else has it open', async () => {
  const draft = await save('seen-by-two', aNotice({ title: '示例两个人看' }))
  await reviewer.get('/admin/reviews/notices/seen-by-two')
  const { others } = (await ask(author, 'entryAside', draft)) as { others: { name: string; minutes: number }[] }
  expect(others).toHaveLength(1)
  const [{ name, minutes }] = others as [{ name: string; minutes: number }]
  expect(await htmlOf(await author.get('/admin/reviews/notices/seen-by-two'))).toContain(
    adminText.aside.open(name, minutes),
  )
})

test('a deleted draft stands in its list and comes back by its button', async () => {
  const draft = await save('thrown-away', aNotice({ title: '示例删错的通知' }))
  expect(await ask(author, 'deleteUnpublishedEntry', draft)).toEqual({})
  expect((await author.get('/admin/reviews/notices/thrown-away')).status).toBe(404)
  expect(await htmlOf(await author.get('/admin/entries'))).toContain('/admin/entries/deleted')
  const page = await htmlOf(await author.get('/admin/entries/deleted'))
  expect(page).toContain('示例删错的通知')
  const id = formIn(page, deletedWords.restore).fields.id!
  expect((await author.post('/admin/entries/deleted', { id: 'x' })).status).toBe(404)
  const gone = await author.post('/admin/entries/deleted', { id: '999999999' })
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining(gatewayWords.deletedGone)])
  expect((await clerk.post('/admin/entries/deleted', { id })).status).toBe(403)
  expect((await clerk.get('/admin/entries/deleted')).status).toBe(403)
  expect((await visitor(server.address).get('/admin/entries/deleted')).status).toBe(303)
  const restored = await author.post('/admin/entries/deleted', { id })
  expect([restored.status, restored.headers.get('location')]).toEqual([303, '/admin/reviews/notices/thrown-away'])
  expect(await htmlOf(await author.get('/admin/reviews/notices/thrown-away'))).toContain('示例删错的通知')
  expect(await htmlOf(await author.get('/admin/entries/deleted'))).not.toContain('示例删错的通知')
})
