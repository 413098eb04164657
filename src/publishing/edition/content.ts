import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { aDay } from '#calendar/spans.ts'
import { StartRefused } from '#db/start-refused.ts'
import type { Db } from '#db/schema.ts'
import { type Drafts, openDrafts } from '../drafts/drafts.ts'
import { assembleEdition, type Edition, type Fault, visibleAt, type WholeEdition } from './edition.ts'
import { type ContentMedia, openMedia } from './content-media.ts'
import { readEarlier } from './earlier.ts'
import { firstEdition } from './first-edition.ts'
import { refreshPublished } from './published.ts'
import { sayLost } from './lost-content.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createRepository, mainBranch, openRepository, type Repository, type SharedPlace } from '../git/repository.ts'

type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void

export interface ContentPlace {
  dataDir: string
  /** A bare repository; without it `DATA_DIR/content.git`, made at the first start. */
  contentRepository?: string | undefined
  /** A repository that several machines have in common, and how the others are told of a write. */
  shared?: SharedPlace | undefined
  /** Another repository that is kept the same. */
  remote?: string | undefined
  /** Something was published once, so that a repository without anything has lost it. */
  hasPublished?: boolean
  /** What a new repository begins with. */
  starterDirectory: string
  /**
   * Knows who signed which commit, and what has passed its reviews. Without it no draft is believed to have been written or
   * reviewed here, and all of main is shown.
   */
  db?: Db | undefined
  log: Log
}

export interface Content extends ContentMedia {
  readonly repository: Repository
  readonly drafts: Drafts
  /** What main holds as last read, the due, the expired and the withdrawn too: for editors. */
  everything(): WholeEdition
  /** What readers may see at `now`: the same object until something in it changes. Never waits. */
  editionAt(now: Date): Edition
  /** What readers would see if the draft at this commit were published; for its preview. */
  editionOf(head: string, now: Date): Promise<Edition>
  /** When what readers see was committed. */
  committedAt(): Promise<Date | undefined>
  /** Has `listener` called whenever readers see another commit. */
  onMoved(listener: () => void): void
  /** Resolves once what `main` pointed at when it was called can be seen; to be awaited after a write. */
  refresh(): Promise<void>
  /** The same for what other machines have written: to be called when they tell of it. */
  follow(): Promise<void>
  /** Why the shared repository cannot be followed at present. */
  sharedFault(): string | undefined
  /** Why the repository cannot be read or written at present; what was read last is shown on. */
  fault(): string | undefined
  /** Resolves when nothing is on its way from other machines: to be awaited before editors read. */
  followed(): Promise<void>
  close(): Promise<void>
}

const lookEveryMs = 500
/** For what was pushed to the shared repository from elsewhere, and what nobody could tell. */
const followEveryMs = 10_000
/** Whatever way references are stored, git itself is asked this often. */
const askGitEvery = 10
const tidyEveryMs = aDay

/**
 * Opens the content repository (made from the starter content when there is none) and builds the edition. From then on
 * a branch that moves, by our own write or another's push, is noticed within a second; the edition is exchanged whole.
 * Throws one line that says why when there is nothing to show.
 */
