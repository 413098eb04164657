import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openRepository } from '#publishing/git/repository.ts'
import { bareRepository, editor, gitIn } from '../support/content.ts'

const writer = fileURLToPath(new URL('../support/endless-writer.ts', import.meta.url))
const saver = fileURLToPath(new URL('../support/endless-saver.ts', import.meta.url))

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
  { timeout: 120_000 },
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

test.runIf(process.platform === 'linux')(
  'killed in the middle of saving drafts, five times over, every acknowledged draft is there and the repository is sound',
  { timeout: 120_000 },
  async () => {
    const directory = await bareRepository(5)
    const acknowledged: string[] = []
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, [saver, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
      let printed = ''
      child.stdout.on('data', chunk => (printed += chunk))
      await once(child.stdout, 'data')
      await new Promise(resolve => setTimeout(resolve, Math.random() * 300))
      const closed = once(child, 'close')
      await killTree(child.pid ?? 0)
      await closed
      acknowledged.push(...printed.split('\n').slice(0, -1))
      expect(await gitIn(directory, 'fsck', '--full', '--strict', '--no-dangling'), `round ${round}`).toBe('')
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(5)
    for (const line of acknowledged) {
      const [oid, id] = line.split(' ')
      expect(await gitIn(directory, 'rev-parse', `cms/notices/${id}:content/notices/2026/${id}.md`)).toBe(oid)
    }
  },
)
