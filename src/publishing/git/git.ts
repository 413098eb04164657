import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface GitRun {
  /** For standard input. */
  input?: Uint8Array | string
  /** Added to the environment. */
  env?: Record<string, string>
}

interface GitResult {
  /** Null when git was killed. */
  code: number | null
  stdout: Buffer
  stderr: string
}

/** What the process that starts git is told: one run. */
export interface GitOrder extends GitRun {
  id: number
  args: readonly string[]
  env: Record<string, string>
}

/** What became of it. `failure` says that git could not even be started. */
export interface GitReport extends Omit<GitResult, 'stdout'> {
  id: number
  stdout: Uint8Array
  failure?: string
}

/** Git on one bare repository, without a shell and with none of the machine's own git settings. */
export interface Git {
  readonly directory: string
  /** Resolves with what git printed; throws with what it said when it fails. */
  run(args: readonly string[], run?: GitRun): Promise<Buffer>
  /** The same where a failure is an answer; throws only when git cannot be started. */
  try(args: readonly string[], run?: GitRun): Promise<GitResult>
  /** Waits for what is under way. A later run starts anew. */
  close(): Promise<void>
}

/** Given at every run: nothing that an administrator or a push configured may change what we read or write. */
const settings = [
  'core.quotepath=false',
  'core.fsync=all',
  'core.hooksPath=/dev/null',
  'core.filesRefLockTimeout=2000',
  'gc.autoDetach=false',
].flatMap(setting => ['-c', setting])

/**
 * Opens git on a directory. The runs are started by a small process of ours: to start one, the system copies the
 * starter's page tables, 10 ms for each 100 MB it holds, in which a server would answer nobody.
 */
export function openGit(directory: string): Git {
  const env = environment(directory)
  const waiting = new Map<number, { resolve(result: GitResult): void; reject(error: Error): void }>()
  let starter: ChildProcess | undefined
  let lastId = 0
  let idle = (): void => {}

  function start(): ChildProcess {
    const child = fork(fileURLToPath(new URL('git-starter.mjs', import.meta.url)), {
      serialization: 'advanced',
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Ctrl-C in a terminal goes to us alone: we finish our writes first.
      detached: true,
    })
    child.on('message', ({ id, code, stdout, stderr, failure }: GitReport) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (failure) asked?.reject(new Error(`git cannot be started: ${failure}`))
      else asked?.resolve({ code, stdout: Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength), stderr })
      if (waiting.size === 0) rest()
    })
    child.on('error', end)
    child.on('exit', () => end(new Error('the process that starts git ended')))
    function end(error: Error): void {
      if (starter !== child) return
      starter = undefined
      for (const asked of waiting.values()) asked.reject(error)
      waiting.clear()
      idle()
    }
    return child
  }

  /** With nothing under way the starter keeps no process alive. */
  function rest(): void {
    starter?.unref()
    starter?.channel?.unref()
    idle()
  }

  function attempt(args: readonly string[], run: GitRun = {}): Promise<GitResult> {
    starter ??= start()
    const child = starter
    const order: GitOrder = { id: ++lastId, args: [...settings, ...args], env: { ...env, ...run.env }, input: run.input }
    child.ref()
    child.channel?.ref()
    return new Promise((resolve, reject) => {
      waiting.set(order.id, { resolve, reject })
      child.send(order, error => {
        if (error && waiting.delete(order.id)) reject(error)
      })
    })
  }

  return {
    directory,
    try: attempt,
    async run(args, run) {
      const { code, stdout, stderr } = await attempt(args, run)
      if (code !== 0) throw new Error(`git ${args.find(arg => /^[a-z-]+$/.test(arg) && !arg.startsWith('-'))} failed (${code ?? 'killed'}): ${stderr}`)
      return stdout
    },
    async close() {
      if (waiting.size > 0) await new Promise<void>(resolve => (idle = resolve))
      const child = starter
      starter = undefined
      if (!child?.connected) return
      child.ref()
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.disconnect()
      await ended
    },
  }
}

function environment(directory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    // Windows starts no program without it.
    ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
    GIT_DIR: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  }
}

/** The NUL-ended words that git prints with `-z`. */
export function words(output: Buffer): string[] {
  const text = output.toString('utf8')
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}

/** The lines that git prints. */
export const lines = (output: Buffer): string[] => output.toString('utf8').split('\n').filter(line => line !== '')
