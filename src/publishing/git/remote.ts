import { StartRefused } from '#db/start-refused.ts'
import { mainBranch, mergeBranch, moveBranch, moveRef, portalItself } from './commits.ts'
import type { Git } from './git.ts'

/** What an exchange did; `conflict` when both sides changed these files and nothing was taken in. */
export type Exchange = { received: boolean; sent: boolean } | { conflict: string[] }

/** Where the other side's main stands as last fetched, and where ours is put when the two cannot be joined. */
export const theirBranch = 'remote/main'
const ourBranchThere = 'portal'

/**
 * Brings main and the main of another repository to the same commit: takes in what others pushed there, then pushes.
 * Never forces. When both changed the same file ours stays as it is, is pushed there as the branch `portal`, and
 * somebody joins the two there by hand. Throws when the other side cannot be reached or was quicker: try again later.
 * @param write runs one write after the other writes of this repository
 */
export async function exchangeWith(
  git: Git,
  remote: string,
  write: <T>(act: () => Promise<T>) => Promise<T>,
): Promise<Exchange> {
  const theirs = await findRemoteHead(git, remote)
  const ours = await commitOf(git, mainBranch)
  if (theirs === ours) {
    await noteTheirs(git, ours)
    return { received: false, sent: false }
  }
  if (theirs) await fetchMain(git, remote)
  const received = theirs ? await write(() => takeIn(git)) : false
  if (typeof received === 'object') {
    await git.run(
      ['push', '--quiet', '--force', '--', remote, `refs/heads/${mainBranch}:refs/heads/${ourBranchThere}`],
      overNetwork(toCarry),
    )
    return received
  }
  const sent = (await commitOf(git, mainBranch)) !== theirs
  if (sent)
    await git.run(
      ['push', '--quiet', '--', remote, `refs/heads/${mainBranch}:refs/heads/${mainBranch}`],
      overNetwork(toCarry),
    )
  await noteTheirs(git, await commitOf(git, mainBranch))
  return { received, sent }
}

/**
 * Begins main, which is not there yet, with what the other repository has; false when that has nothing either. Throws
 * `StartRefused` when it cannot be asked: content made meanwhile would never join what it holds.
 */
export async function beginWith(git: Git, remote: string): Promise<boolean> {
  const theirs = await findRemoteHead(git, remote).catch(() => {
    throw new StartRefused('CONTENT_REMOTE: cannot be reached, and there is no content here yet')
  })
  if (!theirs) return false
  await fetchMain(git, remote)
  const moved = await moveRef(git, `refs/heads/${mainBranch}`, theirs, undefined)
  // Of two that start at once one was quicker.
  if (moved !== 'done' && moved !== 'moved') throw new StartRefused(`CONTENT_REMOTE: main was not taken: ${moved}`)
  return true
}

const fetchMain = (git: Git, remote: string) =>
  git.run(
    ['fetch', '--quiet', '--no-tags', '--', remote, `+refs/heads/${mainBranch}:refs/heads/${theirBranch}`],
    overNetwork(toCarry),
  )

/** Else what another repository had, whose place this one took, would count as theirs for ever. */
async function noteTheirs(git: Git, commit: string | undefined): Promise<void> {
  if (commit && (await commitOf(git, theirBranch)) !== commit)
    await git.run(['update-ref', `refs/heads/${theirBranch}`, commit])
}

/** The newest commit on main of another repository; undefined when that has none yet. */
export async function findRemoteHead(git: Git, remote: string): Promise<string | undefined> {
  const there = await git.run(['ls-remote', '--heads', '--', remote, `refs/heads/${mainBranch}`], overNetwork(toAsk))
  return there.toString('utf8').split('\t')[0] || undefined
}

async function takeIn(git: Git): Promise<boolean | { conflict: string[] }> {
  const [theirs, ours] = [await commitOf(git, theirBranch), await commitOf(git, mainBranch)]
  if (!theirs || !ours) return false
  const base = (await git.try(['merge-base', ours, theirs])).stdout.toString().trim()
  if (base === theirs) return false
  if (base === ours && (await moveBranch(git, mainBranch, theirs, ours))) return true
  const done = await mergeBranch(git, theirBranch, mainBranch, {
    author: portalItself,
    message: '并入远端仓库的提交',
    expectedHead: theirs,
  })
  if ('commit' in done) return true
  if (done.refused === 'conflict') return { conflict: done.paths }
  throw new Error(`the commits of the other repository were not taken in: ${done.refused}`)
}

async function commitOf(git: Git, branch: string): Promise<string | undefined> {
  const found = await git.try(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
  return found.code === 0 ? found.stdout.toString().trim() : undefined
}

/**
 * For a run that goes over the network, with the keys of who runs the portal: a host that does not answer ends it after so
 * many seconds instead of holding it, and nobody is there to type a password.
 */
export const overNetwork = (seconds: number): { env: Record<string, string>; within: number } => ({
  env: networkEnvironment(),
  within: seconds * 1000,
})
/** For a question, and for as much as a repository holds. */
export const toAsk = 15
export const toCarry = 600

function networkEnvironment(): Record<string, string> {
  const passed = ['HOME', 'SSH_AUTH_SOCK', 'HTTPS_PROXY', 'https_proxy', 'USERPROFILE'].flatMap(name =>
    process.env[name] ? [[name, process.env[name]]] : [],
  )
  return { ...Object.fromEntries(passed), GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=20' }
}
