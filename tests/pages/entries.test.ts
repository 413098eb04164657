import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { entryListWords, entryStates, faultyFileWords } from '#publishing/newsroom/words.ts'
import { aNotice, gitIn, temporaryDirectory } from '../support/content.ts'
import { formIn, htmlOf, linksIn, linkTo, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let contributor: Visitor
let publisher: Visitor
beforeAll(async () => {
  server = await workersPortal()
  ;[contributor, publisher] = (await Promise.all(
    ['contributor', 'publisher'].map(login => signedIn(server.address, server.accounts[login])),
  )) as [Visitor, Visitor]
})
afterAll(() => server.stop())

const list = async (who: Visitor, query = '') => htmlOf(await who.get(`/admin/entries${query}`))
const fileAt = (path: string) => `/admin/entries/file?${new URLSearchParams({ path })}`

/** Pushes files as another Git does, and waits until the list has the last of them. */
async function push(files: Record<string, string | Buffer | { target: string }>): Promise<void> {
  const clone = join(await temporaryDirectory(), 'clone')
  await gitIn(server.dataDir, 'clone', '--quiet', join(server.dataDir, 'content.git'), clone)
  for (const [path, file] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true })
    if (typeof file === 'object' && 'target' in file) await symlink(file.target, join(clone, path))
    else await writeFile(join(clone, path), file)
  }
  await gitIn(clone, 'add', '--all')
  await gitIn(clone, 'commit', '--quiet', '--message', '外部改动')
  await gitIn(clone, 'push', '--quiet')
  const last = Object.keys(files).at(-1)!
  await vi.waitFor(async () => expect((await publisher.get(fileAt(last))).status).toBe(200), {
    timeout: 60_000,
    interval: 200,
  })
}

test('the list shows every entry with its state and leads to edit, history and the reader’s page', async () => {
  const page = await list(contributor, '?type=role-models')
  expect(wordsIn(page, 'h1')).toBe(entryListWords.title)
  expect(linksIn(page, '/admin#/collections/role-models/entries/').length).toBeGreaterThan(0)
  const found = await list(contributor, `?type=role-models&words=${encodeURIComponent('蓝春梅')}`)
  expect(linksIn(found, '/admin/history/role-models/')).toHaveLength(1)
  expect((await visitor(server.address).get(linkTo(found, entryListWords.reader))).status).toBe(200)
  expect(found).toContain(entryStates.live)
  const nothing = await list(contributor, `?words=${encodeURIComponent('没有这样的话')}`)
  expect(nothing).toContain(entryListWords.none)
})

test('bad values of the address are left out, a page that is not there is not found, others are refused', async () => {
  expect((await contributor.get('/admin/entries?state=nonsense&type=x&sort=y&sample=1&year=%00')).status).toBe(200)
  expect((await contributor.get('/admin/entries?page=999')).status).toBe(404)
  expect((await contributor.get(fileAt('content/notices/2026/none.md'))).status).toBe(404)
  expect((await contributor.get(fileAt('../../etc/passwd'))).status).toBe(404)
  expect((await contributor.get('/admin/entries/file')).status).toBe(404)
  expect((await contributor.post('/admin/entries', {})).status).toBe(405)
  const clerk = await signedIn(server.address, server.accounts.clerk)
  for (const address of ['/admin/entries', fileAt('x')]) {
    expect((await clerk.get(address)).status).toBe(403)
    expect((await visitor(server.address).get(address)).status).toBe(303)
  }
})

test('a damaged entry is opened as text, refused while it is still damaged, and mended as a draft', async () => {
  const path = 'content/notices/2026/damaged.md'
  await push({ [path]: aNotice({ title: '示例坏文件' }).replace('category: notice', 'category: [') })
  const faulty = await list(contributor, '?state=faulty')
  const page = await htmlOf(await contributor.get(linkTo(faulty, entryListWords.file)))
  const form = formIn(page, faultyFileWords.save)
  expect(form.fields.text).toContain('category: [')
  const again = await contributor.post(fileAt(path), form.fields)
  expect(again.status).toBe(422)
  expect(formIn(await htmlOf(again), faultyFileWords.save).fields.text).toContain('category: [')
  const mended = await contributor.post(fileAt(path), { ...form.fields, text: aNotice({ title: '示例修好了' }) })
  expect([mended.status, mended.headers.get('location')]).toEqual([303, '/admin/reviews/notices/damaged'])
  expect(await htmlOf(await contributor.get('/admin/reviews/notices/damaged'))).toContain('示例修好了')
  // Nobody removes an entry past the reviews, and what is mended already is not mended over.
  const removed = await publisher.post(fileAt(path), { what: 'remove', oid: form.fields.oid! })
  expect([removed.status, await removed.text()]).toEqual([403, expect.stringContaining(faultyFileWords.isEntry)])
  const twice = await publisher.post(fileAt(path), { ...form.fields, text: aNotice() })
  expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining(faultyFileWords.draftThere)])
})

test('what lies where no entry may is put in its place as a draft, and removed by a publisher alone, who has seen it', async () => {
  const path = 'content/notices/放假 通知.md'
  const gbk = Buffer.from([...Buffer.from('---\ntitle: '), 0xb7, 0xc5, 0xbc, 0xd9, ...Buffer.from('\n---\n')])
  await push({ [path]: gbk, 'content/notices/2026/link.md': { target: '/etc/passwd' } })
  const page = await htmlOf(await contributor.get(fileAt(path)))
  expect(page).toContain(faultyFileWords.wasGbk)
  const { fields } = formIn(page, faultyFileWords.save)
  expect(fields.text).toContain('放假')
  const nowhere = await contributor.post(fileAt(path), { ...fields, to: '随便' })
  expect([nowhere.status, await nowhere.text()]).toEqual([422, expect.stringContaining(faultyFileWords.badPlace)])
  const to = 'content/notices/2026/holidays.md'
  const placed = await contributor.post(fileAt(path), { ...fields, to, text: aNotice({ title: '示例放假' }) })
  expect(placed.headers.get('location')).toBe('/admin/reviews/notices/holidays')

  const refused = await contributor.post(fileAt(path), { what: 'remove', oid: fields.oid! })
  expect(refused.status).toBe(403)
  const stale = await publisher.post(fileAt(path), { what: 'remove', oid: '0'.repeat(40) })
  expect(stale.status).toBe(409)
  const removed = await publisher.post(fileAt(path), { what: 'remove', oid: fields.oid! })
  expect(removed.status).toBe(303)
  expect(await htmlOf(await publisher.get(removed.headers.get('location')!))).toContain(faultyFileWords.removed)
  expect((await publisher.get(fileAt(path))).status).toBe(404)

  const link = await htmlOf(await publisher.get(fileAt('content/notices/2026/link.md')))
  expect(link).toContain(faultyFileWords.link('/etc/passwd'))
  expect(link).not.toContain('root:')
})

test('a draft of another contributor stands in no list of mine, and leads to review and preview in a reviewer’s', async () => {
  const reviewer = await signedIn(server.address, server.accounts.reviewer)
  const page = await list(reviewer, `?state=draft&words=${encodeURIComponent('示例修好了')}`)
  expect(linksIn(page, '/admin/reviews/notices/damaged').length).toBeGreaterThan(0)
  expect(page).toContain(entryListWords.about(entryListWords.preview, '示例修好了'))
})
