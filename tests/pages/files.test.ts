import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { filesWords } from '#publishing/files/words.ts'
import { openRepository, type Repository } from '#publishing/git/repository.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, statusAt, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let repository: Repository
const people: Record<string, Visitor> = {}
const roles = ['nobody', 'volunteer', 'clerk', 'colleague', 'contributor', 'reviewer', 'publisher'] as const

beforeAll(async () => {
  server = await workersPortal()
  repository = await openRepository(`${server.dataDir}/content.git`)
  for (const login of ['volunteer', 'clerk', 'contributor', 'reviewer', 'publisher', 'admin'])
    people[login] = await signedIn(server.address, server.accounts[login])
  people.nobody = visitor(server.address)
  people.colleague = await anotherContributor(people.admin!)
})
afterAll(async () => {
  await repository.close()
  expect(await server.stop()).toBe(0)
})

async function anotherContributor(admin: Visitor): Promise<Visitor> {
  const account = { login: 'colleague.one', password: 'otter-bridge-42' }
  const invited = await admin.post('/desk/people', { login: account.login, name: '示例同事', roles: 'contributor' })
  const link = new URL(/https?:\/\/[^<\s]+\/invitation\/[\w-]+/.exec(await invited.text())![0]).pathname
  await visitor(server.address).post(link, { password: account.password, again: account.password })
  return signedIn(server.address, account)
}

function form(name: string, content: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}): FormData {
  const data = new FormData()
  data.set('request_key', crypto.randomUUID())
  for (const [key, value] of Object.entries(more)) data.set(key, value)
  if (name !== '') data.set('file', new File([content], name))
  return data
}

/** Stores a file and says where its page and its bytes are. */
async function stored(
  name: string,
  content: string,
  { by = 'contributor', more = {} }: { by?: string; more?: Record<string, string> } = {},
): Promise<{ page: string; address: string }> {
  const posted = await people[by]!.post('/admin/files', form(name, content, more))
  expect(posted.status).toBe(303)
  const page = posted.headers.get('location')!.replace(/\?.*/, '')
  const address = /\/files\/[0-9a-f]{16}\/[a-z0-9-]+\.[a-z0-9]+/.exec(await (await people[by]!.get(page)).text())![0]
  return { page, address }
}

const publish = (files: Record<string, string | undefined>) => publishAt(server, files)

async function ask(by: string, action: string, params: object): Promise<Record<string, unknown>> {
  const body = JSON.stringify({ branch: 'main', action, params })
  const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }
  return (await (await people[by]!.postText('/admin/gateway', body, headers)).json()) as Record<string, unknown>
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const hashed = async (commit: string, path: string) =>
  `/media/${(await repository.file(commit, path))!.oid.slice(0, 12)}${path.slice('content/media'.length)}`

/** Saves a draft of the contributor that shows a picture and a document of its own and names a file. */
async function draftNaming(address: string): Promise<{ picture: string; document: string }> {
  const path = 'content/notices/2026/files-draft.md'
  const [drawing, pdf] = ['content/media/notices/image.svg', 'content/media/notices/附件.pdf']
  const body = `![图](${drawing.slice(7)})\n\n[附件](${pdf.slice(7)})\n\n[文件](${address})`
  const saved = (await ask('contributor', 'persistEntry', {
    dataFiles: [{ slug: '2026/files-draft', path, raw: aNotice({ body }) }],
    assets: [
      { path: drawing, content: base64('<svg xmlns="http://www.w3.org/2000/svg"/>'), encoding: 'base64' },
      { path: pdf, content: base64('%PDF-1.7 草稿'), encoding: 'base64' },
    ],
    options: { collectionName: 'notices', newEntry: true },
    base: { [path]: null },
  })) as { stored: Record<string, string> }
  return { picture: saved.stored[drawing]!, document: saved.stored[pdf]! }
}

