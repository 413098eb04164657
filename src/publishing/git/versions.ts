import { resolve } from './commits.ts'
import { type Git, words } from './git.ts'

/** A commit that changed a file on the branch that readers see. */
export interface Version {
  commit: string
  by: string
  at: Date
  /** What was merged with it: the last commit of a draft. */
  merged: string | undefined
  parent: string | undefined
  /** Where the file lay then, and its version; undefined when the commit removed it. */
  file: { path: string; oid: string } | undefined
}

/**
 * The commits of a branch, along its first parents, that changed one of the paths; newest first, as many as `limit`.
 * A file that has gone has a version too: the commit that removed it.
 */
export async function readVersions(
  git: Git,
  head: string,
  paths: readonly string[],
  limit: number,
): Promise<Version[]> {
  const listed = await git.run([
    'log',
    '-z',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-patch',
    `--max-count=${limit}`,
    '--format=tformat:%H%n%an%n%cI%n%P',
    head,
    '--',
    ...paths,
  ])
  const commits = words(listed).map(entry => {
    const [commit = '', by = '', at = '', parents = ''] = entry.split('\n')
    const [parent, merged] = parents.split(' ').filter(Boolean)
    return { commit, by, at: new Date(at), parent, merged }
  })
  const places = commits.flatMap(({ commit }) => paths.map(path => ({ commit, path })))
  const oids = await resolve(
    git,
    places.map(({ commit, path }) => `${commit}:${path}`),
  )
  const files = new Map<string, { path: string; oid: string }>()
  for (const [at, { commit, path }] of places.entries()) {
    const oid = oids[at]
    if (oid && !files.has(commit)) files.set(commit, { path, oid })
  }
  return commits.map(version => ({ ...version, file: files.get(version.commit) }))
}
