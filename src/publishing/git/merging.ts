import { writeTree } from './commits.ts'
import { type Git, GitError, words } from './git.ts'

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
