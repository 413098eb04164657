import { moveRef, type Refusal, resolve } from './commits.ts'
import { type Git, lines } from './git.ts'

/** Commits are kept here when no branch leads to them any more; shared by all machines like the branches. */
export const keptRefs = 'refs/deleted'

const refOf = (commit: string): string => `${keptRefs}/${commit}`

/** Keeps a commit with all before it, whatever becomes of its branch. */
export async function keepCommit(git: Git, commit: string): Promise<{ kept: true } | Refusal> {
  const [there] = await resolve(git, [refOf(commit)])
  const moved = there ? 'done' : await moveRef(git, refOf(commit), commit, undefined)
  // Another process was quicker with the same.
  return moved === 'done' || moved === 'moved' ? { kept: true } : { refused: moved }
}

/** Lets go of it: git forgets it some time later, unless a branch holds it. */
export async function releaseCommit(git: Git, commit: string): Promise<{ released: true } | Refusal> {
  const [there] = await resolve(git, [refOf(commit)])
  const moved = there ? await moveRef(git, refOf(commit), undefined, commit) : 'done'
  return moved === 'done' || moved === 'moved' ? { released: true } : { refused: moved }
}

/** All that are kept. */
export async function listKept(git: Git): Promise<Set<string>> {
  return new Set(lines(await git.run(['for-each-ref', '--format=%(objectname)', `${keptRefs}/`])))
}
