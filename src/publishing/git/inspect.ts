import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { StartRefused } from '#db/start-refused.ts'
import { mainBranch } from './commits.ts'
import { findConflict, unrelatedWords } from './conflicts.ts'
import { type Git, openGit } from './git.ts'
import { findRemoteHead } from './remote.ts'

/** The oldest git that merges without a work tree (`merge-tree --write-tree`). */
const oldestGit = [2, 38] as const
/** Publications are exchanged within a minute; a commit older than this should be there. */
const exchangedWithin = 180_000

/** The version of git; throws when it is missing or too old. */
export async function inspectGit(): Promise<string> {
  const git = openGit('.')
  const [, version = '', major, minor] = /((\d+)\.(\d+)\S*)/.exec(String(await git.run(['version']))) ?? []
  if (Number(major) * 1000 + Number(minor) < oldestGit[0] * 1000 + oldestGit[1])
    throw new Error(`git is ${version}, and ${oldestGit.join('.')} is wanted`)
  return version
}

/** Throws one line when there is no repository of the kind that the portal writes. */
export async function proveBare(git: Git): Promise<void> {
  const { code, stdout } = await git.try(['rev-parse', '--is-bare-repository'])
  if (stdout.toString().trim() === 'true') return
  const kind = code === 0 ? 'bare ' : ''
  throw new StartRefused(
    `${git.directory} is no ${kind}Git repository; make one with git clone --bare or git init --bare`,
  )
}

/** Whether every commit of a repository is whole; throws what is missing. Returns the commit that readers see. */
export async function inspectRepository(directory: string): Promise<string> {
  if (!existsSync(directory)) throw new Error(`${directory} does not exist`)
  const git = openGit(directory)
  await proveBare(git)
  const main = (await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${mainBranch}^{commit}`]))
    .toString()
    .trim()
  await probeRepository(git)
  await git.run(['fsck', '--connectivity-only', '--no-dangling', '--no-progress'])
  return main
}

/** Throws when main cannot be read, or the repository not be written. */
export async function probeRepository(git: Git): Promise<void> {
  await git.run(['cat-file', '-e', `refs/heads/${mainBranch}^{tree}`])
  for (const folder of ['objects', 'refs']) await access(join(git.directory, folder), constants.R_OK | constants.W_OK)
}

/** Throws with the paths that this and the other repository have both changed, and that somebody has to settle. */
export async function inspectConflict(directory: string): Promise<string> {
  const conflict = await findConflict(openGit(directory))
  // inspectRemote says so.
  if (conflict?.isUnrelated) return 'nothing that could be settled'
  if (conflict) throw new Error(`both sides changed ${conflict.paths.join(', ')}`)
  return 'nothing to settle'
}

/** Whether another repository can be reached and has what is published here; throws why not. */
export async function inspectRemote(directory: string, remote: string, now: Date): Promise<string> {
  const git = openGit(directory)
  const theirs = await findRemoteHead(git, remote)
  const ours = (await git.run(['rev-parse', `refs/heads/${mainBranch}`])).toString().trim()
  const isThere = theirs !== undefined && (await git.try(['merge-base', '--is-ancestor', ours, theirs])).code === 0
  // As last fetched: a look changes nothing, so it fetches nothing.
  if (theirs && (await findConflict(git))?.isUnrelated) throw new Error(unrelatedWords)
  const committed = Number(await git.run(['log', '-1', '--format=%ct', ours])) * 1000
  if (!isThere && now.getTime() - committed > exchangedWithin)
    throw new Error(`it has not got ${ours.slice(0, 12)}, which was published minutes ago`)
  return isThere ? 'has what is published here' : 'gets what was just published'
}
