import { setTimeout as pause } from 'node:timers/promises'
import { isDiskFull } from '#forms/disk-full.ts'
import { utcOffset } from '#calendar/lishui.ts'
import { type Git, GitError, lines } from './git.ts'
import { removeStaleLocks } from './locks.ts'
import { mergeTrees, writeTree } from './trees.ts'

/** The branch that readers see. */
export const mainBranch = 'main'

/** Who is named on a commit, as author and committer. */
export interface Author {
  name: string
  email: string
}

/** Who signs what nobody in particular does: the first commit, what a publication that is due does, what an administrator types. */
export const portalItself: Author = { name: '文明网门户', email: 'portal@localhost' }

/** One file of a commit. */
export interface FileChange {
  path: string
  /** Undefined deletes the file. */
  bytes?: Buffer | string | undefined
  /** Where a file with the bytes lies, instead of them: many are read by one git. */
  file?: string
  /** A blob that the repository has already, instead of bytes. */
  oid?: string | undefined
  /** The blob the writer started from, null for none. Anything else there now refuses the commit as `stale`. */
  was?: string | null
}

/** Who stands on a commit, what it says, and what is to be known of it. */
export interface CommitWords {
  author: Author
  message: string
  /** Called with the commit before a branch moves to it: what is known of a commit is known before anybody can read it. */
  sign?: ((commit: string) => Promise<void>) | undefined
}

export interface CommitOrder extends CommitWords {
  /** Commits with the same files that stand below it, the oldest first: of those who wrote what it brings. */
  below?: readonly CommitWords[]
  /** Where a branch that does not exist yet begins; without it, at nothing. */
  from?: string
  /** A commit of another branch on which the changes are put: its files stay, and it becomes the second parent. */
  onto?: string
  /** A commit of another branch of which nothing is taken but the changes: it becomes the second parent. */
  merges?: string
  /** Writes a commit that changes no file: what counts is its message. */
  evenIfSame?: boolean
  /** Now, unless a test says otherwise. */
  at?: Date
}

export interface MergeOrder extends Pick<CommitOrder, 'author' | 'message' | 'at'> {
  /** The commit that the branch must be at; when it has moved since, the merge is refused. */
  expectedHead?: string
}

/** Why nothing was written. The repository is as it was. */
export type Refusal =
  /** The branch points elsewhere than expected: at `head`, or nowhere. */
  | { refused: 'moved'; head: string | undefined }
  /** Somebody else changed, made or deleted this file; `oid` is what is there now. */
  | { refused: 'stale'; path: string; oid: string | undefined }
  /** Both sides changed these files. */
  | { refused: 'conflict'; paths: string[] }
  /** The repository that several machines share cannot be reached, or forbids it. */
  | { refused: 'away' | 'declined' }
  /** Another process holds the branch locked. */
  | { refused: 'locked' }

/** A change whose bytes are in the repository already. */
export interface StoredChange extends Pick<FileChange, 'path' | 'was'> {
  oid: string | undefined
  /** Of a regular file unless said. */
  mode?: string
}

const attempts = 50
/** Each waits two seconds for the lock (`core.filesRefLockTimeout`); then whoever sits in front of the page is told. */
const attemptsAtLock = 3

/** Writes the bytes of changes as blobs, a few at a time. Throws on a path that could leave the tree. */
export async function storeBlobs(git: Git, changes: readonly FileChange[]): Promise<StoredChange[]> {
  for (const { path } of changes)
    if (!isPlainPath(path)) throw new Error(`not a path inside the repository: ${JSON.stringify(path)}`)
  const stored: StoredChange[] = []
  const ofFiles = await storeFiles(
    git,
    changes.flatMap(({ file }) => file ?? []),
  )
  const waiting = changes.entries()
  const store = async () => {
    for (const [at, { path, bytes, file, oid, was }] of waiting) {
      const known = file === undefined ? oid : ofFiles.get(file)
      const written =
        bytes === undefined ? known : line(await git.run(['hash-object', '-w', '--stdin'], { input: bytes }))
      stored[at] = { path, was, oid: written }
    }
  }
  await Promise.all(Array.from({ length: 4 }, store))
  return stored
}

/** The blobs of files, by path. */
async function storeFiles(git: Git, files: readonly string[]): Promise<Map<string, string>> {
  if (files.length === 0) return new Map()
  const input = files.map(file => `${file}\n`).join('')
  const oids = lines(await git.run(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input }))
  return new Map(files.map((file, at) => [file, oids[at]!]))
}

