import { spawn } from 'node:child_process'

// A process of its own, started by `git.ts`: it starts git whenever it is told to, and ends with the portal.
// Plain JavaScript, because stripping types would cost it 20 MB.
process.on('message', (/** @type {import('./git.ts').GitOrder} */ { id, args, env, input }) => {
  const git = begin()
  if (!git) return
  /** @type {Buffer[]} */
  const out = []
  /** @type {Buffer[]} */
  const err = []
  git.stdout.on('data', chunk => out.push(chunk))
  git.stderr.on('data', chunk => err.push(chunk))
  git.on('error', error => report({ id, code: null, stdout: Buffer.alloc(0), stderr: '', failure: error.message }))
  git.on('close', code => report({ id, code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8').trim() }))
  // A git that ends before it has read everything closes the pipe; its exit code says why.
  git.stdin.on('error', () => {})
  git.stdin.end(input)

  // A NUL among the arguments throws; one bad run must not end the others.
  function begin() {
    try {
      return spawn('git', args, { env, windowsHide: true })
    } catch (error) {
      report({ id, code: null, stdout: Buffer.alloc(0), stderr: '', failure: String(error) })
      return undefined
    }
  }
})
process.on('disconnect', () => process.exit())

/** @param {import('./git.ts').GitReport} report */
function report(report) {
  if (process.connected) process.send?.(report)
}