export async function openContent({
  dataDir,
  contentRepository,
  shared,
  remote,
  hasPublished = false,
  starterDirectory,
  db,
  log,
}: ContentPlace): Promise<Content> {
  const started = performance.now()
  const directory = contentRepository ?? join(dataDir, 'content.git')
  const lost = hasPublished ? sayLost(directory, shared !== undefined, remote !== undefined) : undefined
  const repository = await openOrCreate(directory, contentRepository === undefined, {
    lost,
    shared: shared && {
      ...shared,
      tellFault: reason => log('error', 'content: not saved in the shared repository', { reason }),
    },
  })
  const first = { starter: starterDirectory, remote, lost }
  let whole = await firstEdition(repository, first, db).catch(async (error: unknown) => {
    await repository.close()
    throw error
  })
  let view = visibleAt(whole, new Date())
  logFaults(whole, [])
  log('info', 'content opened', {
    commit: whole.published.commit,
    entries: whole.placed.size,
    milliseconds: Math.round(performance.now() - started),
  })
  const drafts = openDrafts(repository, db)

  function logFaults({ published, faults }: WholeEdition, before: readonly Fault[]): void {
    const known = new Set(before.map(nameOf))
    for (const fault of faults)
      if (!known.has(nameOf(fault))) log('warn', 'content fault', { commit: published.commit, ...fault })
  }

  async function catchUp(): Promise<void> {
    const now = await repository.head(mainBranch)
    if (now === whole.published.commit) return
    if (!now) throw new Error(`branch ${mainBranch} is gone`)
    const published = await refreshPublished(repository, whole.published, now, db)
    const next = assembleEdition(published, whole, await readEarlier(repository, published, db, whole.earlier))
    logFaults(next, whole.faults)
    whole = next
    view = visibleAt(whole, new Date())
    for (const listener of listeners) listener()
  }
  const listeners: (() => void)[] = []

  const refresh = oneAtATime(catchUp)

  let sharedFault: string | undefined
  const follow = oneAtATime(async () => {
    const fault = await repository.follow()
    if (fault && fault !== sharedFault)
      log('error', 'content: the shared repository cannot be followed', { reason: fault })
    if (!fault && sharedFault) log('info', 'content: the shared repository is followed again')
    sharedFault = fault
    await refresh()
  })
  const followSoon = () =>
    void follow().catch((error: unknown) => log('error', 'content cannot be followed', { error }))
  const followTimer = shared && setInterval(followSoon, followEveryMs).unref()

  let traces = await tracesOf(repository.directory)
  let looks = 0
  let lastFailure = ''
  let looking: Promise<void> = Promise.resolve()
  async function look(): Promise<void> {
    try {
      const seen = await tracesOf(repository.directory)
      looks += 1
      if (looks % askGitEvery === 0) await repository.probe()
      else if (seen === traces) return
      await refresh()
      traces = seen
      lastFailure = ''
    } catch (error) {
      // The last good edition stays up; the same failure is not written twice a second.
      const failure = String(error)
      if (failure !== lastFailure) log('error', 'content cannot be refreshed', { error })
      lastFailure = failure
    }
  }
  let looked = true
  const lookTimer = setInterval(() => {
    if (!looked) return
    looked = false
    looking = look().finally(() => (looked = true))
  }, lookEveryMs).unref()
  let tidying: Promise<void> = Promise.resolve()
  const tidy = (): void => {
    tidying = repository.tidy().catch((error: unknown) => log('warn', 'content repository not tidied', { error }))
  }
  const tidyTimer = setInterval(tidy, tidyEveryMs).unref()
  tidy()

  function editionAt(now: Date): Edition {
    const at = now.getTime()
    if (at < view.from || at >= view.until) view = visibleAt(whole, now)
    return view.edition
  }

  return {
    repository,
    drafts,
    everything: () => whole,
    editionAt,
    editionOf: async (head, now) =>
      visibleAt(assembleEdition(await refreshPublished(repository, whole.published, head), whole), now).edition,
    committedAt: async () => (await repository.lastChange('content', whole.published.commit))?.at,
    onMoved: listener => void listeners.push(listener),
    refresh,
    follow,
    followed: follow.last,
    sharedFault: () => sharedFault,
    fault: () => lastFailure || undefined,
    ...openMedia({ repository, drafts, editionAt, everything: () => whole }),
    async close() {
      clearInterval(lookTimer)
      clearInterval(tidyTimer)
      clearInterval(followTimer)
      await Promise.all([looking, tidying, refresh.last(), follow.last()])
      await repository.close()
    },
  }
}

async function openOrCreate(
  directory: string,
  isOurs: boolean,
  { shared, lost }: { shared: SharedPlace | undefined; lost: string | undefined },
): Promise<Repository> {
  const found = await stat(directory).catch(() => undefined)
  if (!found) {
    if (!isOurs) throw new StartRefused(`CONTENT_REPOSITORY: ${directory} does not exist`)
    // Starter content would be held back whole by a database that knows what was published.
    if (lost && !shared) throw new StartRefused(lost)
    await createRepository(directory)
  }
  return openRepository(directory, shared)
}

const nameOf = ({ path, field, message }: Fault): string => `${path}\0${field ?? ''}\0${message}`

/** What changes on the disk when the branch moves: its own file, the packed references, or a reference table. */
async function tracesOf(directory: string): Promise<string> {
  const traces = await Promise.all(
    [`refs/heads/${mainBranch}`, 'packed-refs', 'reftable/tables.list'].map(async name => {
      const found = await stat(join(directory, name), { bigint: true }).catch(() => undefined)
      return found ? `${found.ino}:${found.size}:${found.mtimeNs}` : '-'
    }),
  )
  return traces.join(' ')
}
