import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import {
  type Author,
  commitFiles,
  type CommitOrder,
  deleteBranch,
  type FileChange,
  mainBranch,
  putAside,
  type Refusal,
  resolve,
  storeBlobs,
} from './commits.ts'
import { type Authors, readAuthors } from './authors.ts'
import { type Blob, readBlobs } from './blobs.ts'
import { blobId, createBranches, type NewBranch } from './branches.ts'
import { type Conflict, findConflict, settleConflict } from './conflicts.ts'
import { readHistory, type Times } from './history.ts'
import { beginWith, type Exchange, exchangeWith } from './remote.ts'
import { type Git, GitError, lines, openGit, words } from './git.ts'
import { proveBare, probeRepository } from './inspect.ts'
import { keepCommit, listKept, releaseCommit } from './kept.ts'
export type { TreeChange, TreeFile } from './listing.ts'
import { changesBetween, filesOf, type TreeChange, type TreeFile } from './listing.ts'
import { removeStaleLocks } from './locks.ts'
import { joinShared } from './shared.ts'
import { readVersions, type Version } from './versions.ts'

export { mainBranch } from './commits.ts'
export type { Author, CommitWords, Refusal } from './commits.ts'
export type { Blob } from './blobs.ts'
export type { NewBranch } from './branches.ts'
export type { Times } from './history.ts'

/**
 * A bare Git repository. Reading never takes a lock; writing goes through one queue per process, and
 * every reference moves by compare-and-swap, so that other processes and `git push` may write too.
 * Object ids and commits are full hexadecimal ids; paths are relative, with `/`.
 */
export interface Repository {
  readonly directory: string
  /** The commit a branch points at. */
  head(branch: string): Promise<string | undefined>
  /** Branches whose name begins with `prefix`, with their commits, by name. */
  branches(prefix?: string): Promise<{ name: string; commit: string }[]>
  /** The branch of this name, or all below it, without those of which another branch holds every commit. */
  unmerged(name: string, other: string): Promise<{ name: string; commit: string }[]>
  files(commit: string): Promise<TreeFile[]>
  /** The file at one path of a commit. */
  file(commit: string, path: string): Promise<TreeFile | undefined>
  changes(from: string, to: string): Promise<TreeChange[]>
  /** Reads many blobs at once, by id. Unknown ids are missing from the map. */
  blobs(oids: readonly string[], maxBytes: number): Promise<Map<string, Blob>>
  /** When each path first appeared on the branch and last changed there; from `known` on, if that is an ancestor. */
  times(commit: string, known?: Times): Promise<Times>
  /** Who wrote each path; from `known` on, if that is given. */
  authors(commit: string, known?: Authors): Promise<Authors>
  /** The commits along the first parents of `head` that changed one of the paths, newest first. */
  versions(head: string, paths: readonly string[], limit: number): Promise<Version[]>
  /** The commits up to `commit` that changed one path, newest first. */
  commitsOf(path: string, commit: string, limit: number): Promise<string[]>
  /**
   * Commits changes to a branch. `expectedHead` is the commit the branch must point at, null when it must not exist,
   * undefined when either will do. Without a difference there is no commit and the head is returned.
   */
  commitFiles(
    branch: string,
    expectedHead: string | null | undefined,
    changes: readonly FileChange[],
    order: CommitOrder,
  ): Promise<{ commit: string } | Refusal>
  /** Makes many branches from one commit, all or none; `sign` is called with their commits before anybody can read them. */
  createBranches(
    branches: readonly NewBranch[],
    from: string,
    sign: (commits: string[]) => Promise<void>,
  ): Promise<void>
  /** The id that bytes have as a file of this repository. */
  oidOf(bytes: Buffer | string): string
  /** Deletes a branch that still points at `expectedHead`. */
  deleteBranch(branch: string, expectedHead: string): Promise<{ deleted: true } | Refusal>
  /** Puts a branch that stands at `head` aside, under a name of its own that is no draft's. */
  putAside(branch: string, head: string): Promise<void>
  /** Keeps a commit, with all before it, when no branch leads to it any more; `release` lets go of it. */
  keep(commit: string): Promise<{ kept: true } | Refusal>
  release(commit: string): Promise<{ released: true } | Refusal>
  /** The commits that are kept so. */
  kept(): Promise<Set<string>>
  /** The commits that `head` has and `without` has not, oldest first, with what their messages say. */
  log(head: string, without: string): Promise<LogEntry[]>
  /** The commits up to `commit` that changed one path and that `without`, if given, has not, on every side of a merge; oldest first. */
  changesOf(path: string, commit: string, without?: string): Promise<LogEntry[]>
  /** Who changed one path last, up to `commit`. */
  lastChange(path: string, commit: string): Promise<LogEntry | undefined>
  /** Of these commits, all of which are here, those that a commit holds: itself, and what lies before it on any side of a merge. */
  heldBy(commit: string, commits: readonly string[]): Promise<Set<string>>
  /** Of these commits those that are in the repository. */
  existing(commits: readonly string[]): Promise<string[]>
  /** Where two commits parted. */
  mergeBase(one: string, other: string): Promise<string | undefined>
  /** Brings main and the main of another repository to the same commit, as `exchangeWith` says. */
  exchange(remote: string): Promise<Exchange>
  /** Begins main, which is not there yet, with that of another repository, as `beginWith` says. */
  beginWith(remote: string): Promise<boolean>
  /** What main and the main of the other repository, as last fetched, have both changed; undefined when they can be joined. */
  conflict(): Promise<Conflict | undefined>
  /** Joins the two: what only one side changed is taken in, of what both changed ours stays. Refused when either has moved. */
  settle(
    conflict: Conflict,
    order: Pick<CommitOrder, 'author' | 'message' | 'at'>,
  ): Promise<{ commit: string } | Refusal>
  /** Throws when main cannot be read, or the repository not be written. */
  probe(): Promise<void>
  /** Brings main and the drafts to where they stand in the shared repository; gives the reason when that cannot be. */
  follow(): Promise<string | undefined>
  /** Packs loose objects once there are thousands of them; harmless beside writers. */
  tidy(): Promise<void>
  /** Waits for what is under way. */
  close(): Promise<void>
}

