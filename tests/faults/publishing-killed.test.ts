import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openRepository } from '#publishing/git/repository.ts'
import { bareRepository, editor, gitIn } from '../support/content.ts'
import { embeddedDataDir, openPostgres } from '../support/database.ts'

const writer = fileURLToPath(new URL('../support/endless-writer.ts', import.meta.url))
const editors = fileURLToPath(new URL('../support/endless-editors.ts', import.meta.url))

/** A process and everything it started, git too, as a power switch would end them. */
async function killTree(pid: number): Promise<void> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had ended by itself.
  }
  await Promise.all(
    children
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(child => killTree(Number(child))),
  )
}

test.runIf(process.platform === 'linux')(
  'killed in the middle of writing, eight times over, the repository is sound, keeps every acknowledged commit and takes the next',
  async () => {
    const directory = await bareRepository(5)
    const acknowledged: string[] = []
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
      let printed = ''
      child.stdout.on('data', chunk => (printed += chunk))
      await once(child.stdout, 'data')
      await new Promise(resolve => setTimeout(resolve, Math.random() * 150))
      const closed = once(child, 'close')
      await killTree(child.pid ?? 0)
      await closed
      acknowledged.push(...printed.split('\n').slice(0, -1))
      expect(await gitIn(directory, 'fsck', '--full', '--strict', '--no-dangling'), `round ${round}`).toBe('')
    }
    const repository = await openRepository(directory)
    const kept = new Set((await gitIn(directory, 'rev-list', 'main')).split('\n'))
    expect(acknowledged.filter(line => !kept.has(line.slice(0, 40)))).toEqual([])
    expect(acknowledged.length).toBeGreaterThanOrEqual(8)
    expect(
      await repository.commitFiles('main', undefined, [{ path: 'content/after.md', bytes: 'x' }], {
        author: editor,
        message: '之后',
      }),
    ).toHaveProperty('commit')
    await repository.close()
  },
)

/** Kills editors while they save and publish, so many times; what they were told holds, and the repository is sound. */
async function killEditors(rounds: number, databaseUrl: string): Promise<void> {
  const directory = await bareRepository(5)
  const dataDir = await embeddedDataDir()
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(process.execPath, [editors, directory, dataDir, databaseUrl], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', chunk => (printed += chunk))
    const closed = once(child, 'close')
    // Until something is published; then anywhere in what comes next.
    while (!printed.includes('published')) await Promise.race([once(child.stdout, 'data'), closed])
    await new Promise(resolve => setTimeout(resolve, Math.random() * 1500))
    await killTree(child.pid ?? 0)
    await closed
    acknowledged.push(...printed.split('\n').slice(0, -1))
    expect(await gitIn(directory, 'fsck', '--full', '--strict', '--no-dangling'), `round ${round}`).toBe('')
  }
  const published = new Set(acknowledged.filter(line => line.startsWith('published')).map(line => line.split(' ')[1]))
  expect(published.size).toBeGreaterThanOrEqual(rounds)
  for (const line of acknowledged) {
    const [, id = '', oid] = line.split(' ')
    const branches = await gitIn(directory, 'branch', '--list', `cms/notices/${id}`)
    const branch = branches && !published.has(id) ? `cms/notices/${id}` : 'main'
    expect(await gitIn(directory, 'rev-parse', `${branch}:content/notices/2026/${id}.md`), line).toBe(oid)
  }
}

test.runIf(process.platform === 'linux')(
  'editors who are killed while they save and publish, twenty times over, have lost nothing that was acknowledged',
  async ({ skip }) => {
    const postgres = await databaseOfPostgres()
    if (!postgres) skip()
    await killEditors(20, postgres!)
  },
)

test.runIf(process.platform === 'linux')('on the embedded database too', () => killEditors(3, ''))

async function databaseOfPostgres(): Promise<string | undefined> {
  if (!inject('postgres')) return undefined
  const { databaseUrl, close } = await openPostgres()
  onTestFinished(close)
  return databaseUrl
}
