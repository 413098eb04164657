import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepository } from '#publishing/git/repository.ts'
import { aNotice, anExposure, bareRepository, editor, gitIn, temporaryDirectory } from '../support/content.ts'
import { surroundings } from '../support/surroundings.ts'

const root = new URL('../..', import.meta.url).pathname

async function content(repository: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const env = { ...surroundings, CONTENT_REPOSITORY: repository, DATA_DIR: await temporaryDirectory() }
  return new Promise(resolve => {
    execFile(process.execPath, ['src/process/content.ts', ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    )
  })
}

async function folder(files: Record<string, string>): Promise<string> {
  const directory = await temporaryDirectory()
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory, path, '..'), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  return directory
}

test('a folder is checked and imported: a draft of each good file, the others told with file and field', async () => {
  const repository = await bareRepository(4)
  const directory = await folder({
    'notices/2026/good.md': aNotice(),
    'notices/2026/bad.md': aNotice({ issued: '昨天' }),
    'media/notices/a.exe': 'MZ',
    'notes.txt': 'x',
  })
  const checked = await content(repository, 'check', directory)
  expect(checked.code).toBe(1)
  expect(checked.out).toContain('content/notices/2026/bad.md [issued_on]:')
  const strict = await content(repository, 'import', directory, '--strict')
  expect([strict.code, strict.out]).toEqual([1, expect.stringContaining('nothing imported') as string])
  const dry = await content(repository, 'import', directory, '--dry-run')
  expect(dry.out).toContain('1 drafts would be made')
  expect(await gitIn(repository, 'branch', '--list', 'cms/*')).toBe('')
  const imported = await content(repository, 'import', directory)
  expect(imported.code).toBe(1)
  expect(imported.out).toContain('new       content/notices/2026/good.md <- notices/2026/good.md')
  expect(imported.out).toContain('1 drafts made: 1 new, 0 changed, 0 unchanged, 0 in the way, 1 faulty, 2 left out')
  expect(await gitIn(repository, 'log', '--format=%an %s', 'main..cms/notices/good')).toBe(
    '文明网门户 起草通知公告：示例通知',
  )
  expect((await content(repository, 'import', directory)).out).toContain('HAS A DRAFT ALREADY')
  expect((await content(repository, 'check')).out).toContain('5 entries, 0 faults')
})

test('what is exported can be imported elsewhere unchanged; a folder with something in it is left alone', async () => {
  const repository = await bareRepository(8)
  const directory = join(await temporaryDirectory(), 'out')
  expect((await content(repository, 'export', directory)).code).toBe(0)
  expect(await readFile(join(directory, 'settings/site.yml'), 'utf8')).toContain('示例文明网')
  expect((await content(repository, 'export', directory)).out).toContain('is not empty')
  const other = await bareRepository()
  expect((await content(other, 'import', directory)).out).toMatch(
    /8 drafts made: 8 new, 0 changed, 2 unchanged, 0 in the way, 0 faulty, 0 left out/,
  )
})

test('samples leave with the pictures that only they show', async () => {
  const repository = await bareRepository(4)
  const opened = await openRepository(repository)
  await opened.commitFiles('main', undefined, [{ path: 'content/exposures/2026/real.md', bytes: anExposure() }], {
    author: editor,
    message: '发布',
  })
  await opened.close()
  const before = await gitIn(repository, 'rev-parse', 'main')
  const dry = await content(repository, 'remove-samples', '--dry-run')
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('6 files would be removed')])
  expect(dry.out).toMatch(new RegExp(`^on: the content repository ${repository}\\nwould remove content/`))
  expect(await gitIn(repository, 'rev-parse', 'main')).toBe(before)
  expect((await content(repository, 'remove-samples')).out).toContain('6 files removed')
  expect((await gitIn(repository, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toEqual([
    'content/exposures/2026/real.md',
    'content/settings/site.yml',
  ])
})