test.skipIf(!isOpenToTests())(
  'who gets a file, in every state and at every address',
  { timeout: 120_000 },
  async () => {
    const waiting = await stored('等着.pdf', '%PDF-1.7 一')
    const inDraft = await stored('草稿里.pdf', '%PDF-1.7 二')
    const named = await stored('公开.pdf', '%PDF-1.7 三')
    const early = await stored('定时.pdf', '%PDF-1.7 四')
    const taken = await stored('撤下.pdf', '%PDF-1.7 五')
    const takenWaiting = await stored('没用就撤.pdf', '%PDF-1.7 六')
    const draft = await draftNaming(inDraft.address)
    const loose = (await ask('publisher', 'persistMedia', {
      asset: { path: 'content/media/uploads/loose.pdf', content: base64('%PDF-1.7 七'), encoding: 'base64' },
    })) as { path: string; url: string }
    const commit = await publish({
      'content/media/notices/shown.pdf': '%PDF-1.7 八',
      'content/media/notices/early.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'content/notices/2026/files-named.md': aNotice({
        more: `attachments:\n  - label: 附件\n    file: ${named.address}\n`,
        body: `[撤](${taken.address}) [件](/media/notices/shown.pdf)`,
      }),
      'content/notices/2026/files-early.md': aNotice({
        more: `publish_at: "2099-01-01T00:00:00+08:00"\n# ${waiting.address} /media/uploads/loose.pdf\n`,
        body: `[早](${early.address}) ![图](/media/notices/early.svg)`,
      }),
    })
    expect((await people.publisher!.post(taken.page, { because: '数字有误' })).status).toBe(303)
    expect((await people.contributor!.post(takenWaiting.page, { because: '传错了' })).status).toBe(303)
    const draftHead = (await repository.head('cms/notices/files-draft'))!

    const everybody = [200, 200, 200, 200, 200, 200, 200]
    const editors = [404, 404, 404, 200, 200, 200, 200]
    const ownAndReview = [404, 404, 404, 404, 200, 200, 200]
    const table: [string, string, number[]][] = [
      ['a file that waits', waiting.address, ownAndReview],
      ['a file that a draft names', inDraft.address, ownAndReview],
      ['a file that a published entry names', named.address, everybody],
      ['a file of an entry that is not due', early.address, ownAndReview],
      ['a withdrawn file that an entry still names', taken.address, [410, 410, 410, 410, 200, 200, 200]],
      ['a withdrawn file that none names', takenWaiting.address, ownAndReview],
      ['a picture of a draft', await hashed(draftHead, draft.picture), ownAndReview],
      ['a document of a draft', encodeURI(await hashed(draftHead, draft.document)), ownAndReview],
      ['what a publisher uploaded alone', loose.url, editors],
      ['a document that a published entry offers', await hashed(commit, 'content/media/notices/shown.pdf'), everybody],
      ['a picture of an entry that is not due', await hashed(commit, 'content/media/notices/early.svg'), editors],
      ['the page of a file that waits', waiting.page, [303, 403, 403, 404, 200, 200, 200]],
      ['the page of a file that readers have', named.page, [303, 403, 403, 200, 200, 200, 200]],
      ['the preview of the draft', '/admin/preview/notices/files-draft', [303, 403, 403, 404, 200, 200, 200]],
    ]
    const plain = (path: string) => encodeURI(path.slice('content'.length))
    // Without its hash a path leads on to the file, for who may see it.
    const leads = (statuses: number[]) => statuses.map(status => (status === 200 ? 302 : status))
    table.push(
      ['the path of a picture of a draft', plain(draft.picture), leads(ownAndReview)],
      ['the path of a document of a draft', plain(draft.document), leads(ownAndReview)],
      ['the path of what a publisher uploaded alone', plain(loose.path), leads(editors)],
      ['the path of what readers see', '/media/notices/shown.pdf', leads(everybody)],
    )
    const got: [string, number[]][] = []
    for (const [what, address] of table) {
      const statuses = []
      for (const role of roles) statuses.push(await statusAt(people[role]!, address))
      got.push([what, statuses])
    }
    expect(got).toEqual(table.map(([what, , expected]) => [what, expected]))
  },
)

