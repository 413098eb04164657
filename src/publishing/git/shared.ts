import { StartRefused } from '#db/start-refused.ts'
import { lines, type Git, type Shared } from './git.ts'
import { keptRefs } from './kept.ts'
import { overNetwork, toAsk, toCarry } from './remote.ts'

const main = 'refs/heads/main'
/** What is shared: what readers see, the drafts, and the commits of those that were deleted. */
const sharedRefs = [main, 'refs/heads/cms/*', `${keptRefs}/*`]
/** Their main as it was fetched, before it is taken in. */
const theirMain = 'refs/shared/main'
const goesBack = 'history never goes back'
/** Main moves there while a draft is on its way; so often in a row it does not. */
const attemptsOnMain = 10
/** Whether the branch there was not where it is known to be. */
const isRefused = (said: string, ref: string): boolean =>
  said.split('\n').some(line => line.startsWith('!\t') && line.includes(`:${ref}\t[rejected] (stale info)`))

/**
 * Opens it by its address and brings both to one state. What is here goes there when nothing is there yet; while it cannot
 * be reached, what is here is shown. Throws one line when there is nothing to show, or when the two have different histories.
 */
export async function joinShared(git: Git, address: string, tellFault: (reason: string) => void): Promise<Shared> {
  const shared = openShared(git, address, tellFault)
  const refs = await refsOf(git)
  const listed = await git.try(['ls-remote', '--', address, ...sharedRefs], overNetwork(toAsk))
  if (listed.code !== 0) {
    if (!refs.has(main)) throw new StartRefused('CONTENT_SHARED: cannot be reached, and there is no content here yet')
    tellFault(`it cannot be reached: ${listed.stderr}`)
    return shared
  }
  const isEmpty = listed.stdout.length === 0
  if (isEmpty && refs.has(main)) {
    // Main first: nothing is taken where it is missing.
    await shared.move(main, refs.get(main), undefined)
    for (const [ref, commit] of refs) if (ref !== main) await shared.move(ref, commit, undefined)
  }
  const fault = isEmpty && !refs.has(main) ? undefined : await shared.fetch()
  if (fault && (fault.endsWith(goesBack) || !(await refsOf(git)).has(main)))
    throw new StartRefused(`CONTENT_SHARED: ${fault} (${git.directory})`)
  if (fault) tellFault(fault)
  return shared
}

function openShared(git: Git, address: string, tellFault: (reason: string) => void): Shared {
  const fetchRefs = (...refs: string[]) =>
    git.try(['fetch', '--quiet', '--no-tags', '--no-auto-gc', '--', address, ...refs], overNetwork(toCarry))

  return {
    async move(ref, to, from) {
      for (let attempt = 1; ; attempt += 1) {
        const ours = (await refsOf(git)).get(main)
        // A draft goes only where main is the one that is known here: an empty disk, or an older history, would take it too.
        const withMain = ref !== main && ours !== undefined
        const pushed = await git.try(
          [
            ...['push', '--porcelain', '--quiet', `--force-with-lease=${ref}:${from ?? ''}`],
            ...(withMain ? ['--atomic', `--force-with-lease=${main}:${ours}`] : []),
            ...['--', address, `${to ?? ''}:${ref}`, ...(withMain ? [`${ours}:${main}`] : [])],
          ],
          // Somebody waits.
          overNetwork(60),
        )
        if (pushed.code === 0) return 'done'
        // git says so of each branch, in a line of its own; everything else is trouble with the other side.
        const said = pushed.stdout.toString()
        if (withMain && isRefused(said, main) && attempt < attemptsOnMain) {
          const fault = await this.fetch()
          // Somebody has published meanwhile, and that has no part in this draft.
          if (!fault) continue
          tellFault(`${ref} was not saved: ${fault}`)
          return 'away'
        }
        const [refused = ''] = /^!\t.*\[(?:rejected|remote rejected)\].*$/m.exec(said) ?? []
        if (/\[rejected\]|lock|already exists|old value|update ref|transaction failed/.test(refused)) return 'moved'
        tellFault(`${ref} was not taken: ${pushed.stderr.replaceAll(/\s+/g, ' ')} ${refused}`.trim())
        return refused ? 'declined' : 'away'
      }
    },

    async fetch() {
      // Looked at first: a branch that is made meanwhile, there and then here, is not among those that are gone.
      const before = await refsOf(git)
      const listed = await git.try(['ls-remote', '--', address, ...sharedRefs], overNetwork(toAsk))
      if (listed.code !== 0) return `it cannot be reached: ${listed.stderr}`
      const theirs = new Map(lines(listed.stdout).map(line => line.split('\t').reverse() as [string, string]))
      const [ours, commit] = [before.get(main), theirs.get(main)]
      // Another disk was mounted, or somebody made it anew: what is here is the only copy then.
      if (!commit) return 'it has no branch main any more; start one machine that has the content, which puts it there'
      if (commit !== ours) {
        const fetched = await fetchRefs(`+${main}:${theirMain}`)
        if (fetched.code !== 0) return `its main cannot be fetched: ${fetched.stderr}`
        if (ours && (await git.try(['merge-base', '--is-ancestor', ours, theirMain])).code !== 0)
          return `its main is at ${commit.slice(0, 12)}, which does not follow on ${ours.slice(0, 12)}: ${goesBack}`
        await git.try(['update-ref', main, theirMain, ours ?? ''])
      }
      // Those that are gone first: a branch may stand now where another had its folder.
      for (const [ref, commit] of before) if (!theirs.has(ref)) await git.try(['update-ref', '-d', ref, commit])
      const drafts = [...theirs].filter(([ref, commit]) => ref !== main && before.get(ref) !== commit)
      const fetched = drafts.length > 0 && (await fetchRefs(...drafts.map(([ref]) => `+${ref}:${ref}`)))
      return fetched && fetched.code !== 0 ? `not all drafts can be fetched: ${fetched.stderr}` : undefined
    },
  }
}

async function refsOf(git: Git): Promise<Map<string, string>> {
  const refs = await git.run(['for-each-ref', '--format=%(refname)%09%(objectname)', main, 'refs/heads/cms', keptRefs])
  return new Map(lines(refs).map(line => line.split('\t') as [string, string]))
}
