import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import packageJson from '../../package.json' with { type: 'json' }
import { surroundings } from './surroundings.ts'

const root = new URL('../..', import.meta.url).pathname

/** What the servers seal personal data with that a test opens too. */
export const dataKey = Buffer.alloc(32, 7)

/** How the servers are set whose pages are tested: a test may speak for several addresses, and open what was sealed. */
export const portalSettings = { TRUSTED_PROXIES: '1', DATA_KEY: dataKey.toString('base64') }

/** This Node first. */
const programs = `${dirname(process.execPath)}:${process.env.PATH}`

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
 * Starts the real server, by the command of `npm start`, on a free port with data of its own (`npm test` has built it), unless a data directory is given.
 * Tests of pages take a portal instead: portal.ts.
 */
export async function startServer(
  env: Record<string, string> = {},
  keep: {
    dataDir?: string
    /** A network namespace in which it runs (hosts.ts). */
    host?: string
  } = {},
): Promise<RunningServer> {
  if (!existsSync(join(root, 'dist/server/entry.mjs')))
    throw new Error('not built: run `npm test`, or `node src/process/setup.mjs` first')
  const dataDir = keep.dataDir ?? (await mkdtemp(join(tmpdir(), 'portal-data-')))
  mkdirSync(dataDir, { recursive: true })
  const log = openSync(logOf(dataDir), 'a')
  const output = readOutput(dataDir)
  const command = ['sh', '-c', packageJson.scripts.start]
  const [program, ...words] = keep.host ? ['ip', 'netns', 'exec', keep.host, ...command] : command
  const child = spawn(program!, words, {
    cwd: root,
    env: { ...surroundings, PATH: programs, PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let isOver = false
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  void ended.then(() => (isOver = true))
  let port: RegExpExecArray | null = null
  while (!(port = /listening on \S+ +port=(\d+)|"port":(\d+)/.exec(output()))) {
    if (isOver) throw new Error(`the server ended with ${await ended} before it listened:\n${output()}`)
    await wait(25)
  }
  const accountsFile = join(dataDir, 'demo-accounts.txt')
  const accounts = existsSync(accountsFile) ? parseAccounts(await readFile(accountsFile, 'utf8')) : {}
  return {
    address: `http://${env.HOST ?? '127.0.0.1'}:${port[1] ?? port[2]}`,
    dataDir,
    process: child,
    output,
    accounts,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      if (!keep.dataDir) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

/** Where a server leaves what it prints, so that any process can read it. */
const logOf = (dataDir: string): string => join(dataDir, 'server.log')

/** Gives what the server of that directory prints from now on. */
export function readOutput(dataDir: string): () => string {
  const before = statSync(logOf(dataDir)).size
  return () => readFileSync(logOf(dataDir)).subarray(before).toString()
}

/** A head line, then a role, a login and a password on each. */
function parseAccounts(text: string): RunningServer['accounts'] {
  const lines = text
    .split('\n')
    .slice(1)
    .map(line => line.split(' '))
    .filter(words => words.length === 3)
  return Object.fromEntries(lines.map(([, login, password]) => [login!, { login: login!, password: password! }]))
}
