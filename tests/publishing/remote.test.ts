import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unrelatedWords } from '#publishing/git/conflicts.ts'
import { inspectConflict, inspectRemote } from '#publishing/git/inspect.ts'
import { aNotice, editor, gitIn, temporaryDirectory, testContent } from '../support/content.ts'

const path = (name: string) => `content/notices/2026/${name}.md`

async function withRemote() {
  const ours = await testContent()
  const remote = join(await temporaryDirectory(), 'remote.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  const { repository } = ours.content
  const { openRepository } = await import('#publishing/git/repository.ts')
  /** Commits as somebody does who pushes to the remote. */
  async function pushThere(name: string, text: string | undefined): Promise<string> {
    const there = await openRepository(remote)
    const done = await there.commitFiles('main', undefined, [{ path: path(name), bytes: text }], {
      author: editor,
      message: '别人的提交',
    })
    await there.close()
    return 'commit' in done ? done.commit : ''
  }
  const heads = async () => [await repository.head('main'), await gitIn(remote, 'rev-parse', 'main')]
  return { ...ours, remote, repository, pushThere, heads }
}

test('what is published goes to the remote, and what others pushed there comes in', async () => {
  const { content, publish, remote, repository, pushThere, heads } = await withRemote()
  expect(await repository.exchange(remote)).toEqual({ received: false, sent: true })
  await publish({ [path('ours')]: aNotice() })
  expect(await repository.exchange(remote)).toEqual({ received: false, sent: true })
  const theirs = await pushThere('theirs', aNotice({ title: '别人的' }))
  expect(await repository.exchange(remote)).toEqual({ received: true, sent: false })
  expect(await heads()).toEqual([theirs, theirs])
  await content.refresh()
  expect(
    content
      .editionAt(new Date())
      .list('notices')
      .map(entry => entry.id)
      .sort(),
  ).toEqual(['ours', 'theirs'])
  expect(await repository.exchange(remote)).toEqual({ received: false, sent: false })
})

test('both sides moved: they are joined, and both have the same', async () => {
  const { publish, remote, repository, pushThere, heads } = await withRemote()
  await repository.exchange(remote)
  await publish({ [path('ours')]: aNotice() })
  await pushThere('theirs', aNotice())
  expect(await repository.exchange(remote)).toEqual({ received: true, sent: true })
  const [ours, there] = await heads()
  expect(ours).toBe(there)
})

test('both sides changed the same lines: ours stays, the remote gets it as a branch of its own, both are sound', async () => {
  const { publish, remote, repository, pushThere, directory } = await withRemote()
  await publish({ [path('same')]: aNotice() })
  await repository.exchange(remote)
  const ours = await publish({ [path('same')]: aNotice({ title: '我们的' }) })
  const theirs = await pushThere('same', aNotice({ title: '他们的' }))
  expect(await repository.exchange(remote)).toEqual({ conflict: [path('same')] })
  expect([
    await repository.head('main'),
    await gitIn(remote, 'rev-parse', 'main'),
    await gitIn(remote, 'rev-parse', 'portal'),
  ]).toEqual([ours, theirs, ours])
  for (const each of [directory, remote])
    expect(await gitIn(each, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

test('a remote that is not there throws, and nothing has changed', async () => {
  const { repository, heads } = await withRemote().then(async made => ({
    ...made,
    heads: await made.repository.head('main'),
  }))
  await expect(repository.exchange('/nowhere/at/all.git')).rejects.toThrow('git ls-remote failed')
  expect(await repository.head('main')).toBe(heads)
})

test('a remote with a history of its own is told as such, and forgotten when another takes its place', async () => {
  const { remote, repository, pushThere, directory } = await withRemote()
  await pushThere('theirs', aNotice())
  await expect(repository.exchange(remote)).rejects.toThrow('no history in common')
  expect(await repository.conflict()).toMatchObject({ paths: [], isUnrelated: true })
  await expect(inspectRemote(directory, remote, new Date())).rejects.toThrow(unrelatedWords)
  expect(await inspectConflict(directory)).not.toContain('both')
  const empty = join(await temporaryDirectory(), 'empty.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', empty)
  expect(await repository.exchange(empty)).toEqual({ received: false, sent: true })
  expect(await repository.conflict()).toBeUndefined()
})

test('an address that git quotes shows no password', async () => {
  const { repository } = await withRemote()
  const fault = repository.exchange('/nonexistent//portal:geheim@host/content.git')
  await expect(fault).rejects.toThrow('//…@host/content.git')
  await expect(fault).rejects.not.toThrow('geheim')
})
