import type { Db } from '#db/schema.ts'
import type { DraftStep } from '#db/schema-publishing.ts'
import { entryAt, parseContentFile, readWritten, titleOf, type Written } from '../edition/content-file.ts'
import { type Fault, maxEntryBytes } from '../edition/entry-file.ts'
import { pictureOf } from '../edition/media.ts'
import { type CodeReference, codesIn, mediaIn } from '../edition/references.ts'
import { typeNamed } from '../types/index.ts'
import type { DraftStatus } from '../decap/protocol.ts'
import { type LogEntry, mainBranch, type Repository } from '../git/repository.ts'
import { readSignatures, type Signatory, type SignedEntry, wasTurnedBack } from './signatures.ts'

export type { Signatory } from './signatures.ts'

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
  /** What its text lacks, as far as that can be told from the text alone (`findUnfinished` tells all): it cannot be handed in. */
  faults: Fault[]
  /** The codes of the settings that it uses. */
  codes: CodeReference[]
  status: DraftStatus
  /** Everybody who wrote, in the order in which they first did. */
  authors: Signatory[]
  lastAuthor: Signatory
  /** The reviews given to exactly this text, in order. */
  reviews: { move: 'first-review' | 'second-review'; by: Signatory; at: Date }[]
  returned: { by: string; at: Date; reason: string } | undefined
  updatedAt: Date
  /** It takes the published entry away: `text` is what readers will lose. */
  removal: { reason: string } | undefined
  /** The files it adds or changes, and those it removes (`oid` undefined). */
  files: DraftFile[]
  /** Of these what is published with it: the entry, and the pictures and files that the entry shows or offers. */
  published: DraftFile[]
  /** Paths that have no business in it, such as a second entry: while there is one, it is not moved on. */
  foreign: string[]
}

export interface DraftFile {
  path: string
  oid: string | undefined
  /** The version where the draft left main. */
  was: string | undefined
}

/** Reads drafts. What one commit says never changes, so every head is read once. */
export interface Drafts {
  list(): Promise<Draft[]>
  find(collection: string, id: string): Promise<Draft | undefined>
  /** A draft as it stood at a commit, also when its branch is gone. */
  at(branch: string, head: string): Promise<Draft | undefined>
}

/** The branch of a draft; one for each id of a type, whatever its year. */
export const branchOf = (collection: string, slug: string): string => `cms/${collection}/${idOf(slug)}`

const idOf = (slug: string): string => slug.slice(slug.lastIndexOf('/') + 1)

/** Opens the drafts of a repository; `db` knows which of their commits are to be believed. */
export function openDrafts(repository: Repository, db: Db | undefined): Drafts {
  let known = new Map<string, Promise<Draft | undefined>>()

  function read(name: string, commit: string): Promise<Draft | undefined> {
    const key = `${name} ${commit}`
    const reading = known.get(key) ?? readDraft(repository, db, name, commit)
    known.set(key, reading)
    // A read that failed is tried again.
    reading.then(
      draft => draft ?? known.delete(key),
      () => known.delete(key),
    )
    return reading
  }

  /** What was read at a head may have been returned since, and the branch set back to it: its reviews are gone all the same. */
  async function readNow(name: string, commit: string): Promise<Draft | undefined> {
    const draft = await read(name, commit)
    const [first] = draft?.reviews ?? []
    return draft && db && first && (await wasTurnedBack(db, repository, draft, first.at))
      ? { ...draft, status: 'draft', reviews: [] }
      : draft
  }

  return {
    async list() {
      // A killed publication leaves its branch behind: main holds all of it.
      const branches = await repository.unmerged('cms', mainBranch)
      const drafts = await Promise.all(branches.map(({ name, commit }) => readNow(name, commit)))
      const standing = new Set(branches.map(({ name, commit }) => `${name} ${commit}`))
      known = new Map([...known].filter(([key]) => standing.has(key)))
      return drafts.filter(draft => draft !== undefined).sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
    },
    async find(collection, slug) {
      const [branch] = await repository.unmerged(branchOf(collection, slug), mainBranch)
      return branch && readNow(branch.name, branch.commit)
    },
    at: (branch, head) => readDraft(repository, db, branch, head),
  }
}

