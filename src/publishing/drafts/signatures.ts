import type { Db, Trx } from '#db/schema.ts'
import type { DraftStep } from '#db/schema-publishing.ts'
import { type LogEntry, mainBranch, type Repository } from '../git/repository.ts'

/** Somebody whose name stands on a commit. */
export interface Signatory {
  /** Missing when nobody here has this name or address. */
  id: number | undefined
  name: string
  /** The commit came by `git push`: `id` is whom it names, which takes rights away and gives none. */
  pushed?: true
}

/** A commit of a draft with what is known of it: by whom it is, and what it does. */
export interface SignedEntry extends LogEntry {
  signatories: Signatory[]
  step: DraftStep
}

/** What a commit-writing order says to have its commit signed: the row stands before the branch moves. */
export const signedBy =
  (db: Db | Trx, person: { id: number }, step: DraftStep, at: Date) =>
  async (commit: string): Promise<void> => {
    await db
      .insertInto('signed_commit')
      .values({ commit, person_id: person.id, step, at })
      .onConflict(conflict => conflict.column('commit').doNothing())
      .execute()
  }

/** Signs many commits of one person at once. */
export async function signAll(
  db: Db,
  person: { id: number },
  step: DraftStep,
  at: Date,
  commits: readonly string[],
): Promise<void> {
  // A statement takes 65,535 values.
  for (let from = 0; from < commits.length; from += 10_000)
    await db
      .insertInto('signed_commit')
      .values(commits.slice(from, from + 10_000).map(commit => ({ commit, person_id: person.id, step, at })))
      .onConflict(conflict => conflict.column('commit').doNothing())
      .execute()
}

/**
 * What each commit of a draft is, as the database knows it. One that the portal did not write changes the text, whatever
 * its trailers say; it is by everybody here whose name or address stands on it, else by a stranger. Without a
 * database every commit is such a one.
 */
export async function readSignatures(db: Db | undefined, steps: readonly LogEntry[]): Promise<SignedEntry[]> {
  const signed = new Map(
    db && steps.length > 0
      ? (
          await db
            .selectFrom('signed_commit')
            .innerJoin('person', 'person.id', 'signed_commit.person_id')
            .select(['signed_commit.commit', 'signed_commit.step', 'signed_commit.at', 'person.id'])
            .where(
              'signed_commit.commit',
              'in',
              steps.map(({ commit }) => commit),
            )
            .execute()
        ).map(row => [row.commit, row])
      : [],
  )
  const pushed = steps.filter(({ commit }) => !signed.has(commit))
  const named = db && pushed.length > 0 ? await findNamed(db, pushed) : []
  return steps.map(step => {
    const signature = signed.get(step.commit)
    if (signature)
      return { ...step, at: signature.at, step: signature.step, signatories: [{ id: signature.id, name: step.by }] }
    const people = named.filter(({ name, login }) => name === step.by || login === loginIn(step))
    const signatories: Signatory[] = people.map(({ id, name }) => ({ id, name, pushed: true }))
    return {
      ...step,
      step: 'save',
      signatories: people.length > 0 ? signatories : [{ id: undefined, name: step.by, pushed: true }],
    }
  })
}

/**
 * Whether the draft of an entry was returned, taken back or saved anew after `since` by a commit that its branch, now at `head`,
 * does not hold: then somebody has set the branch back to before it. So has who pushes back one that was deleted.
 */
export async function wasTurnedBack(
  db: Db,
  repository: Repository,
  { path, head }: { path: string; head: string },
  since: Date,
): Promise<boolean> {
  const events = await db
    .selectFrom('event')
    .select(['action', 'detail'])
    .where('object_kind', '=', 'entry')
    .where('object_id', '=', path)
    .where('action', 'in', ['draft.returned', 'draft.taken-back', 'draft.undeleted', 'draft.deleted'])
    .where('result', '=', 'done')
    .where('at', '>', since)
    .execute()
  for (const { action, detail } of events) {
    if (action === 'draft.deleted') return true
    const commit = String(detail.commit)
    if (!(await repository.mergeBase(commit, head))?.startsWith(commit)) return true
  }
  return false
}

/** Staff whose name or login stands on one of these commits. */
const findNamed = (db: Db, steps: readonly LogEntry[]) =>
  db
    .selectFrom('person')
    .select(['id', 'name', 'login'])
    .where('login', 'is not', null)
    .where(eb =>
      eb.or([
        eb(
          'name',
          'in',
          steps.map(({ by }) => by),
        ),
        eb('login', 'in', steps.map(loginIn)),
      ]),
    )
    .orderBy('id')
    .execute()

/** Of an address such as `login@localhost`, which the portal's own commits bear, and any other. */
const loginIn = ({ email }: LogEntry): string => email.slice(0, email.lastIndexOf('@')).toLowerCase()

/**
 * Signs the commits of the drafts that stand when a database first meets its content: who wrote is believed as the commits
 * say, a review only where an event says the same.
 */
export async function signStandingDrafts(trx: Trx, repository: Repository): Promise<void> {
  const main = (await repository.head(mainBranch)) ?? ''
  for (const { commit: head } of await repository.unmerged('cms', mainBranch))
    for (const { commit, at, trailers } of await repository.log(head, main)) {
      const step = trailers.get('Step') as DraftStep
      const id = Number(trailers.get('Person'))
      if (!isStep(step) || !Number.isSafeInteger(id) || !(await isPerson(trx, id))) continue
      const action = reviewEvents[step as keyof typeof reviewEvents]
      if (!action || (await isRecorded(trx, action, id, commit))) await signedBy(trx, { id }, step, at)(commit)
    }
}

const reviewEvents = {
  'first-review': 'draft.first-reviewed',
  'second-review': 'draft.second-reviewed',
  return: 'draft.returned',
} as const

const isStep = (word: string): boolean =>
  ['save', 'submission', 'take-back', ...Object.keys(reviewEvents)].includes(word)

const isPerson = async (trx: Trx, id: number): Promise<boolean> =>
  (await trx.selectFrom('person').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

const isRecorded = async (trx: Trx, action: string, by: number, commit: string): Promise<boolean> => {
  const events = await trx
    .selectFrom('event')
    .select('detail')
    .where('action', '=', action)
    .where('actor_id', '=', by)
    .where('result', '=', 'done')
    .execute()
  return events.some(({ detail }) => detail.commit === commit.slice(0, 12))
}
