import type { Git, Shared } from './git.ts'
import { impatient, networkEnvironment } from './remote.ts'

const main = 'refs/heads/main'
/** What is shared: what readers see and the drafts. */
const sharedRefs = [main, 'refs/heads/cms/*']

/**
 * Opens it by its address and brings both to one state. What is here goes there when nothing is there yet; while it cannot
 * be reached, what is here is shown. Throws one line when there is nothing to show, or when the two have different histories.
 */
export async function joinShared(git: Git, address: string): Promise<Shared> {
  const shared = openShared(git, address)
  const refs = await refsOf(git)
  const ours = refs.get(main)
  const theirs = await git.try([...impatient, 'fetch', '--quiet', '--no-tags', '--', address, main], {
    env: networkEnvironment(),
  })
  const isThere = theirs.code === 0
  if (!isThere && !/couldn't find remote ref/.test(theirs.stderr)) {
    if (!ours) throw new Error('CONTENT_SHARED: cannot be reached, and there is no content here yet')
    return shared
  }
  if (ours && isThere && (await git.try(['merge-base', '--is-ancestor', ours, 'FETCH_HEAD'])).code !== 0)
    throw new Error(
      `CONTENT_SHARED: holds another history than ${git.directory}; move that directory away to take it over`,
    )
  if (ours && !isThere) for (const [ref, commit] of refs) await shared.move(ref, commit, undefined)
  await shared.fetch()
  return shared
}

function openShared(git: Git, address: string): Shared {
  const env = networkEnvironment()
  const there = (args: string[]) => git.try([...impatient, ...args], { env })

  return {
    async move(ref, to, from) {
      const lease = `--force-with-lease=${ref}:${from ?? ''}`
      const pushed = await there(['push', '--porcelain', '--quiet', lease, '--', address, `${to ?? ''}:${ref}`])
      if (pushed.code === 0) return 'done'
      // git says so of this one branch, in a line of its own; everything else is trouble with the other side.
      const isMoved = /^!\t.*\[(?:rejected\]|remote rejected\].*(?:lock|already exists|old value|update ref))/m.test(
        pushed.stdout.toString(),
      )
      return isMoved ? 'moved' : 'away'
    },
    async fetch() {
      // Looked at first: a branch that is made meanwhile, there and then here, is not among those that are gone.
      const before = await refsOf(git)
      const listed = await there(['ls-remote', '--', address, ...sharedRefs])
      if (listed.code !== 0) return false
      const theirs = new Map(
        listed.stdout
          .toString('utf8')
          .split('\n')
          .filter(Boolean)
          .map(line => line.split('\t').reverse() as [string, string]),
      )
      const wanted = [...theirs].filter(([ref, commit]) => before.get(ref) !== commit).map(([ref]) => `+${ref}:${ref}`)
      if (wanted.length > 0) {
        const fetched = await there(['fetch', '--quiet', '--no-tags', '--no-auto-gc', '--', address, ...wanted])
        if (fetched.code !== 0) return false
      }
      for (const [ref, commit] of before) if (!theirs.has(ref)) await git.try(['update-ref', '-d', ref, commit])
      return true
    },
  }
}

async function refsOf(git: Git): Promise<Map<string, string>> {
  const refs = await git.run(['for-each-ref', '--format=%(refname)%09%(objectname)', main, 'refs/heads/cms'])
  return new Map(
    refs
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => line.split('\t') as [string, string]),
  )
}