test.skipIf(!isOpenToTests())(
  'a file keeps its Chinese name, is asked for again each time, and may be kept by readers only',
  async () => {
    const { address } = await stored('公益海报（六十乘九十）.PDF', '%PDF-1.7 示例')
    expect(address).toMatch(/\/file\.pdf$/)
    const own = await people.contributor!.get(address)
    expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
    await publish({ 'content/notices/2026/files-poster.md': aNotice({ body: `[海报](${address})` }) })
    const file = await people.nobody!.get(address)
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="file.pdf"; filename*=UTF-8''${encodeURIComponent('公益海报（六十乘九十）.pdf')}`,
      'cache-control': 'public, no-cache',
      'x-content-type-options': 'nosniff',
    })
    expect(await file.text()).toBe('%PDF-1.7 示例')
    const again = await people.nobody!.get(address, { 'If-None-Match': file.headers.get('etag')! })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await publish({ 'content/notices/2026/files-poster.md': undefined })
    expect(await statusAt(people.nobody!, address)).toBe(404)
  },
)

test.skipIf(!isOpenToTests())(
  'sent twice a file is one; a new version says which it replaces, and the page lists who still uses the old',
  async () => {
    const old = await stored('手册.pdf', '%PDF-1.7 第一版')
    expect(await stored('手册.pdf', '%PDF-1.7 第一版')).toEqual(old)
    await publish({
      'content/notices/2026/files-manual.md': aNotice({ title: '用旧手册', body: `[手册](${old.address})` }),
    })
    const replaces = old.page.split('/').at(-1)!
    expect((await people.colleague!.post('/admin/files', form('手册.pdf', '%PDF-1.7 冒充', { replaces }))).status).toBe(
      403,
    )
    expect((await people.contributor!.get(`/admin/files?replaces=${replaces}`)).status).toBe(200)
    const next = await stored('手册.pdf', '%PDF-1.7 第二版', { more: { replaces } })
    const page = await (await people.contributor!.get(old.page)).text()
    expect(page).toContain(`href="${next.page}"`)
    expect(page).toContain('用旧手册')
    expect(await (await people.contributor!.get(next.page)).text()).toContain(`href="${old.page}"`)
    expect(await statusAt(people.nobody!, old.address)).toBe(200)
  },
)

test.skipIf(!isOpenToTests())(
  'only a publisher withdraws what readers have, with a reason; the page that offers it lets go of it at once',
  async () => {
    const { page, address } = await stored('名单.pdf', '%PDF-1.7 名单')
    await publish({
      'content/notices/2026/files-list.md': aNotice({
        more: `attachments:\n  - label: 名单附件\n    file: ${address}\n`,
      }),
    })
    const offered = async () =>
      (await (await people.nobody!.get('/notices/files-list')).text()).includes(`href="${address}"`)
    expect(await offered()).toBe(true)
    const [refused, foreign, empty] = [
      await people.contributor!.post(page, { because: '想撤' }),
      await people.colleague!.post(page, { because: '想撤' }),
      await people.publisher!.post(page, { because: ' ' }),
    ]
    expect([refused.status, foreign.status, empty.status]).toEqual([403, 403, 422])
    expect(await refused.text()).toContain(filesWords.refusals.isPublic)
    expect((await people.publisher!.post(page, { because: '名单有误' })).status).toBe(303)
    expect((await people.publisher!.post(page, { because: '再撤' })).status).toBe(409)
    await expect.poll(offered, { timeout: 5000 }).toBe(false)
    const gone = await people.nobody!.get(address)
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([410, 'no-store'])
    expect(await gone.text()).toContain(filesWords.goneWords)
    expect(await (await people.contributor!.get(page)).text()).toContain('名单有误')
  },
)

test('a draft may name no file that its author may not have, and none that is gone', async () => {
  const { address, page } = await stored('别人的.pdf', '%PDF-1.7 别人的')
  const path = 'content/notices/2026/files-theft.md'
  const save = (by: string, raw: string) =>
    ask(by, 'persistEntry', {
      dataFiles: [{ slug: '2026/files-theft', path, raw }],
      assets: [],
      options: { collectionName: 'notices', newEntry: true },
      base: { [path]: null },
    })
  const words = { reason: 'invalid', error: expect.stringContaining(address) as string }
  expect(await save('colleague', aNotice({ body: `[件](${address})` }))).toMatchObject(words)
  expect(await save('colleague', aNotice({ more: `# ${address}\n` }))).toMatchObject(words)
  expect((await people.contributor!.post(page, { because: '不用了' })).status).toBe(303)
  expect(await save('contributor', aNotice({ body: `[件](${address})` }))).toMatchObject(words)
  expect(await save('contributor', aNotice({ body: '[件](/files/0000000000000000/a.pdf)' }))).toMatchObject({
    reason: 'invalid',
  })
})

