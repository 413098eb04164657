/**
 * `npm run bench [-- NAME …] [--short]`. Benches report figures and ratios measured side by side in one run; they never pass
 * or fail on a time. Without a name all of them run, for about forty minutes; with `--short` (used by .ci/run) each does less.
 * At the end stands one table, and test-results/bench.json has the same.
 */
import { printTable } from './table.ts'

const benches: Record<string, () => Promise<{ bench(args: string[]): Promise<void> }>> = {
  pages: () => import('./pages.ts'),
  scale: () => import('./scale.ts'),
  search: () => import('./search.ts'),
  publish: () => import('./publish.ts'),
  start: () => import('./start.ts'),
  signup: () => import('./signup.ts'),
  messages: () => import('./messages.ts'),
  desk: () => import('./desk.ts'),
  record: () => import('./record.ts'),
  assessment: () => import('./assessment.ts'),
  backup: () => import('./backup.ts'),
}

const asked = process.argv.slice(2)
const names = asked.filter(word => !word.startsWith('--'))
if (names.some(name => !benches[name])) {
  console.error(`usage: npm run bench [-- ${Object.keys(benches).join(' | ')} …] [--short]`)
  process.exit(2)
}
for (const [name, load] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`== ${name}`)
  const { bench } = await load()
  await bench(asked.filter(word => word.startsWith('--')))
}
printTable()
