import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assembleEdition, visibleAt } from '#publishing/edition/edition.ts'
import { readPublished } from '#publishing/edition/published.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { searchEdition } from '#publishing/search/search.ts'
import { fillWithManyEntries } from '../support/many-entries.ts'
import { knownQueries, unseenQueries } from '../publishing/search-queries.ts'
import { note, quantile } from './table.ts'

/** Milliseconds that one question takes with 10,000 entries in memory, without drawing the page. */
export async function bench(args: string[]): Promise<void> {
  const count = args.includes('--short') ? 1000 : 10_000
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const directory = join(folder, 'content.git')
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', directory])
  await fillWithManyEntries(directory, count)
  const repository = await openRepository(directory)
  const { edition } = visibleAt(
    assembleEdition(await readPublished(repository, (await repository.head('main')) ?? '')),
    new Date(),
  )
  const ask = (query: string) => {
    const begin = performance.now()
    searchEdition(edition, [], query, new Date())
    return performance.now() - begin
  }
  note(`the first question, which folds ${count} entries`, ask('盲道'), 'ms')
  const taken = [...knownQueries, ...unseenQueries].map(({ query }) => ask(query))
  note(`a question to ${count} entries, median`, quantile(taken, 0.5), 'ms')
  note(`a question to ${count} entries, p95`, quantile(taken, 0.95), 'ms', { atMost: 20 })
  await repository.close()
  await rm(folder, { recursive: true })
}
