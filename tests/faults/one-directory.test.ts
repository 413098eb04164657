import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { embeddedDataDir } from '../support/database.ts'

const holder = fileURLToPath(new URL('database-holder.ts', import.meta.url))

/** A process that opens the embedded database of a directory and keeps it; what it said first. */
async function open(dataDir: string, before: string[] = []): Promise<{ said: string; child: ChildProcess }> {
  const [program, ...args] = [...before, process.execPath, holder, dataDir]
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout!, 'data')) as [Buffer]
  return { said: said.toString().trim(), child }
}

async function killed({ child }: { child: ChildProcess }): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

const inUse = expect.stringContaining('in use by another process') as string

test('of ten processes that open one embedded database at once one does, and after its kill the next', async () => {
  const dataDir = await embeddedDataDir()
  const all = await Promise.all(Array.from({ length: 10 }, () => open(dataDir)))
  expect(all.map(({ said }) => said).toSorted()).toEqual(['open', ...Array<string>(9).fill(inUse)])
  await killed(all.find(({ said }) => said === 'open')!)
  expect((await open(dataDir)).said).toBe('open')
})

const elsewhere = ['unshare', '--net', '--']
const mayUnshare = spawnSync(elsewhere[0]!, [...elsewhere.slice(1), 'true']).status === 0

test.runIf(mayUnshare)(
  `a process in another network namespace sees that the directory is in use, and opens it after a kill${mayUnshare ? '' : ' (not here: no right to unshare a network)'}`,
  async () => {
    const dataDir = await embeddedDataDir()
    const first = await open(dataDir)
    expect(first.said).toBe('open')
    expect((await open(dataDir, elsewhere)).said).toEqual(inUse)
    await killed(first)
    const second = await open(dataDir, elsewhere)
    expect(second.said).toBe('open')
    expect((await open(dataDir)).said).toEqual(inUse)
  },
)