/**
 * Commits stored changes to a branch. `expectedHead` is the commit the branch must point at, null when it must
 * not exist, undefined when either will do. Without a difference there is no commit and the head is returned.
 */
export async function commitFiles(
  git: Git,
  branch: string,
  expectedHead: string | null | undefined,
  changes: readonly StoredChange[],
  order: CommitOrder,
): Promise<{ commit: string } | Refusal> {
  const ref = branchRef(branch)
  for (let attempt = 1; ; attempt += 1) {
    const [head, headTree, ...present] = await resolve(git, [
      `${ref}^{commit}`,
      `${ref}^{tree}`,
      ...changes.map(({ path }) => `${ref}:${path}`),
    ])
    if (expectedHead !== undefined && (head ?? null) !== expectedHead) return { refused: 'moved', head }
    const stale = changes.findIndex(({ was }, at) => was !== undefined && (present[at] ?? null) !== was)
    if (stale >= 0) return { refused: 'stale', path: changes[stale]?.path ?? '', oid: present[stale] }
    const parent = head ?? order.from
    const tree = await writeTree(git, order.onto ?? parent, changes)
    if (head && headTree === tree && !order.evenIfSame) return { commit: head }
    let parents = [parent, order.onto ?? order.merges].filter(each => each !== undefined)
    let commit = ''
    for (const words of [...(order.below ?? []), order]) {
      commit = await writeCommit(git, tree, parents, { ...words, at: order.at })
      await words.sign?.(commit)
      parents = [commit]
    }
    const moved = await moveRef(git, ref, commit, head)
    if (isSettled(moved, attempt)) return moved === 'done' ? { commit } : { refused: moved }
    if (!head) await clearTheWay(git, ref)
    await beforeNextAttempt(git, ref, attempt)
  }
}

/**
 * A draft lies at `cms/settings/site`. A branch `cms` or `cms/settings`, which only a push can bring, would leave no room for
 * it: it is put aside under a name of its own, and nothing of it is lost.
 */
async function clearTheWay(git: Git, ref: string): Promise<void> {
  const parts = ref.split('/')
  for (let length = 3; parts[2] === 'cms' && length < parts.length; length += 1) {
    const above = parts.slice(0, length)
    const [commit] = await resolve(git, [`${above.join('/')}^{commit}`])
    if (!commit) continue
    await putAside(git, above.slice(2).join('/'), commit)
  }
}

/** Puts a branch that stands at a commit aside under a name of its own. */
export async function putAside(git: Git, branch: string, commit: string): Promise<void> {
  const ref = branchRef(branch)
  await moveRef(git, branchRef(`aside/${branch.replaceAll('/', '-')}-${commit.slice(0, 12)}`), commit, undefined)
  await moveRef(git, ref, undefined, commit)
}

/** Merges `branch` into `into` as one merge commit, file by file. A file that both changed is a conflict, which is a refusal. */
export async function mergeBranch(
  git: Git,
  branch: string,
  into: string,
  order: MergeOrder,
): Promise<{ commit: string } | Refusal> {
  const ref = branchRef(into)
  for (let attempt = 1; ; attempt += 1) {
    const [theirs, ours, ourTree] = await resolve(git, [
      `${branchRef(branch)}^{commit}`,
      `${ref}^{commit}`,
      `${ref}^{tree}`,
    ])
    if (!theirs || (order.expectedHead && theirs !== order.expectedHead)) return { refused: 'moved', head: theirs }
    if (!ours) throw new Error(`no branch ${into}`)
    const { tree, paths } = await mergeTrees(git, ours, theirs)
    if (paths.length > 0) return { refused: 'conflict', paths }
    if (tree === ourTree) return { commit: ours }
    const commit = await writeCommit(git, tree, [ours, theirs], order)
    const moved = await moveRef(git, ref, commit, ours)
    if (isSettled(moved, attempt)) return moved === 'done' ? { commit } : { refused: moved }
    await beforeNextAttempt(git, ref, attempt)
  }
}

/** Moves a branch from one commit to another; false when it is not at `from` any more. */
export const moveBranch = async (git: Git, branch: string, to: string, from: string): Promise<boolean> =>
  (await moveRef(git, branchRef(branch), to, from)) === 'done'

