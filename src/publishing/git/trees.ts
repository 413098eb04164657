import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Git, GitError, words } from './git.ts'
import { indexPrefix } from './locks.ts'

/**
 * The tree of two commits together, file by file: what only one of them changed since they parted is taken from it, of what
 * both changed ours stays and its path is told. Git's own merge would put two texts together into one that nobody has read,
 * and take an entry that was removed for one that looks like it.
 */
export async function mergeTrees(git: Git, ours: string, theirs: string): Promise<{ tree: string; paths: string[] }> {
  const base = (await git.try(['merge-base', ours, theirs])).stdout.toString().trim()
  if (!base) throw new GitError(`${ours.slice(0, 12)} and ${theirs.slice(0, 12)} have no history in common`)
  const [mine, others] = await Promise.all([changesSince(git, base, ours), changesSince(git, base, theirs)])
  const isBoth = ([path, { mode, oid }]: [string, Changed]) => {
    const same = mine.get(path)
    return same !== undefined && (same.oid !== oid || same.mode !== mode)
  }
  const changed = [...others]
  const taken = changed.filter(change => !isBoth(change)).map(([path, file]) => ({ path, ...file }))
  return { tree: await writeTree(git, ours, taken), paths: changed.filter(isBoth).map(([path]) => path) }
}

interface Changed {
  mode: string
  /** Undefined when the file is gone. */
  oid: string | undefined
}

async function changesSince(git: Git, base: string, commit: string): Promise<Map<string, Changed>> {
  const listed = words(await git.run(['diff-tree', '-r', '-z', '--raw', '--no-renames', base, commit]))
  const changes = new Map<string, Changed>()
  for (let at = 0; at + 1 < listed.length; at += 2) {
    const [, mode = '', , oid, status] = listed[at]!.split(' ')
    changes.set(listed[at + 1]!, { mode, oid: status === 'D' ? undefined : oid })
  }
  return changes
}

/** The tree of a commit (of none: an empty one) with changes, whose blobs are stored already; `oid` undefined takes a path away. */
export async function writeTree(
  git: Git,
  parent: string | undefined,
  changes: readonly { path: string; oid: string | undefined; mode?: string }[],
): Promise<string> {
  const index = join(git.directory, `${indexPrefix}${randomUUID()}`)
  const env = { GIT_INDEX_FILE: index }
  try {
    if (parent) await git.run([...unsynced, 'read-tree', parent], { env })
    const info = changes
      .map(({ path, oid, mode = '100644' }) => `${oid ? mode : '0'} ${oid ?? '0'.repeat(40)}\t${path}\0`)
      .join('')
    await git.run([...unsynced, 'update-index', '-z', '--index-info'], { env, input: info })
    return (await git.run(['write-tree'], { env })).toString('utf8').trim()
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** The index of one write is thrown away: nothing is lost with it. */
const unsynced = ['-c', 'core.fsync=none']
