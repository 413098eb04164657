import { spawn } from 'node:child_process'

/** What one run of git printed. `code` is null when it was killed. */
export interface GitResult {
  code: number | null
  stdout: Buffer
  stderr: string
}

export interface GitRun {
  /** Bytes for standard input. */
  input?: Buffer | string
  /** Added to the environment below. */
  env?: Record<string, string>
}

/** Asked for at every run: nothing an administrator or a pushed file configured may change what we read or write. */
const settings = [
  'core.quotepath=false',
  'core.fsync=all',
  'core.hooksPath=/dev/null',
  'core.filesRefLockTimeout=2000',
  'gc.autoDetach=false',
].flatMap(setting => ['-c', setting])

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

/** Runs git on a bare repository, without a shell and with none of the machine's own git settings. Throws only when git cannot be started. */
export function tryGit(directory: string, args: readonly string[], { input, env }: GitRun = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...settings, ...args], { env: { ...environment(directory), ...env }, windowsHide: true })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', error => reject(new Error(`git cannot be started: ${error.message}`, { cause: error })))
    child.on('close', code => resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString().trim() }))
    // A git that ends before it has read everything closes the pipe; its exit code says why.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** As `tryGit`, but a run that fails throws with what git said. Returns what it printed. */
export async function git(directory: string, args: readonly string[], run: GitRun = {}): Promise<Buffer> {
  const result = await tryGit(directory, args, run)
  if (result.code !== 0) throw new Error(`git ${args[0]} failed (${result.code ?? 'killed'}): ${result.stderr}`)
  return result.stdout
}

/** The NUL-ended words that git prints with `-z`. */
export function words(output: Buffer): string[] {
  const text = output.toString('utf8')
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}
