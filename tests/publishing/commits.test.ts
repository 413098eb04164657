import { readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gatewayWords } from '#publishing/decap/words.ts'
import { notWritten } from '#publishing/drafts/refusals.ts'
import { mergeBranch } from '#publishing/git/commits.ts'
import { openGit } from '#publishing/git/git.ts'
import { openRepository, type Refusal, type Repository } from '#publishing/git/repository.ts'
import { bareRepository, editor, gitIn } from '../support/content.ts'

const order = { author: editor, message: '改动' }

async function opened(directory?: string): Promise<Repository> {
  const repository = await openRepository(directory ?? (await bareRepository()))
  onTestFinished(() => repository.close())
  return repository
}

const headOf = async (repository: Repository): Promise<string> => (await repository.head('main')) ?? ''

describe('writing', () => {
  test('a commit names its author, in Lishui time, and the repository stays sound', async () => {
    const repository = await opened()
    const done = await repository.commitFiles('main', undefined, [{ path: 'content/a.md', bytes: 'x' }], {
      author: { name: '王𬱖 <b>\n', email: 'w@example.cn' },
      message: '发布\n\nStatus: done\0',
      at: new Date('2026-11-20T01:02:03Z'),
    })
    expect(done).toEqual({ commit: await headOf(repository) })
    expect(await gitIn(repository.directory, 'log', '-1', '--format=%an|%ae|%cn|%ad|%B', '--date=iso', 'main')).toBe(
      '王𬱖 b|w@example.cn|王𬱖 b|2026-11-20 09:02:03 +0800|发布\n\nStatus: done',
    )
    expect(await gitIn(repository.directory, 'fsck', '--full', '--strict')).toBe('')
    expect((await readdir(repository.directory)).filter(name => name.includes('index'))).toEqual([])
  })

  test('nothing different is no commit', async () => {
    const repository = await opened()
    const head = await headOf(repository)
    const [file] = await repository.files(head)
    const bytes = (await repository.blobs([file!.oid], 10_000)).get(file!.oid)?.bytes
    expect(await repository.commitFiles('main', head, [{ path: file!.path, bytes }], order)).toEqual({ commit: head })
  })

  test('a branch that moved, a branch that should be new and a file that changed refuse the commit', async () => {
    const repository = await opened()
    const first = await headOf(repository)
    const file = await repository.file(first, 'content/settings/site.yml')
    await repository.commitFiles('main', first, [{ path: 'content/settings/site.yml', bytes: 'theirs' }], order)
    const head = await headOf(repository)
    const now = await repository.file(head, 'content/settings/site.yml')
    const mine = { path: 'content/settings/site.yml', bytes: 'mine' }
    expect(await repository.commitFiles('main', first, [mine], order)).toEqual({ refused: 'moved', head })
    expect(await repository.commitFiles('main', null, [mine], order)).toEqual({ refused: 'moved', head })
    expect(await repository.commitFiles('main', undefined, [{ ...mine, was: file!.oid }], order)).toEqual({
      refused: 'stale',
      path: mine.path,
      oid: now!.oid,
    })
    expect(await repository.commitFiles('main', undefined, [{ ...mine, was: null }], order)).toEqual({
      refused: 'stale',
      path: mine.path,
      oid: now!.oid,
    })
    expect(await headOf(repository)).toBe(head)
    expect(await repository.commitFiles('main', undefined, [{ ...mine, was: now!.oid }], order)).toMatchObject({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
  })

  test('paths and branches that could reach anything else throw', async () => {
    const repository = await opened()
    for (const path of [
      '../a',
      '/a',
      'a/../b',
      '.git/config',
      'content/.GIT/hooks/x',
      'content/git~1/x',
      'content/.git./x',
      'content//a',
      'a\0b',
      'a\nb',
      'a\\b',
      '',
      './a',
      'C:/a',
    ]) {
      await expect(repository.commitFiles('main', undefined, [{ path, bytes: 'x' }], order), path).rejects.toThrow(
        'not a path inside the repository',
      )
    }
    for (const branch of ['', '-d', '../main', 'a..b', 'a b', 'main.lock', 'a/', '/a', 'a//b', 'HEAD^', 'a\nb']) {
      await expect(
        repository.commitFiles(branch, undefined, [{ path: 'a', bytes: 'x' }], order),
        branch,
      ).rejects.toThrow('not a branch name')
    }
  })

  test('a branch that was pushed where the folder of drafts lies is put aside, and nothing of it is lost', async () => {
    const repository = await opened()
    const main = await headOf(repository)
    for (const [at, name] of ['cms', 'cms/settings'].entries()) {
      await gitIn(repository.directory, 'update-ref', `refs/heads/${name}`, main)
      const branch = `cms/settings/site-${at}`
      const done = await repository.commitFiles(branch, null, [{ path: 'content/a', bytes: 'x' }], {
        ...order,
        from: main,
      })
      expect(done).toEqual({ commit: await repository.head(branch) })
      expect(await repository.head(`aside/${name.replace('/', '-')}-${main.slice(0, 12)}`)).toBe(main)
      await repository.deleteBranch(branch, (await repository.head(branch))!)
    }
  })

  test('fifty commits at once all land, from two openings of one repository', async () => {
    const repository = await opened()
    const other = await opened(repository.directory)
    const before = Number(await gitIn(repository.directory, 'rev-list', '--count', 'main'))
    const done = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 ? repository : other).commitFiles(
          'main',
          undefined,
          [{ path: `content/notices/2026/n-${at}.md`, bytes: `${at}` }],
          order,
        ),
      ),
    )
    expect(done.filter(result => 'refused' in result)).toEqual([])
    const files = await repository.files(await headOf(repository))
    expect(files.filter(file => file.path.startsWith('content/notices/'))).toHaveLength(50)
    expect(await gitIn(repository.directory, 'rev-list', '--count', 'main')).toBe(String(before + 50))
    expect(await gitIn(repository.directory, 'fsck', '--full')).not.toMatch(/error|missing|corrupt/)
  })

  test('a lock that a killed process left does not block, at the start or later', async () => {
    const directory = await bareRepository()
    const old = new Date(Date.now() - 60_000)
    const lock = async (name: string) => {
      await writeFile(join(directory, name), '')
      await utimes(join(directory, name), old, old)
    }
    await lock('refs/heads/main.lock')
    await lock('packed-refs.lock')
    const repository = await opened(directory)
    expect((await readdir(join(directory, 'refs/heads'))).filter(name => name.endsWith('.lock'))).toEqual([])
    await lock('refs/heads/main.lock')
    expect(
      await repository.commitFiles('main', undefined, [{ path: 'content/a.md', bytes: 'x' }], order),
    ).toHaveProperty('commit')
  })

  test('a branch that another process holds locked is given up after three tries, and is written once it is free', async () => {
    const directory = await bareRepository()
    const repository = await opened(directory)
    const before = await repository.head('main')
    const lock = join(directory, 'refs/heads/main.lock')
    await writeFile(lock, '')
    // Always young: somebody is at work.
    const later = new Date(Date.now() + 3_600_000)
    await utimes(lock, later, later)
    const write = () => repository.commitFiles('main', undefined, [{ path: 'content/a.md', bytes: 'x' }], order)
    const done = await write()
    expect(done).toEqual({ refused: 'locked' })
    expect(notWritten(done as Refusal, '')).toMatchObject({ reason: 'unavailable', error: gatewayWords.locked })
    expect(await repository.head('main')).toBe(before)
    await rm(lock)
    expect(await write()).toHaveProperty('commit')
  })

  test('a young lock is another process at work and stays', async () => {
    const directory = await bareRepository()
    await writeFile(join(directory, 'refs/heads/main.lock'), '')
    await opened(directory)
    expect(await readdir(join(directory, 'refs/heads'))).toContain('main.lock')
  })
})