test('the window in the editor lists and stores the same files as JSON', async () => {
  const posted = await people.contributor!.post('/admin/files/choice', form('窗口里传.pdf', '%PDF-1.7 窗口'))
  const { address } = (await posted.json()) as { address: string }
  expect([posted.status, address]).toEqual([200, expect.stringMatching(/^\/files\//)])
  const list = async (who: string) => {
    const answer = await people[who]!.get('/admin/files/choice?q=' + encodeURIComponent('窗口里'))
    return [
      answer.status,
      ((await answer.json()) as { files?: { address: string }[] }).files?.map(file => file.address),
    ]
  }
  expect([await list('contributor'), await list('reviewer')]).toEqual([
    [200, [address]],
    [200, [address]],
  ])
  expect([await list('colleague'), await list('nobody'), await list('clerk')]).toEqual([
    [200, []],
    [401, undefined],
    [403, undefined],
  ])
  const lying = await people.contributor!.post('/admin/files/choice', form('a.pdf', 'MZ'))
  expect([lying.status, await lying.json()]).toEqual([
    422,
    { errors: { file: filesWords.refusals['not-what-it-says'] } },
  ])
})

test('lying, empty, unknown and missing files are refused in words; strangers and other addresses get nothing', async () => {
  for (const [name, content, words] of [
    ['a.pdf', 'MZ', filesWords.refusals['not-what-it-says']],
    ['a.docx', 'PK\x03\x04 xl/', filesWords.refusals['not-what-it-says']],
    ['a.png', '\x89PNG\r\n\x1a\nbroken', filesWords.refusals['not-what-it-says']],
    ['a.exe', 'MZ', filesWords.refusals['unknown-kind']],
    ['', '', filesWords.missing],
  ] as const) {
    const response = await people.publisher!.post('/admin/files', form(name, content))
    expect(response.status, name).toBe(422)
    expect(await response.text(), name).toContain(words)
  }
  expect([
    (await people.nobody!.get('/admin/files')).status,
    (await people.clerk!.get('/admin/files')).status,
    (await people.contributor!.get('/admin/files/999999')).status,
    (await people.contributor!.get('/admin/files?page=999')).status,
    (await people.contributor!.get('/admin/files?replaces=999999')).status,
    (await people.contributor!.get('/admin/files?q=' + encodeURIComponent('没有这样的%_'))).status,
  ]).toEqual([303, 403, 404, 404, 404, 200])
  for (const path of [
    '/files/',
    '/files/../data.key',
    '/files/%2e%2e/%2e%2e/data.key',
    '/files/0000000000000000/a.pdf',
    '/files/0000000000000000/..%2f..%2fdata.key',
  ])
    expect([400, 404], path).toContain(await statusAt(people.nobody!, path))
})
