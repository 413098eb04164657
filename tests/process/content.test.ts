import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aNotice, anExposure, bareRepository, gitIn, temporaryDirectory } from '../support/content.ts'
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

test('a folder is checked and imported: good files in one commit, the others told with file and field', async () => {
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
  const imported = await content(repository, 'import', directory)
  expect(imported.out).toContain('new content/notices/2026/good.md\n1 new, 0 changed, 0 unchanged, 3 left out')
  expect(await gitIn(repository, 'show', '--format=%s', '--name-only', 'main')).toBe(
    '导入 1 个文件\n\ncontent/notices/2026/good.md',
  )
  expect((await content(repository, 'import', directory)).out).toContain('0 new, 0 changed, 1 unchanged')
  expect((await content(repository, 'check')).out).toContain('6 entries, 0 faults')
})

test('what is exported can be imported elsewhere unchanged; a folder with something in it is left alone', async () => {
  const repository = await bareRepository(8)
  const directory = join(await temporaryDirectory(), 'out')
  expect((await content(repository, 'export', directory)).code).toBe(0)
  expect(await readFile(join(directory, 'settings/site.yml'), 'utf8')).toContain('示例文明网')
  expect((await content(repository, 'export', directory)).out).toContain('is not empty')
  const other = await bareRepository()
  expect((await content(other, 'import', directory)).out).toContain('8 new, 0 changed, 3 unchanged, 0 left out')
})

test('samples leave with the pictures that only they show', async () => {
  const repository = await bareRepository(4)
  const directory = await folder({ 'exposures/2026/real.md': anExposure() })
  await content(repository, 'import', directory)
  expect((await content(repository, 'remove-samples')).out).toContain('6 files removed')
  expect((await gitIn(repository, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toEqual([
    'content/exposures/2026/real.md',
    'content/settings/site.yml',
  ])
  expect((await content(repository, 'nonsense')).code).toBe(2)
})
