import { spawn } from 'node:child_process'

/** What the portal asks for: one run of git. */
export interface GitOrder {
  id: number
  args: readonly string[]
  env: Record<string, string>
  input: Uint8Array | string | undefined
}

/** What became of it. `failure` says that git could not even be started. */
export interface GitReport {
  id: number
  /** Null when git was killed. */
  code: number | null
  stdout: Uint8Array
  stderr: string
  failure?: string
}

// A process of its own, started by `git.ts`: it starts git whenever it is told to, and ends with the portal.
process.on('message', ({ id, args, env, input }: GitOrder) => {
  const git = spawn('git', args, { env, windowsHide: true })
  const out: Buffer[] = []
  const err: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  git.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  git.on('error', error => report({ id, code: null, stdout: Buffer.alloc(0), stderr: '', failure: error.message }))
  git.on('close', code => report({ id, code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8').trim() }))
  // A git that ends before it has read everything closes the pipe; its exit code says why.
  git.stdin.on('error', () => {})
  git.stdin.end(input)
})
process.on('disconnect', () => process.exit())

function report(report: GitReport): void {
  if (process.connected) process.send?.(report)
}
