import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mainBranch } from './commits.ts'
import { type Git, lines, openGit } from './git.ts'

/** Writes all branches of a repository, drafts too, into one file, as they were at one moment; returns how many. */
export async function bundleRepository(directory: string, file: string): Promise<number> {
  return withGit(directory, async git => {
    await git.run(['bundle', 'create', '--quiet', file, '--all'])
    return (await branchesIn(git)).length
  })
}

/** Whether a repository is there and holds anything. */
export async function holdsBranches(directory: string): Promise<boolean> {
  return existsSync(directory) && withGit(directory, async git => (await branchesIn(git)).length > 0)
}

/** Makes a bare repository of what such a file holds, checked whole, or fills one that is empty. It appears whole or not at all. */
export async function repositoryFromBundle(file: string, directory: string): Promise<void> {
  const fill = (git: Git) =>
    git.run(['-c', 'fetch.fsckObjects=true', 'fetch', '--quiet', '--no-tags', file, '+refs/*:refs/*'])
  if (existsSync(directory)) return void (await withGit(directory, fill))
  await mkdir(dirname(directory), { recursive: true })
  const making = await mkdtemp(`${directory}.new-`)
  try {
    await withGit(making, async git => {
      await git.run(['init', '--quiet', '--bare', `--initial-branch=${mainBranch}`, making])
      await fill(git)
    })
    await rename(making, directory)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    throw error
  }
}

async function branchesIn(git: Git): Promise<string[]> {
  return lines(await git.run(['for-each-ref', '--format=%(refname)', 'refs/heads/']))
}

async function withGit<T>(directory: string, work: (git: Git) => Promise<T>): Promise<T> {
  const git = openGit(directory)
  try {
    return await work(git)
  } finally {
    await git.close()
  }
}
