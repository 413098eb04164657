import { branchRef, type CommitOrder, mainBranch, moveRef, type Refusal, resolve, writeCommit } from './commits.ts'
import type { Git } from './git.ts'
import { mergeTrees } from './trees.ts'
import { theirBranch } from './remote.ts'

/** Two commits that cannot be joined by themselves. */
export interface Conflict {
  ours: string
  theirs: string
  /** What both changed since they parted. */
  paths: string[]
  /** They never were one: another repository, which nobody can settle here. */
  isUnrelated?: true
}

/** What operators are told of it. */
export const unrelatedWords =
  'it has no history in common with the content here: is it the right repository? An empty one is filled by the portal'

/** The last two that were looked at: what two commits make together never changes. */
const known = new WeakMap<Git, { heads: string; found: Promise<Conflict | undefined> }>()

/** What main and the other repository's main, as last fetched, have both changed; undefined when there is nothing to settle. */
export async function findConflict(git: Git): Promise<Conflict | undefined> {
  const [ours, theirs] = await headsOf(git)
  if (!ours || !theirs) return undefined
  const heads = `${ours} ${theirs}`
  const last = known.get(git)
  if (last?.heads === heads) return last.found
  const found = look(git, ours, theirs)
  known.set(git, { heads, found })
  found.catch(() => known.delete(git))
  return found
}

async function look(git: Git, ours: string, theirs: string): Promise<Conflict | undefined> {
  if ((await git.try(['merge-base', '--is-ancestor', theirs, ours])).code === 0) return undefined
  if ((await git.try(['merge-base', ours, theirs])).code === 1) return { ours, theirs, paths: [], isUnrelated: true }
  const { paths } = await mergeTrees(git, ours, theirs)
  return paths.length > 0 ? { ours, theirs, paths } : undefined
}

/** Joins the two in one merge commit on main in which of what both changed ours stays. Refused as `moved` when either is elsewhere now. */
export async function settleConflict(
  git: Git,
  { ours, theirs }: Conflict,
  order: Pick<CommitOrder, 'author' | 'message' | 'at'>,
): Promise<{ commit: string } | Refusal> {
  const [head, other] = await headsOf(git)
  if (head !== ours || other !== theirs) return { refused: 'moved', head }
  const { tree } = await mergeTrees(git, ours, theirs)
  const commit = await writeCommit(git, tree, [ours, theirs], order)
  const moved = await moveRef(git, branchRef(mainBranch), commit, ours)
  return moved === 'done' ? { commit } : moved === 'moved' ? { refused: 'moved', head } : { refused: moved }
}

const headsOf = (git: Git): Promise<(string | undefined)[]> =>
  resolve(
    git,
    [mainBranch, theirBranch].map(branch => `${branchRef(branch)}^{commit}`),
  )
