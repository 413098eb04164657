import { type Git, words } from './git.ts'

/** A file in the tree of one commit. `regular` is false for symbolic links and submodules, which are never read. */
export interface TreeFile {
  path: string
  oid: string
  regular: boolean
}

/** A path that differs between two commits; `file` is undefined when it is gone, `was` when it was not there. */
export interface TreeChange {
  path: string
  file: TreeFile | undefined
  was?: string | undefined
}

/** The files of a commit, or those at and below one path. */
export async function filesOf(git: Git, commit: string, path?: string): Promise<TreeFile[]> {
  const listed = await git.run(['ls-tree', '-r', '-z', commit, ...(path === undefined ? [] : ['--', path])])
  return words(listed).map(line => {
    const tab = line.indexOf('\t')
    const [mode = '', , oid = ''] = line.slice(0, tab).split(' ')
    return { path: line.slice(tab + 1), oid, regular: isRegular(mode) }
  })
}

/** The paths that differ between two commits. */
export async function changesBetween(git: Git, from: string, to: string): Promise<TreeChange[]> {
  const listed = words(await git.run(['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to]))
  const changes: TreeChange[] = []
  for (let at = 0; at + 1 < listed.length; at += 2) {
    const [, mode = '', was, oid = '', status] = (listed[at] ?? '').split(' ')
    const path = listed[at + 1] ?? ''
    changes.push({
      path,
      file: status === 'D' ? undefined : { path, oid, regular: isRegular(mode) },
      was: status === 'A' ? undefined : was,
    })
  }
  return changes
}

const isRegular = (mode: string): boolean => mode.startsWith('100')
