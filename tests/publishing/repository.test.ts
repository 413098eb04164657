import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mergeBranch } from '#publishing/git/commits.ts'
import { openGit } from '#publishing/git/git.ts'
import { createRepository, firstCommitFrom, openRepository, type Repository } from '#publishing/git/repository.ts'
import { bareRepository, editor, gitIn, repositoryOf, temporaryDirectory } from '../support/content.ts'

const order = { author: editor, message: '改动' }

async function opened(directory?: string): Promise<Repository> {
  const repository = await openRepository(directory ?? (await bareRepository()))
  onTestFinished(() => repository.close())
  return repository
}

const headOf = async (repository: Repository): Promise<string> => (await repository.head('main')) ?? ''

describe('making a repository', () => {
  test('starter content becomes one commit on main, as content/…', async () => {
    const source = await temporaryDirectory()
    await mkdir(join(source, 'notices/2026'), { recursive: true })
    await writeFile(join(source, 'notices/2026/first.md'), 'one')
    const directory = join(await temporaryDirectory(), 'deep', 'content.git')
    await repositoryOf(source, directory)
    expect(await gitIn(directory, 'log', '--format=%an <%ae> %cn', '--name-only', 'main')).toBe(
      '示例编辑 <editor@example.cn> 示例编辑\n\ncontent/notices/2026/first.md',
    )
    expect(await gitIn(directory, 'rev-parse', '--is-bare-repository')).toBe('true')
  })

  test('two processes that start together end with one repository and leave nothing beside it', async () => {
    const source = await temporaryDirectory()
    await writeFile(join(source, 'a.md'), 'one')
    const parent = await temporaryDirectory()
    const directory = join(parent, 'content.git')
    await Promise.all(
      [1, 2, 3].map(async () => {
        await createRepository(directory)
        return firstCommitFrom(await opened(directory), source, editor)
      }),
    )
    expect(await readdir(parent)).toEqual(['content.git'])
    expect(await gitIn(directory, 'rev-list', '--count', 'main')).toBe('1')
  })

  test('a directory that is no bare repository is refused in one line', async () => {
    const directory = await temporaryDirectory()
    await expect(openRepository(directory)).rejects.toThrow(`${directory} is no Git repository`)
    await gitIn(directory, 'init', '--quiet')
    await expect(openRepository(join(directory, '.git'))).rejects.toThrow('is no bare Git repository')
  })
})

