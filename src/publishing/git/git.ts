import { spawn } from 'node:child_process'

interface GitRun {
  /** For standard input. */
  input?: Uint8Array | string
  /** Added to the environment. */
  env?: Record<string, string>
  /**
   * For what goes over the network: ended after so many milliseconds, and when the repository is closed. What it would have
   * changed is as it was, there and here.
   */
  within?: number
}

interface GitResult {
  /** Null when git was killed. */
  code: number | null
  stdout: Buffer
  stderr: string
}

/**
 * The repository that several machines have in common. A branch moves there first, by compare-and-swap, and here only
 * then: so what one machine has told its editor is there for all, and what is here was there before.
 */
export interface Shared {
  /**
   * `moved` when the branch is not at `from` there (undefined: not absent), `declined` when a hook or a right forbids it.
   * `to` undefined deletes it.
   */
  move(ref: string, to: string | undefined, from: string | undefined): Promise<'done' | 'moved' | 'away' | 'declined'>
  /** Brings main and the drafts here to where they stand there; gives the reason when that cannot be, and then deletes nothing. */
  fetch(): Promise<string | undefined>
}

/** Git on one bare repository, without a shell and with none of the machine's own git settings. */
export interface Git {
  readonly directory: string
  /** Where its branches move first, if other machines have them too. */
  shared?: Shared
  /** Resolves with what git printed; throws with what it said when it fails. */
  run(args: readonly string[], run?: GitRun): Promise<Buffer>
  /** The same where a failure is an answer; throws only when git cannot be started. */
  try(args: readonly string[], run?: GitRun): Promise<GitResult>
  /** Waits for what is under way. */
  close(): Promise<void>
}

/**
 * Git failed where it must not: it is missing, the repository is damaged, or may not be written. Known by its name, as the
 * pages have a copy of this module of their own (web/guard.ts).
 */
export class GitError extends Error {
  override name = 'GitError'
}

export const isGitTrouble = (error: unknown): boolean => (error as Error | undefined)?.name === 'GitError'

/** Given at every run: nothing that an administrator or a push configured may change what we read or write. */
const settings = [
  'core.quotepath=false',
  'core.fsync=all',
  'core.hooksPath=/dev/null',
  'core.filesRefLockTimeout=2000',
  'gc.autoDetach=false',
].flatMap(setting => ['-c', setting])

/** Opens git on a directory. */
export function openGit(directory: string): Git {
  const env = environment(directory)
  const underWay = new Set<Promise<unknown>>()
  const closing = new AbortController()

  function attempt(args: readonly string[], run: GitRun = {}): Promise<GitResult> {
    const limit = run.within && { within: run.within, closing: closing.signal }
    const result = startGit([...settings, ...args], { ...env, ...run.env }, run.input, limit || undefined)
    underWay.add(result)
    const forget = () => underWay.delete(result)
    result.then(forget, forget)
    return result
  }

  return {
    directory,
    try: attempt,
    async run(args, run) {
      const { code, stdout, stderr } = await attempt(args, run)
      if (code !== 0)
        throw new GitError(
          `git ${args.find(arg => /^[a-z-]+$/.test(arg) && !arg.startsWith('-'))} failed (${code ?? 'killed'}): ${stderr}`,
        )
      return stdout
    },
    async close() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

/** Rejects only when git cannot be started: it is missing, or an argument holds a NUL. */
function startGit(
  args: readonly string[],
  env: Record<string, string>,
  input: GitRun['input'],
  limit?: { within: number; closing: AbortSignal },
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    // Ctrl-C in a terminal goes to us alone: we finish our writes first.
    const git = spawn('git', args, { env, windowsHide: true, detached: true })
    const out: Buffer[] = []
    const err: Buffer[] = []
    git.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    git.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    git.on('error', error => reject(new GitError(`git cannot be started: ${error.message}`)))
    let why = ''
    const end = (reason: string) => {
      why = reason
      // With what it has started itself: ssh, and the helpers for http.
      try {
        process.kill(-git.pid!, 'SIGKILL')
      } catch {
        // It has just ended by itself.
      }
    }
    const timer = limit && setTimeout(end, limit.within, `no answer within ${limit.within / 1000} s`)
    const whenClosing = () => end('the portal is closing')
    if (limit?.closing.aborted) whenClosing()
    limit?.closing.addEventListener('abort', whenClosing)
    git.on('close', code => {
      clearTimeout(timer)
      limit?.closing.removeEventListener('abort', whenClosing)
      // An address that git quotes may hold a password.
      const said = Buffer.concat(err)
        .toString('utf8')
        .replaceAll(/\/\/[^/@\s]*@/g, '//…@')
      resolve({ code, stdout: Buffer.concat(out), stderr: why || said.trim() })
    })
    // A git that ends before it has read everything closes the pipe; its exit code says why.
    git.stdin.on('error', () => {})
    git.stdin.end(input)
  })
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
export const lines = (output: Buffer): string[] =>
  output
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