/** A commit as its message tells it. */
export interface LogEntry {
  commit: string
  /** The name of the author. */
  by: string
  email: string
  at: Date
  /** The last paragraph of the message, if it is `Key: value` lines. */
  trailers: ReadonlyMap<string, string>
}

/** The repository that several machines have in common. */
export interface SharedPlace {
  address: string
  /** Called after each write, before it is answered: the others look there. */
  tell?: (() => Promise<void>) | undefined
  /** Hears why something could not be written there. */
  tellFault?: ((reason: string) => void) | undefined
}

/**
 * Opens a bare repository for reading and writing, and removes the locks that a killed process left.
 * Throws one line that says what is wrong when `directory` is no bare repository, or has another history than the shared one.
 */
export async function openRepository(directory: string, shared?: SharedPlace): Promise<Repository> {
  const git = openGit(directory)
  await proveBare(git).catch(async (error: unknown) => {
    await git.close()
    throw error
  })
  await removeStaleLocks(directory)
  // One write at a time: a second one would only lose its compare-and-swap and start again.
  let lastWrite: Promise<unknown> = Promise.resolve()
  function queued<T>(write: () => Promise<T>): Promise<T> {
    const result = lastWrite.then(write).then(async done => {
      await shared?.tell?.()
      return done
    })
    lastWrite = result.catch(() => {})
    return result
  }
  if (shared) git.shared = await joinShared(git, shared.address, shared.tellFault ?? (() => {}))
  return {
    directory,
    head: branch => headOf(git, branch),
    branches: async (prefix = '') => (await branchesOf(git, [])).filter(branch => branch.name.startsWith(prefix)),
    unmerged: (name, other) => branchesOf(git, [`--no-merged=refs/heads/${other}`], name),
    files: commit => filesOf(git, commit),
    file: async (commit, path) => (await filesOf(git, commit, path)).find(file => file.path === path),
    changes: (from, to) => changesBetween(git, from, to),
    blobs: (oids, maxBytes) => readBlobs(git, oids, maxBytes),
    times: (commit, known) => readHistory(git, commit, known),
    versions: (head, paths, limit) => readVersions(git, head, paths, limit),
    authors: (commit, known) => readAuthors(git, commit, known),
    commitsOf: async (path, commit, limit) =>
      lines(await git.run(['rev-list', `--max-count=${limit}`, commit, '--', path])),
    log: (head, without) => readLog(git, ['--reverse', '--first-parent', head, `^${without}`]),
    changesOf: (path, commit, without) =>
      readLog(git, ['--reverse', '--full-history', commit, ...(without ? [`^${without}`] : []), '--', path]),
    lastChange: async (path, commit) => (await readLog(git, ['--max-count=1', commit, '--', path]))[0],
    heldBy: async (commit, commits) => {
      const before = commits.filter(one => one !== commit)
      if (before.length === 0) return new Set(commits)
      // Only what lies beside it is walked, not the whole of main.
      const input = [...before, `^${commit}`].join('\n')
      const beside = new Set(lines(await git.run(['rev-list', '--stdin'], { input })))
      return new Set(commits.filter(one => !beside.has(one)))
    },
    existing: async commits =>
      commits.length > 0 ? (await resolve(git, commits)).filter(commit => commit !== undefined) : [],
    mergeBase: async (one, other) => (await git.try(['merge-base', one, other])).stdout.toString().trim() || undefined,
    commitFiles: async (branch, expectedHead, changes, order) => {
      const stored = await storeBlobs(git, changes)
      return queued(() => commitFiles(git, branch, expectedHead, stored, order))
    },
    createBranches: (branches, from, sign) => queued(() => createBranches(git, branches, from, sign)),
    oidOf: blobId,
    deleteBranch: (branch, expectedHead) => queued(() => deleteBranch(git, branch, expectedHead)),
    putAside: (branch, head) => queued(() => putAside(git, branch, head)),
    keep: commit => queued(() => keepCommit(git, commit)),
    release: commit => queued(() => releaseCommit(git, commit)),
    kept: () => listKept(git),
    exchange: remote => exchangeWith(git, remote, queued),
    beginWith: remote => queued(() => beginWith(git, remote)),
    conflict: () => findConflict(git),
    settle: (conflict, order) => queued(() => settleConflict(git, conflict, order)),
    probe: () => probeRepository(git),
    follow: async () => git.shared?.fetch(),
    tidy: async () => void (await git.run(['gc', '--auto', '--quiet'])),
    // What waits for the network is ended; what writes here is let finish.
    close: async () => void (await Promise.allSettled([lastWrite, git.close()])),
  }
}