describe('reading', () => {
  test('files, single files, changes and blobs of commits', async () => {
    const repository = await opened()
    const before = await headOf(repository)
    await repository.commitFiles(
      'main',
      before,
      [
        { path: 'content/notices/2026/中 文.md', bytes: '字' },
        { path: 'content/settings/site.yml', bytes: undefined },
      ],
      order,
    )
    const after = await headOf(repository)
    expect((await repository.files(after)).map(file => file.path)).toEqual([
      'content/departments/department-1.md',
      'content/media/many/picture.svg',
      'content/notices/2026/中 文.md',
    ])
    const changes = await repository.changes(before, after)
    expect(changes.map(({ path, file }) => [path, file !== undefined])).toEqual([
      ['content/notices/2026/中 文.md', true],
      ['content/settings/site.yml', false],
    ])
    const file = await repository.file(after, 'content/notices/2026/中 文.md')
    const blobs = await repository.blobs([file?.oid ?? '', '0'.repeat(40)], 100)
    expect([...blobs].map(([oid, { bytes }]) => [oid, bytes?.toString()])).toEqual([[file?.oid, '字']])
    expect(await repository.file(after, 'content/none.md')).toBeUndefined()
  })

  test('of a blob larger than asked for, only the size is read', async () => {
    const repository = await opened()
    await repository.commitFiles(
      'main',
      undefined,
      [{ path: 'content/media/big.bin', bytes: Buffer.alloc(3_000_000, 7) }],
      order,
    )
    const file = await repository.file(await headOf(repository), 'content/media/big.bin')
    expect(await repository.blobs([file!.oid], 2_999_999)).toEqual(
      new Map([[file!.oid, { size: 3_000_000, bytes: undefined }]]),
    )
    expect((await repository.blobs([file!.oid], 3_000_000)).get(file!.oid)?.bytes?.every(byte => byte === 7)).toBe(true)
  })

  test('symbolic links and submodules are told apart from files', async () => {
    const repository = await opened()
    const oid = (await repository.files(await headOf(repository)))[0]!.oid
    await gitIn(repository.directory, 'update-index', '--add', '--cacheinfo', `120000,${oid},content/link.md`)
    await gitIn(
      repository.directory,
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${await headOf(repository)},content/module`,
    )
    await gitIn(repository.directory, 'update-index', '--add', '--cacheinfo', `100755,${oid},content/program.md`)
    const files = await repository.files(await gitIn(repository.directory, 'write-tree'))
    expect(files.map(({ path, regular }) => [path, regular])).toEqual([
      ['content/link.md', false],
      ['content/module', false],
      ['content/program.md', true],
    ])
  })

  test('what an administrator or a hook configured changes nothing', async () => {
    const directory = await bareRepository()
    await gitIn(directory, 'config', 'core.quotepath', 'true')
    await gitIn(directory, 'config', 'core.autocrlf', 'true')
    const marker = join(directory, 'hook-ran')
    await mkdir(join(directory, 'hooks'), { recursive: true })
    await writeFile(join(directory, 'hooks/reference-transaction'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 })
    const repository = await opened(directory)
    await repository.commitFiles('main', undefined, [{ path: 'content/中.md', bytes: 'a\r\nb' }], order)
    const file = await repository.file(await headOf(repository), 'content/中.md')
    expect((await repository.blobs([file!.oid], 100)).get(file!.oid)?.bytes?.toString()).toBe('a\r\nb')
    await expect(stat(marker)).rejects.toThrow('ENOENT')
  })
})

describe('dates', () => {
  const day = (text: string) => new Date(`${text}T12:00:00+08:00`)
  const dates = async (repository: Repository, path: string, known?: Awaited<ReturnType<Repository['times']>>) => {
    const times = await repository.times(await headOf(repository), known)
    const found = times.paths.get(path)
    return (
      found && [found.publishedAt, found.updatedAt].map(at => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10))
    )
  }
  const publish = (repository: Repository, at: string, bytes: string | undefined, path = 'content/a.md') =>
    repository.commitFiles('main', undefined, [{ path, bytes }], { ...order, at: day(at) })

  async function emptyRepository(): Promise<Repository> {
    const directory = join(await temporaryDirectory(), 'empty.git')
    await gitIn('/', 'init', '--quiet', '--bare', '--initial-branch=main', directory)
    return opened(directory)
  }

  test('are when a path first appeared on the branch and when it last changed, also after it was away', async () => {
    const repository = await emptyRepository()
    await publish(repository, '2026-03-01', 'one')
    await publish(repository, '2026-03-02', 'one', 'content/b.md')
    await publish(repository, '2026-03-03', 'two')
    expect(await dates(repository, 'content/a.md')).toEqual(['2026-03-01', '2026-03-03'])
    await publish(repository, '2026-03-04', undefined)
    await publish(repository, '2026-03-05', 'three')
    expect(await dates(repository, 'content/a.md')).toEqual(['2026-03-01', '2026-03-05'])
    expect(await dates(repository, 'content/b.md')).toEqual(['2026-03-02', '2026-03-02'])
  })

  test('of a draft are those of the merge that published it', async () => {
    const repository = await emptyRepository()
    await publish(repository, '2026-03-01', 'one')
    const from = await headOf(repository)
    await repository.commitFiles('cms/articles/new', null, [{ path: 'content/new.md', bytes: 'draft' }], {
      ...order,
      from,
      at: day('2026-03-02'),
    })
    await publish(repository, '2026-03-04', 'two')
    await mergeBranch(openGit(repository.directory), 'cms/articles/new', 'main', { ...order, at: day('2026-03-09') })
    expect(await dates(repository, 'content/new.md')).toEqual(['2026-03-09', '2026-03-09'])
    expect(await dates(repository, 'content/a.md')).toEqual(['2026-03-01', '2026-03-04'])
  })

  test('cannot be set back before the commit they stand on, nor into the future', async () => {
    const repository = await emptyRepository()
    await publish(repository, '2026-03-05', 'one')
    await publish(repository, '2020-01-01', 'forged', 'content/old.md')
    await publish(repository, '2099-01-01', 'forged', 'content/future.md')
    await publish(repository, '2026-03-07', 'real', 'content/real.md')
    expect(await dates(repository, 'content/old.md')).toEqual(['2026-03-05', '2026-03-05'])
    expect(await dates(repository, 'content/future.md')).toEqual(['2026-03-05', '2026-03-05'])
    expect(await dates(repository, 'content/real.md')).toEqual(['2026-03-07', '2026-03-07'])
  })

  test('read on from a known commit are the same as read from the beginning', async () => {
    const repository = await emptyRepository()
    await publish(repository, '2026-03-01', 'one')
    const known = await repository.times(await headOf(repository))
    await publish(repository, '2026-03-02', 'two')
    const forked = await headOf(repository)
    await publish(repository, '2026-03-03', 'new', 'content/b.md')
    const later = await repository.times(await headOf(repository), known)
    expect(later).toEqual(await repository.times(await headOf(repository)))
    // A forced push: what was known is no longer behind the branch.
    await gitIn(repository.directory, 'update-ref', 'refs/heads/main', forked)
    await publish(repository, '2026-03-08', 'other', 'content/c.md')
    const rewritten = await repository.times(await headOf(repository), later)
    expect(rewritten).toEqual(await repository.times(await headOf(repository)))
    expect(rewritten.paths.has('content/b.md')).toBe(false)
  })
})
