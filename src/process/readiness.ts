import { statfs } from 'node:fs/promises'
import type { Db } from '#db/schema.ts'
import { findState } from '#machines/mail/state.ts'
import { remotePollQueue } from '#messages/queues.ts'
import { type MinuteJob, minuteJobs, readTicks } from '#messages/ticks.ts'
import { unrelatedWords } from '#publishing/git/conflicts.ts'
import { inTime } from '#people/in-time.ts'

/** What must hold for a process to be sent requests. */
export type ReadyCheck =
  | 'database'
  | 'database-copy'
  | 'clock'
  | 'jobs'
  | 'content'
  | 'content-conflict'
  | 'content-remote'
  | 'content-shared'
  | 'disk'
  | 'mailbox'

/** Without these a process serves all the same, and is sent requests. */
export const bearable: readonly string[] = [
  'database-copy',
  'content',
  'content-conflict',
  'mailbox',
] satisfies ReadyCheck[]

/** What was found at one moment. */
export interface Readiness {
  at: Date
  /** What fails, with the reason in English for the log and for operators. */
  faults: Partial<Record<ReadyCheck, string>>
  /** How long ago each job was last done, or since when this process waits for it, in seconds; empty while the database is away. */
  tickAges: Partial<Record<MinuteJob, number>>
  /** By how many seconds the clock of the database is ahead of ours; undefined while it is away. */
  clockAhead: number | undefined
  freeBytes: number | undefined
}

/** Less than this, and the next print file may not fit. */
export const leastFreeBytes = 2 ** 30
/** Jobs that come round each minute, and the exchange with the remote, may be late by so many seconds. */
const patience: Record<MinuteJob, number> = { clocks: 300, figures: 300, shifts: 300, 'content-remote-poll': 600 }
/** One-time codes and sessions bear a clock that is so many seconds off. */
export const clockTolerance = 30

interface Place {
  db: Db
  dataDir: string
  contentRemote?: string | undefined
  /** Why the content repository cannot be read or written. */
  contentFault?: () => string | undefined
  /** What it and the remote have both changed. */
  contentConflict?: () => Promise<{ paths: string[]; isUnrelated?: true } | undefined>
  /** Why the repository that machines share cannot be followed. */
  sharedFault?: () => string | undefined
  /** The mailbox whose letters become suggestions. */
  imap?: string | undefined
  /** Why the copy of the database is not read from. */
  copyFault?: () => string | undefined
  startedAt?: Date
  /** This machine's clock. */
  clock?: () => number
}

/** Looks at database, clock, jobs, remote and disk; whoever asks within a second gets the same answer. */
export function createReadiness({
  startedAt = new Date(),
  clock = Date.now,
  ...place
}: Place): () => Promise<Readiness> {
  let last: { at: number; found: Promise<Readiness> } | undefined
  return () => {
    // By a clock that nobody sets.
    const at = performance.now()
    if (!last || at - last.at > 1000) last = { at, found: look({ ...place, startedAt, clock }) }
    return last.found
  }
}

async function look({
  db,
  dataDir,
  contentRemote,
  imap,
  contentFault,
  contentConflict,
  sharedFault,
  copyFault,
  startedAt,
  clock,
}: Required<Pick<Place, 'startedAt' | 'clock'>> & Place): Promise<Readiness> {
  const faults: Readiness['faults'] = {}
  const freeBytes = await readFreeBytes(dataDir).catch((error: Error) => void (faults.disk = error.message))
  if (freeBytes !== undefined && freeBytes < leastFreeBytes)
    faults.disk = `${Math.floor(freeBytes / 2 ** 20)} MB are free in ${dataDir}; ${leastFreeBytes / 2 ** 20} MB are wanted`

  const content = contentFault?.()
  if (content) faults.content = content
  // That git fails is said above.
  const conflict = contentRemote ? await contentConflict?.().catch(() => undefined) : undefined
  if (conflict?.isUnrelated) faults['content-remote'] = unrelatedWords
  else if (conflict) faults['content-conflict'] = `CONTENT_REMOTE has changed them too: ${conflict.paths.join(', ')}`

  const shared = sharedFault?.()
  if (shared) faults['content-shared'] = shared

  const copy = copyFault?.()
  if (copy !== undefined) faults['database-copy'] = copy

  const asked = clock()
  const told = await inTime(readTicks(db), 3000).catch((error: Error) => void (faults.database = error.message))
  if (!told) return { at: new Date(), faults, tickAges: {}, clockAhead: undefined, freeBytes }
  const clockAhead = (told.clock.getTime() - (asked + clock()) / 2) / 1000
  const mailbox = imap && (await inTime(findState(db), 3000).catch(() => undefined))
  if (mailbox && mailbox.failing_since)
    faults.mailbox = `since ${mailbox.failing_since.toISOString()}: ${mailbox.last_error}`
  if (Math.abs(clockAhead) > clockTolerance) faults.clock = sayClock(clockAhead)

  // A process that has just started gives the first tick its time.
  const sinceStart = (asked - startedAt.getTime()) / 1000
  const watched = minuteJobs.filter(job => job !== remotePollQueue || contentRemote !== undefined)
  const tickAges: Readiness['tickAges'] = Object.fromEntries(
    watched.map(job => {
      const last = told.ticks[job]
      return [job, Math.min(sinceStart, last ? (told.clock.getTime() - last.getTime()) / 1000 : Infinity)]
    }),
  )
  const late = watched.filter(job => tickAges[job]! > patience[job])
  const lateJobs = late.filter(job => job !== remotePollQueue)
  if (lateJobs.length > 0) faults.jobs = `not done for five minutes: ${lateJobs.join(', ')}`
  if (late.includes(remotePollQueue))
    faults['content-remote'] ??= 'the content has not been exchanged with CONTENT_REMOTE for ten minutes'
  return { at: new Date(), faults, tickAges, clockAhead, freeBytes }
}

/** How far the clock of the database is off, in words. */
export function sayClock(secondsAhead: number): string {
  return `the clock of the database is ${Math.round(Math.abs(secondsAhead))} s ${secondsAhead > 0 ? 'ahead of' : 'behind'} this machine's`
}

/** What users other than root may still write where a folder lies. */
export async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
