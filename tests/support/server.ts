import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { surroundings } from './surroundings.ts'

const root = new URL('../..', import.meta.url).pathname

export interface RunningServer {
  address: string
  dataDir: string
  process: ChildProcess
  /** What it printed so far. */
  output(): string
  /** Sample people by login, which is their role; `reviewer-2` and `publisher-2` are a second of each. */
  accounts: Record<string, { login: string; password: string }>
  /** SIGTERM, waits for the end, removes the data; resolves with the exit code. */
  stop(): Promise<number | null>
}

/**
 * Starts the real server on a free port with data of its own (`npm test` has built it): on the embedded database a
 * copy of what a first start makes, unless a data directory is given.
 */
export async function startServer(
  env: Record<string, string> = {},
  keep: { dataDir?: string } = {},
): Promise<RunningServer> {
  if (!existsSync(join(root, 'dist/server/entry.mjs')))
    throw new Error('not built: run `npm test`, or `node src/process/setup.mjs` first')
  const dataDir = keep.dataDir ?? (await mkdtemp(join(tmpdir(), 'portal-data-')))
  if (process.env.SEEDED_DATA_DIR && !keep.dataDir && !env.DATABASE_URL)
    await cp(process.env.SEEDED_DATA_DIR, dataDir, { recursive: true })
  const child = spawn(process.execPath, ['src/process/server.ts'], {
    cwd: root,
    env: { ...surroundings, PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    const read = (bytes: Buffer) => {
      output += bytes
      const port = /listening on \S+ +port=(\d+)|"port":(\d+)/.exec(output)
      if (port) resolve(`http://127.0.0.1:${port[1] ?? port[2]}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(code => reject(new Error(`the server ended with ${code} before it listened:\n${output}`)))
  })
  const accountsFile = join(dataDir, 'demo-accounts.txt')
  const accounts = existsSync(accountsFile) ? parseAccounts(await readFile(accountsFile, 'utf8')) : {}
  return {
    address,
    dataDir,
    process: child,
    output: () => output,
    accounts,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      if (!keep.dataDir) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

function parseAccounts(text: string): RunningServer['accounts'] {
  const lines = text
    .split('\n')
    .map(line => line.split(' '))
    .filter(words => words.length === 3)
  return Object.fromEntries(lines.map(([, login, password]) => [login!, { login: login!, password: password! }]))
}
