import { entryAt, parseContentFile, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import type { DraftStatus } from '../decap/protocol.ts'
import { type LogEntry, mainBranch, type Repository } from '../git/repository.ts'

/** Somebody whose name stands on a commit. `id` is missing when it came by `git push`. */
export interface Signatory {
  id: number | undefined
  name: string
}

/** What a commit on a draft's branch does; anything that is not named here changes the text. */
export type DraftStep = 'save' | 'submission' | 'take-back' | 'first-review' | 'second-review' | 'return'

/** A draft: a branch `cms/<collection>/<id>` that main does not hold yet. What it says is read from its commits. */
export interface Draft {
  branch: string
  /** The commit it stands at. */
  head: string
  /** Where it left main. */
  began: string
  collection: string
  /** The path below the folder of its type without `.md`. */
  slug: string
  /** The path of the entry. */
  path: string
  title: string
  text: string
  status: DraftStatus
  /** Everybody who wrote, in the order in which they first did. */
  authors: Signatory[]
  lastAuthor: Signatory
  /** The reviews given to exactly this text, in order. */
  reviews: { move: 'first-review' | 'second-review'; by: Signatory; at: Date }[]
  returned: { by: string; at: Date; reason: string } | undefined
  updatedAt: Date
  /** The files it adds or changes, and those it removes (`oid` undefined). */
  files: { path: string; oid: string | undefined }[]
}

/** Reads drafts. What one commit says never changes, so every head is read once. */
export interface Drafts {
  list(): Promise<Draft[]>
  find(collection: string, id: string): Promise<Draft | undefined>
}

/** The branch of a draft; one for each id of a type, whatever its year. */
export const branchOf = (collection: string, slug: string): string => `cms/${collection}/${idOf(slug)}`

const idOf = (slug: string): string => slug.slice(slug.lastIndexOf('/') + 1)

/** Opens the drafts of a repository. */
export function openDrafts(repository: Repository): Drafts {
  let known = new Map<string, Promise<Draft | undefined>>()

  function read(name: string, commit: string): Promise<Draft | undefined> {
    const key = `${name} ${commit}`
    const reading = known.get(key) ?? readDraft(repository, name, commit)
    known.set(key, reading)
    // A read that failed is tried again.
    reading.then(
      draft => draft ?? known.delete(key),
      () => known.delete(key),
    )
    return reading
  }

  return {
    async list() {
      // A killed publication leaves its branch behind: main holds all of it.
      const branches = await repository.unmerged('cms', mainBranch)
      const drafts = await Promise.all(branches.map(({ name, commit }) => read(name, commit)))
      const standing = new Set(branches.map(({ name, commit }) => `${name} ${commit}`))
      known = new Map([...known].filter(([key]) => standing.has(key)))
      return drafts.filter(draft => draft !== undefined).sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
    },
    async find(collection, slug) {
      const [branch] = await repository.unmerged(branchOf(collection, slug), mainBranch)
      return branch && read(branch.name, branch.commit)
    },
  }
}

async function readDraft(repository: Repository, branch: string, head: string): Promise<Draft | undefined> {
  const [, collection = '', id = ''] = branch.split('/')
  const main = (await repository.head(mainBranch)) ?? head
  const [steps, began] = await Promise.all([repository.log(head, main), repository.mergeBase(head, main)])
  const last = steps.at(-1)
  if (!last || !began) return undefined
  const files = (await repository.changes(began, head)).map(({ path, file }) => ({
    path,
    oid: file?.regular ? file.oid : undefined,
  }))
  const entry =
    files.find(({ path, oid }) => oid && isEntry(path, collection, id)) ??
    (await unchangedEntry(repository, head, steps, collection, id))
  const text = entry?.oid && (await repository.blobs([entry.oid], maxEntryBytes)).get(entry.oid)?.bytes
  if (!entry || !text) return undefined
  return {
    branch,
    head,
    began,
    collection,
    files,
    slug: entryAt(entry.path)?.slug ?? id,
    path: entry.path,
    text: text.toString('utf8'),
    title: titleOf(entry.path, text),
    updatedAt: last.at,
    ...follow(steps),
  }
}

const isEntry = (path: string, collection: string, id: string): boolean => {
  const entry = entryAt(path)
  return entry?.collection === collection && idOf(entry.slug) === id
}

/** A draft whose text has come back to what is published still has an entry: its commits name it. */
async function unchangedEntry(
  repository: Repository,
  head: string,
  steps: readonly LogEntry[],
  collection: string,
  id: string,
) {
  const path = steps[0]?.trailers.get('Entry')
  return path && isEntry(path, collection, id) ? repository.file(head, path) : undefined
}

/** Goes through the commits of a draft: a change of the text takes every review back. */
function follow(steps: readonly LogEntry[]): Pick<Draft, 'status' | 'authors' | 'lastAuthor' | 'reviews' | 'returned'> {
  const authors: Signatory[] = []
  let lastAuthor: Signatory = { id: undefined, name: '' }
  let status: DraftStatus = 'draft'
  let reviews: Draft['reviews'] = []
  let returned: Draft['returned']
  for (const step of steps) {
    const by = signatoryOf(step)
    switch (step.trailers.get('Step')) {
      case 'submission':
        status = 'pending_review'
        returned = undefined
        break
      case 'first-review':
        reviews = [{ move: 'first-review', by, at: step.at }]
        break
      case 'second-review':
        reviews = [...reviews, { move: 'second-review', by, at: step.at }]
        status = 'pending_publish'
        break
      case 'return':
        returned = { by: by.name, at: step.at, reason: step.trailers.get('Reason') ?? '' }
        status = 'draft'
        reviews = []
        break
      case 'take-back':
        status = 'draft'
        reviews = []
        break
      default:
        if (!authors.some(author => isSame(author, by))) authors.push(by)
        lastAuthor = by
        status = 'draft'
        reviews = []
    }
  }
  return { status, authors, lastAuthor, reviews, returned }
}

function signatoryOf({ by, trailers }: LogEntry): Signatory {
  const id = Number(trailers.get('Person'))
  return { id: Number.isSafeInteger(id) && id > 0 ? id : undefined, name: by }
}

/** Two who came by `git push` are told apart by their names. */
const isSame = (a: Signatory, b: Signatory): boolean =>
  a.id === undefined && b.id === undefined ? a.name === b.name : a.id === b.id

/** The fields and text of a draft, or undefined when they do not fit their schema. */
export function dataOf(
  draft: Pick<Draft, 'path' | 'text'>,
): { data: Record<string, unknown>; body: string } | undefined {
  const parsed = parseContentFile(draft.path, Buffer.from(draft.text))
  return 'faults' in parsed ? undefined : parsed
}

/** The message of a commit on a draft's branch: a line for people, then what `readDraft` reads. */
export function stepMessage(
  line: string,
  step: DraftStep | 'publication',
  path: string,
  by: Signatory,
  reason?: string,
): string {
  const trailers = { Step: step, Entry: path, Person: by.id, ...(reason && { Reason: oneLine(reason) }) }
  return `${oneLine(line)}\n\n${Object.entries(trailers)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\n`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
