import { aMinute } from '#calendar/spans.ts'
import { type Git, words } from './git.ts'

/** When a path first appeared on the branch and when it last changed there, in milliseconds. */
interface Changed {
  publishedAt: number
  updatedAt: number
}

/** The times of every path a branch ever had, at one commit. A path that left and came back keeps its first time. */
export interface Times {
  commit: string
  /** The time of `commit` itself. */
  at: number
  paths: ReadonlyMap<string, Changed>
}

interface Step {
  commit: string
  parent: string | undefined
  at: number
  paths: string[]
}

/** A clock that is this far ahead is wrong; up to here it is only two clocks that differ. */
const aheadMs = 5 * aMinute

/**
 * Walks the first parents of `commit`: the moments at which something became public, whatever dates the drafts carry.
 * Dates cannot be set back: a commit counts as no older than its parent, and one from the future as just as old
 * (forged dates fail a government site's inspection).
 * From `known` on only what is new is read; when `known` is not behind `commit`, everything is read again.
 */
export async function readHistory(git: Git, commit: string, known?: Times): Promise<Times> {
  if (known?.commit === commit) return known
  if (known) {
    const steps = await readSteps(git, `${known.commit}..${commit}`)
    if (steps[0]?.parent === known.commit) return follow(steps, commit, known.at, new Map(known.paths))
  }
  return follow(await readSteps(git, commit), commit, 0, new Map())
}

function follow(steps: readonly Step[], commit: string, since: number, paths: Map<string, Changed>): Times {
  const latest = Date.now() + aheadMs
  let at = since
  for (const step of steps) {
    if (step.at > at && step.at <= latest) at = step.at
    for (const path of step.paths) paths.set(path, { publishedAt: paths.get(path)?.publishedAt ?? at, updatedAt: at })
  }
  return { commit, at, paths }
}

/** The commits of a range, oldest first, each with the paths it changed against its first parent. */
async function readSteps(git: Git, range: string): Promise<Step[]> {
  const output = await git.run([
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-renames',
    '--name-status',
    '-z',
    '--format=tformat:%H %ct %P',
    range,
    '--',
  ])
  const steps: Step[] = []
  const listed = words(output)
  // Header, then pairs of status and path; the first status follows a line break.
  for (let at = 0; at < listed.length;) {
    const word = listed[at] ?? ''
    const header = /^([0-9a-f]{40,64}) (\d+) ([0-9a-f]*)/.exec(word)
    if (header) {
      steps.push({ commit: header[1] ?? '', at: Number(header[2]) * 1000, parent: header[3] || undefined, paths: [] })
      at += 1
    } else {
      steps.at(-1)?.paths.push(listed[at + 1] ?? '')
      at += 2
    }
  }
  return steps.reverse()
}
