import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { openRepository, type Repository } from '#publishing/git/repository.ts'
import { aNotice, editor } from '../support/content.ts'
import { elementsIn, htmlOf, valueIn } from '../support/html.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let repository: Repository
beforeAll(async () => {
  server = await workersPortal()
  repository = await openRepository(`${server.dataDir}/content.git`)
})
afterAll(async () => {
  await repository.close()
  expect(await server.stop()).toBe(0)
})

const { reviews: words } = adminText
const as = (login: string) => signedIn(server.address, server.accounts[login])
const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }
const ask = async (person: Visitor, action: string, params: object) =>
  (await person.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), headers)).json()

test('a review wants the opened page: pictures stand there with their words, and the button refuses before', async () => {
  const [author, reviewer] = await Promise.all([as('contributor'), as('reviewer')])
  const draft = { collection: 'notices', slug: '2026/to-open' }
  const path = `content/notices/${draft.slug}.md`
  const body = '正文。\n\n![江边](/media/notices/to-open.jpg "江边的路")'
  await ask(author, 'persistEntry', {
    dataFiles: [{ slug: draft.slug, path, raw: aNotice({ body }) }],
    assets: [
      {
        path: 'content/media/notices/to-open.jpg',
        content: (await phonePhoto()).toString('base64'),
        encoding: 'base64',
      },
    ],
    options: { collectionName: 'notices', newEntry: true },
    base: { [path]: null },
  })
  await ask(author, 'updateUnpublishedEntryStatus', { ...draft, newStatus: 'pending_review' })
  const head = (await repository.head('cms/notices/to-open'))!
  const address = '/admin/reviews/notices/to-open'
  const blind = await reviewer.post(`${address}/first-review`, { head })
  expect([blind.status, (await htmlOf(blind)).includes(gatewayWords.unopened)]).toEqual([409, true])

  const page = await htmlOf(await reviewer.get(address))
  const [picture] = elementsIn(page, 'img', { alt: '江边' })
  expect(page).toContain(words.altIs('江边'))
  expect(page).toContain(words.captionIs('江边的路'))
  expect((await reviewer.get(picture!.attribs.src!)).headers.get('content-type')).toBe('image/webp')
  expect((await reviewer.post(`${address}/first-review`, { head: valueIn(page, 'head')! })).status).toBe(303)
})

test('the page says who pushed, which file does not belong there, and what is missing', async () => {
  const main = await repository.head('main')
  const done = await repository.commitFiles(
    'cms/notices/pushed-one',
    undefined,
    [
      {
        path: 'content/notices/2026/pushed-one.md',
        bytes: Buffer.from(aNotice({ body: '![江边](/media/notices/never-there.svg)' })),
      },
      { path: 'content/pages/foreign.md', bytes: Buffer.from('---\ntitle: 示例\n---\n') },
    ],
    { author: editor, message: '推送', ...(main && { from: main }) },
  )
  expect(done).not.toHaveProperty('refused')
  const page = await htmlOf(await (await as('reviewer')).get('/admin/reviews/notices/pushed-one'))
  expect(page).toContain(words.foreign)
  expect(page).toContain('content/pages/foreign.md')
  expect(page).toContain(words.pushedBy([editor.name]))
  expect(page).toContain(words.missing('/media/notices/never-there.svg'))
})
