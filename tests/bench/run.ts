/**
 * `npm run bench -- NAME [ARGUMENTS]`. Benches report figures and ratios measured side by side in one
 * run; they never pass or fail on a time. With `--short` (used by .ci/run) they do less.
 */
const benches: Record<string, () => Promise<{ bench(args: string[]): Promise<void> }>> = {
  signup: () => import('./signup.ts'),
  start: () => import('./start.ts'),
  publish: () => import('./publish.ts'),
  desk: () => import('./desk.ts'),
  messages: () => import('./messages.ts'),
  pages: () => import('./pages.ts'),
}

export {}

const [name = '', ...args] = process.argv.slice(2)
const load = benches[name]
if (!load) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--short]`)
  process.exit(2)
}
const { bench } = await load()
await bench(args)

export {}