/** Makes an empty bare repository. It appears whole or not at all; when another process was quicker, that one's stays. */
export async function createRepository(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true })
  const making = await mkdtemp(`${directory}.new-`)
  try {
    const git = openGit(making)
    await git.run(['init', '--quiet', '--bare', `--initial-branch=${mainBranch}`, making])
    await git.close()
    await rename(making, directory)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    const other = await stat(join(directory, 'HEAD')).catch(() => undefined)
    if (!other) throw error
  }
}

/**
 * Commits every file under `source` as `content/…`: the first commit of `main`. `sign` is called with it before anybody can
 * read it. Refused as `moved` when `main` exists.
 */
export async function firstCommitFrom(
  repository: Repository,
  source: string,
  author: Author,
  sign?: (commit: string) => Promise<void>,
): Promise<{ commit: string } | Refusal> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const changes = files.map(file => ({ path: `content/${relative(source, file).replaceAll(sep, '/')}`, file }))
  return repository.commitFiles(mainBranch, null, changes, { author, message: '放入初始内容', sign })
}

async function headOf(git: Git, branch: string): Promise<string | undefined> {
  const found = await git.try(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
  // 1 says that there is no such branch; anything else, that there is no telling.
  if (found.code !== 0 && found.code !== 1) throw new GitError(`git rev-parse failed (${found.code}): ${found.stderr}`)
  return found.code === 0 ? found.stdout.toString().trim() : undefined
}

async function branchesOf(
  git: Git,
  conditions: readonly string[],
  below = '',
): Promise<{ name: string; commit: string }[]> {
  const listed = lines(
    await git.run(['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', ...conditions, `refs/heads/${below}`]),
  )
  return listed.map(line => ({ commit: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }))
}

async function readLog(git: Git, range: readonly string[]): Promise<LogEntry[]> {
  const listed = words(
    await git.run(['log', '-z', '--format=tformat:%H%n%an%n%ae%n%cI%n%(trailers:only,unfold)', ...range]),
  )
  return listed.map(entry => {
    const [commit = '', by = '', email = '', at = '', ...trailers] = entry.split('\n')
    const pairs = trailers
      .filter(line => line.includes(': '))
      .map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const)
    return { commit, by, email, at: new Date(at), trailers: new Map(pairs) }
  })
}