describe('drafts', () => {
  async function withDraft() {
    const repository = await opened()
    const from = await headOf(repository)
    const draft = await repository.commitFiles(
      'cms/notices/new',
      null,
      [{ path: 'content/notices/2026/new.md', bytes: 'draft\n' }],
      { ...order, from },
    )
    return { repository, from, draft: 'commit' in draft ? draft.commit : '' }
  }

  test('are branches, listed by prefix and deleted only where they were seen', async () => {
    const { repository, from, draft } = await withDraft()
    expect(await repository.branches('cms/')).toEqual([{ name: 'cms/notices/new', commit: draft }])
    expect((await repository.branches()).map(branch => branch.name)).toEqual(['cms/notices/new', 'main'])
    expect(await repository.deleteBranch('cms/notices/new', from)).toEqual({ refused: 'moved', head: draft })
    expect(await repository.deleteBranch('cms/notices/new', draft)).toEqual({ deleted: true })
    expect(await repository.deleteBranch('cms/notices/new', draft)).toEqual({ refused: 'moved', head: undefined })
    expect(await repository.branches('cms/')).toEqual([])
  })

  test('are merged beside what others published meanwhile', async () => {
    const { repository, draft } = await withDraft()
    await repository.commitFiles('main', undefined, [{ path: 'content/notices/2026/other.md', bytes: 'other' }], order)
    const ours = await headOf(repository)
    const merged = await mergeBranch(openGit(repository.directory), 'cms/notices/new', 'main', {
      ...order,
      expectedHead: draft,
    })
    expect(merged).toEqual({ commit: await headOf(repository) })
    expect(await gitIn(repository.directory, 'log', '-1', '--format=%P', 'main')).toBe(`${ours} ${draft}`)
    expect((await repository.changes(ours, await headOf(repository))).map(change => change.path)).toEqual([
      'content/notices/2026/new.md',
    ])
    expect(await mergeBranch(openGit(repository.directory), 'cms/notices/new', 'main', order)).toEqual(merged)
  })

  test('in conflict are refused with the paths, and nothing moves', async () => {
    const { repository } = await withDraft()
    await repository.commitFiles('main', undefined, [{ path: 'content/notices/2026/new.md', bytes: 'other\n' }], order)
    const head = await headOf(repository)
    expect(await mergeBranch(openGit(repository.directory), 'cms/notices/new', 'main', order)).toEqual({
      refused: 'conflict',
      paths: ['content/notices/2026/new.md'],
    })
    expect(await headOf(repository)).toBe(head)
    expect(
      await repository.commitFiles('main', head, [{ path: 'content/after.md', bytes: 'x' }], order),
    ).toHaveProperty('commit')
  })

  test('that moved after their review are refused', async () => {
    const { repository, draft } = await withDraft()
    await repository.commitFiles(
      'cms/notices/new',
      draft,
      [{ path: 'content/notices/2026/new.md', bytes: 'later\n' }],
      order,
    )
    expect(
      await mergeBranch(openGit(repository.directory), 'cms/notices/new', 'main', { ...order, expectedHead: draft }),
    ).toMatchObject({
      refused: 'moved',
    })
    expect(await mergeBranch(openGit(repository.directory), 'cms/notices/none', 'main', order)).toEqual({
      refused: 'moved',
      head: undefined,
    })
  })
})
