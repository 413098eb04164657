import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { markOf } from '#publishing/drafts/marks.ts'
import { conflictWords, entryListWords } from '#publishing/newsroom/words.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { contentAwayWords } from '#web/guard.ts'
import { systemWords } from '#web/system-words.ts'
import { aNotice, editor, gitIn, temporaryDirectory } from '../support/content.ts'
import { formIn, htmlOf } from '../support/html.ts'
import { ownPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

const ask = (who: Visitor, action: string, params: object) =>
  who.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), {
    'Content-Type': 'application/json',
    [gatewayHeader]: '1',
  })

test('when Git fails, editor, pages, /healthz and /readyz say so, readers go on, and nothing blames the database', async () => {
  const server = await ownPortal()
  const publisher = await signedIn(server.address, server.accounts.publisher)
  const repository = join(server.dataDir, 'content.git')
  await rename(join(repository, 'objects'), join(repository, 'objects.gone'))
  const answer = await ask(publisher, 'getEntry', { path: 'content/settings/site.yml' })
  expect([answer.status, await answer.json()]).toMatchObject([503, { error: gatewayWords.gitTrouble }])
  const page = await publisher.get('/admin/history/settings/site')
  expect([page.status, await page.text()]).toEqual([503, expect.stringContaining(contentAwayWords.page)])
  await vi.waitFor(
    async () => {
      const ready = await fetch(`${server.address}/readyz`)
      expect([ready.status, await ready.json()]).toMatchObject([200, { failing: ['content'] }])
    },
    { timeout: 60_000, interval: 500 },
  )
  const health = await fetch(`${server.address}/healthz`)
  expect([health.status, await health.json()]).toMatchObject([200, { contentRepository: 'fault' }])
  expect((await fetch(`${server.address}/news`)).status).toBe(200)
  await rename(join(repository, 'objects.gone'), join(repository, 'objects'))
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`${server.address}/healthz`)).json()).toMatchObject({ contentRepository: 'ok' }),
    { timeout: 60_000, interval: 500 },
  )
  await server.stop()
})

test('a conflict with the remote stands in the list and at the system page, and a publisher settles it', async () => {
  const remote = join(await temporaryDirectory(), 'remote.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  const server = await ownPortal({ CONTENT_REMOTE: remote })
  const [contributor, publisher, admin] = (await Promise.all(
    ['contributor', 'publisher', 'admin'].map(login => signedIn(server.address, server.accounts[login])),
  )) as [Visitor, Visitor, Visitor]
  const here = await openRepository(join(server.dataDir, 'content.git'))
  const there = await openRepository(remote)
  const path = 'content/notices/2026/same.md'
  const write = (repository: typeof here, title: string) =>
    repository.commitFiles('main', undefined, [{ path, bytes: aNotice({ title }) }], {
      author: editor,
      message: title,
    })
  await write(here, '示例原文')
  await here.exchange(remote)
  await write(there, '示例远端的')
  await write(here, '示例网站的')
  await here.exchange(remote).catch(() => undefined)
  expect(await here.conflict()).toMatchObject({ paths: [path] })

  await vi.waitFor(
    async () => expect(await htmlOf(await contributor.get('/admin/entries'))).toContain(conflictWords.banner(1)),
    { timeout: 60_000 },
  )
  expect(await htmlOf(await admin.get('/desk/system'))).toContain(systemWords.checks['content-conflict'].means)
  expect((await fetch(`${server.address}/readyz`)).status).toBe(200)
  const seen = await htmlOf(await contributor.get('/admin/conflict'))
  expect(seen).toContain('示例远端的')
  expect(seen).toContain(conflictWords.notYours)
  const form = formIn(await htmlOf(await publisher.get('/admin/conflict')), conflictWords.submit)
  expect((await contributor.post('/admin/conflict', form.fields)).status).toBe(403)
  expect((await publisher.post('/admin/conflict', { ...form.fields, ours: '0' })).status).toBe(409)
  const settled = await publisher.post('/admin/conflict', { ...form.fields, [`choice-${markOf(path)}`]: 'theirs' })
  expect(settled.status).toBe(303)
  const after = await htmlOf(await publisher.get(settled.headers.get('location')!))
  expect(after).toContain(conflictWords.done)
  expect(await htmlOf(await publisher.get('/admin/reviews/notices/same'))).toContain('示例远端的')
  expect(await htmlOf(await publisher.get('/admin/entries'))).not.toContain(conflictWords.banner(1))
  await Promise.all([here.close(), there.close()])
  await server.stop()
})

test('a damaged entry is said to be damaged: by the editor, by its preview, and when it should be taken down', async () => {
  const server = await ownPortal()
  const publisher = await signedIn(server.address, server.accounts.publisher)
  const repository = await openRepository(join(server.dataDir, 'content.git'))
  const path = 'content/notices/2026/damaged.md'
  await repository.commitFiles('main', undefined, [{ path, bytes: '---\ntitle: [\n---\n' }], {
    author: editor,
    message: '坏',
  })
  await repository.close()
  await vi.waitFor(
    async () => expect(await htmlOf(await publisher.get('/admin/entries?state=faulty'))).toContain(entryListWords.file),
    { timeout: 60_000 },
  )
  for (const [action, params] of [
    ['getEntry', { path }],
    ['deleteFiles', { paths: [path] }],
  ] as const) {
    const answer = await ask(publisher, action, params)
    expect([answer.status, await answer.json()]).toMatchObject([422, { error: expect.stringContaining('已损坏') }])
  }
  const preview = await publisher.get('/admin/preview/notices/damaged')
  expect([preview.status, await preview.text()]).toEqual([200, expect.stringContaining('YAML')])
  await server.stop()
})