/** Deletes a branch that still points at `expectedHead`. */
export async function deleteBranch(
  git: Git,
  branch: string,
  expectedHead: string,
): Promise<{ deleted: true } | Refusal> {
  const ref = branchRef(branch)
  for (let attempt = 1; ; attempt += 1) {
    const [head] = await resolve(git, [`${ref}^{commit}`])
    if (head !== expectedHead) return { refused: 'moved', head }
    const moved = await moveRef(git, ref, undefined, head)
    if (isSettled(moved, attempt)) return moved === 'done' ? { deleted: true } : { refused: moved }
    await beforeNextAttempt(git, ref, attempt)
  }
}

/** Whether a path stays inside the tree: no `..`, no `.git`, not absolute, no control character. */
export function isPlainPath(path: string): boolean {
  if (/[\u0000-\u001f\u007f\\:]/.test(path)) return false
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !isGitItself.test(part))
}

/** `.git`, also as Windows would read it. */
const isGitItself = /^(?:\.git|git~\d+)[ .]*$/i

/** Throws on a name that git could read as anything but a branch. */
export function branchRef(branch: string): string {
  if (!/^[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*$/.test(branch) || /\.lock(\/|$)/.test(branch))
    throw new Error(`not a branch name: ${JSON.stringify(branch)}`)
  return `refs/heads/${branch}`
}

/** The object ids that names stand for, in one run; undefined for one that names nothing. */
export async function resolve(git: Git, names: readonly string[]): Promise<(string | undefined)[]> {
  const output = await git.run(['cat-file', '--batch-check=%(objectname)'], { input: `${names.join('\n')}\n` })
  return output
    .toString('utf8')
    .split('\n')
    .slice(0, names.length)
    .map(found => (/^[0-9a-f]{40,64}$/.test(found) ? found : undefined))
}

export async function writeCommit(
  git: Git,
  tree: string,
  parents: readonly string[],
  { author, message, at = new Date() }: Pick<CommitOrder, 'author' | 'message' | 'at'>,
): Promise<string> {
  // Dates in the city's own time; git drops line breaks and angle brackets from names by itself.
  const date = `${Math.floor(at.getTime() / 1000)} ${utcOffset.replace(':', '')}`
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  }
  return line(
    await git.run(['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent]), '-F', '-'], {
      env,
      input: `${message.replaceAll('\0', '').trim()}\n`,
    }),
  )
}

/**
 * Compare-and-swap, where the branch is shared first. `to` undefined deletes it. `moved` when it is no longer at `from`
 * (undefined: no longer absent), `locked` when another process has held its lock all the while.
 */
export async function moveRef(git: Git, ref: string, to: string | undefined, from: string | undefined): Promise<Moved> {
  const there = (await git.shared?.move(ref, to, from)) ?? 'done'
  // Then it is looked at anew, on top of what stands there.
  if (there === 'moved') return (await git.shared?.fetch()) ? 'away' : 'moved'
  if (there !== 'done') return there
  const moved = await git.try(to ? ['update-ref', ref, to, from ?? ''] : ['update-ref', '-d', ref, from ?? ''])
  if (moved.code === 0) return 'done'
  const isLocked = /cannot lock ref|unable to create/i.test(moved.stderr)
  // A disk that is full has no lock to make either.
  if (!isLocked || (!git.shared && isDiskFull({ message: moved.stderr })))
    throw new GitError(`git update-ref failed (${moved.code}): ${moved.stderr}`)
  // It stands where all see it. Here another process has brought it already, or the next fetch does.
  if (git.shared) return 'done'
  return /\.lock'?: File exists/.test(moved.stderr) ? 'locked' : 'moved'
}

type Moved = 'done' | 'moved' | 'locked' | 'away' | 'declined'

/** Whether there is nothing to try again. */
const isSettled = (moved: Moved, attempt: number): moved is Exclude<Moved, 'moved'> =>
  moved !== 'moved' && (moved !== 'locked' || attempt >= attemptsAtLock)

async function beforeNextAttempt(git: Git, ref: string, attempt: number): Promise<void> {
  if (attempt === attempts) throw new GitError(`${ref} could not be moved in ${attempts} attempts`)
  await removeStaleLocks(git.directory)
  await pause(5 + Math.random() * 50)
}

const line = (output: Buffer): string => output.toString('utf8').trim()