async function readDraft(
  repository: Repository,
  db: Db | undefined,
  branch: string,
  head: string,
): Promise<Draft | undefined> {
  const [, collection = '', id = ''] = branch.split('/')
  const main = (await repository.head(mainBranch)) ?? head
  const [steps, began] = await Promise.all([repository.log(head, main), repository.mergeBase(head, main)])
  const last = steps.at(-1)
  if (!last || !began) return undefined
  const files = (await repository.changes(began, head)).map(({ path, file, was }) => ({
    path,
    oid: file?.regular ? file.oid : undefined,
    was,
  }))
  const entries = files.filter(({ path }) => isEntry(path, collection, id))
  const entry =
    entries.find(({ oid }) => oid) ??
    (await unchangedEntry(repository, head, steps, collection, id)) ??
    entries.find(({ was }) => was)
  const isRemoved = entry !== undefined && entry.oid === undefined
  const oid = isRemoved && 'was' in entry ? entry.was : entry?.oid
  const text = oid && (await repository.blobs([oid], maxEntryBytes)).get(oid)?.bytes
  if (!entry || !text) return undefined
  const written = readWritten(entry.path, text)
  const saved = steps.findLast(({ trailers }) => trailers.get('Step') === 'save')
  return {
    branch,
    head,
    began,
    collection,
    files,
    ...sortFiles(files, entry.path, written),
    // What goes need not fit any more.
    faults: isRemoved ? [] : written.faults,
    codes: isRemoved ? [] : codesOf(collection, written),
    slug: entryAt(entry.path)?.slug ?? id,
    path: entry.path,
    text: text.toString('utf8'),
    removal: isRemoved ? { reason: saved?.trailers.get('Reason') ?? '' } : undefined,
    title: titleOf(entry.path, text),
    updatedAt: last.at,
    ...follow(await readSignatures(db, steps)),
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

const codesOf = (collection: string, { data }: Written): CodeReference[] => {
  const type = typeNamed(collection)
  return type ? codesIn(type.name, data) : []
}

/** A new picture that the entry does not show is in neither list: it is left behind. */
function sortFiles(
  files: readonly DraftFile[],
  entry: string,
  { data, body }: Written,
): Pick<Draft, 'published' | 'foreign'> {
  const shown = new Set(mediaIn(data, body).map(({ src }) => src))
  const isOurs = ({ path, oid }: DraftFile) => {
    const src = path.slice('content'.length)
    return path === entry || (oid !== undefined && (shown.has(src) || shown.has(pictureOf(src))))
  }
  const isNewMedia = ({ path, oid, was }: DraftFile) => oid && !was && path.startsWith('content/media/')
  return {
    published: files.filter(isOurs),
    foreign: files.filter(file => !isOurs(file) && !isNewMedia(file)).map(({ path }) => path),
  }
}

/** Goes through the commits of a draft: a change of the text takes every review back. */
function follow(
  steps: readonly SignedEntry[],
): Pick<Draft, 'status' | 'authors' | 'lastAuthor' | 'reviews' | 'returned'> {
  const authors: Signatory[] = []
  let lastAuthor: Signatory = { id: undefined, name: '' }
  let status: DraftStatus = 'draft'
  let reviews: Draft['reviews'] = []
  let returned: Draft['returned']
  for (const { step, at, trailers, signatories } of steps) {
    const by = signatories[0]!
    switch (step) {
      case 'submission':
        status = 'pending_review'
        reviews = []
        returned = undefined
        break
      case 'first-review':
        reviews = [{ move: step, by, at }]
        break
      case 'second-review':
        reviews = [...reviews, { move: step, by, at }]
        status = 'pending_publish'
        break
      case 'return':
        returned = { by: by.name, at, reason: trailers.get('Reason') ?? '' }
        status = 'draft'
        reviews = []
        break
      case 'take-back':
        status = 'draft'
        reviews = []
        break
      case 'save':
        for (const each of signatories) if (!authors.some(author => isSame(author, each))) authors.push(each)
        lastAuthor = by
        status = 'draft'
        reviews = []
    }
  }
  return { status, authors, lastAuthor, reviews, returned }
}

/** Two whom nobody knows are told apart by their names; who only stands on a pushed commit may have written as well. */
const isSame = (a: Signatory, b: Signatory): boolean =>
  a.pushed === b.pushed && (a.id === undefined && b.id === undefined ? a.name === b.name : a.id === b.id)

/** Whether somebody wrote here, signed in. */
export const isAuthor = ({ authors }: Pick<Draft, 'authors'>, person: { id: number }): boolean =>
  authors.some(({ id, pushed }) => id === person.id && !pushed)

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
