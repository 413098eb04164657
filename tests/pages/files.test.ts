import { expect, test } from 'vitest'
import { filesWords } from '#publishing/files/words.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests } from '../support/portal.ts'
import { statusAt } from '../support/visitor.ts'
import { fileRoom } from '../support/file-room.ts'

const room = fileRoom()
const { ask, people, publish, stored } = room
const roles = ['nobody', 'volunteer', 'clerk', 'colleague', 'contributor', 'reviewer', 'publisher'] as const

const base64 = (text: string) => Buffer.from(text).toString('base64')
const hashed = async (commit: string, path: string) =>
  `/media/${(await room.repository.file(commit, path))!.oid.slice(0, 12)}${path.slice('content/media'.length)}`

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

test.skipIf(!isOpenToTests())('who gets a file, in every state and at every address', async () => {
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
  const draftHead = (await room.repository.head('cms/notices/files-draft'))!

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
})

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
    await expect.poll(offered).toBe(false)
    const gone = await people.nobody!.get(address)
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([410, 'no-store'])
    expect(await gone.text()).toContain(filesWords.goneWords)
    expect(await (await people.contributor!.get(page)).text()).toContain('名单有误')
  },
)
