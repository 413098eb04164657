import { type Git, words } from './git.ts'

/** Who wrote each path, in the order in which they first did, as all commits up to one say. */
export interface Authors {
  commit: string
  names: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads who changed which path, drafts before they were merged included: a merge has only brought in what others wrote.
 * From `known` on only what is new is read.
 */
export async function readAuthors(git: Git, commit: string, known?: Authors): Promise<Authors> {
  if (known?.commit === commit) return known
  const names = new Map(known?.names)
  const range = known ? [commit, `^${known.commit}`] : [commit]
  const listed = await git.run([
    'log',
    '--reverse',
    '--no-merges',
    '--no-renames',
    '--name-only',
    '-z',
    // Paths below content/ begin with no tab.
    '--format=tformat:%x09%an',
    ...range,
    '--',
    'content',
  ])
  let name = ''
  for (const word of words(listed)) {
    const path = word.replace(/^\n/, '')
    if (path.startsWith('\t')) name = path.slice(1)
    else if (path !== '' && !names.get(path)?.includes(name)) names.set(path, [...(names.get(path) ?? []), name])
  }
  return { commit, names }
}
