import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepository } from '#publishing/git/repository.ts'
import { aNotice, editor, gitIn, temporaryDirectory } from '../support/content.ts'
import { ownPortal } from '../support/portal.ts'

test('with CONTENT_REMOTE every commit is pushed there by itself, and a remote that is away ends nothing', async () => {
  const directory = await temporaryDirectory()
  const remote = join(directory, 'remote.git')
  const server = await ownPortal({ CONTENT_REMOTE: remote })
  const repository = await openRepository(`${server.dataDir}/content.git`)
  const path = 'content/notices/2026/pushed.md'
  const publish = async (text: string) => {
    const done = await repository.commitFiles('main', undefined, [{ path, bytes: text }], {
      author: editor,
      message: '发布',
    })
    return 'commit' in done ? done.commit : ''
  }
  await publish(aNotice())
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  const commit = await publish(aNotice({ title: '再次发布' }))
  await expect
    .poll(() => gitIn(remote, 'rev-parse', 'main').catch(() => ''), { timeout: 60_000, interval: 500 })
    .toBe(commit)
  await repository.close()
  expect(await server.stop()).toBe(0)
})
