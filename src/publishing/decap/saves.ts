import { recordEvent } from '#people/events.ts'
import { gatewayWords as words } from './words.ts'
import type { Content } from '../edition/content.ts'
import { branchOf, type Draft, stepMessage } from '../drafts/drafts.ts'
import { collectionNamed, entryAt, readWritten, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes, tooLarge } from '../edition/entry-file.ts'
import { fieldInWords } from './field-words.ts'
import type { GatewayVisit } from './gateway-visit.ts'
import { changesOf, mediaOf, prepareAssets, withStoredNames } from './pictures.ts'
import type { GatewayActions, GatewayRefusal } from './protocol.ts'
import { filesIn } from '../edition/references.ts'
import { isOvertaken, isRefusal, notWritten, refusal } from '../drafts/refusals.ts'
import { findForeignFile } from '../files/stored-files.ts'
import { mainBranch } from '../git/repository.ts'
import { authorOf, signatoryOf } from '../drafts/mover.ts'
import { makeRoom } from '../drafts/left-branches.ts'
import { endChangedNotes } from '../drafts/notes.ts'
import { maySee } from '../drafts/review.ts'
import { signedBy } from '../drafts/signatures.ts'
import { listStanding } from '../drafts/unfinished.ts'
import { commitsOf, findWriters, type Writer } from '../drafts/writers.ts'
import { typeNamed } from '../types/index.ts'

type Saving = GatewayActions['persistEntry']
type Written = Pick<Saving['answer'], 'versions'> & {
  /** Missing when there was nothing to write. */
  commit?: string
}

/** What stands behind a save: main, the draft if there is one, and the file as both have it. */
interface Ground {
  main: string
  draft: Draft | undefined
  /** The version in the draft, or on main when there is no draft. */
  oid: string | undefined
  /** The version on main, when it is another one than the draft began from. */
  newerOnMain: { oid: string | undefined } | undefined
}

/** The version of a file that a text was taken from, as it stands at a commit. */
export interface Source {
  path: string
  commit: string
}

/**
 * Saves a draft with its pictures as one commit on its branch, begun from main if it is new. Refuses who may not, a
 * path that is not this entry's, a text that cannot be filed even as a draft, files that may not be here, an id that exists,
 * and an editor who began from another version than the one that stands: of the draft, or of main when there is no
 * draft. When main has got a newer version under the draft, an editor who names that one says that they have seen it:
 * the draft is then put on top of it. Whoever wrote the version that the text was taken from (`source`, else what stands on main
 * without its reviews) is an author of the draft too.
 */
export async function saveEntry(
  visit: GatewayVisit,
  { dataFiles, assets, options, base }: Saving['params'],
  source?: Source,
): Promise<Saving['answer'] | GatewayRefusal> {
  const { content, person } = visit
  const [file] = dataFiles
  const place = file && entryAt(file.path)
  const type = typeNamed(options.collectionName)
  if (
    !file ||
    !place ||
    place.collection !== options.collectionName ||
    place.slug !== file.slug ||
    !(file.path in base)
  )
    return refusal('bad-request', words.badPath, file && { path: file.path })
  if (place.collection === 'settings' && !person.roles.includes('publisher'))
    return refusal('forbidden', words.notForRole('签发人'))
  if (options.newEntry && !person.roles.includes('contributor') && !person.roles.includes('publisher'))
    return refusal('forbidden', words.mayNotBegin)

  const prepared = await prepareAssets(assets, type)
  if (isRefusal(prepared)) return prepared
  const { uploads, stored } = prepared
  // Another save of the same draft may come in between: look again, and again judge whether this one may stand.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const ground = await readGround(content, place, file.path)
    const text = withStoredNames(file.raw, stored, [
      ...mediaOf(ground.draft),
      ...content.everything().published.media.keys(),
    ])
    const obstacle =
      findFault(file.path, text) ??
      findStanding(content, place.collection, file.path, text) ??
      (await findMissingFile(visit, file.path, text)) ??
      (await findObstacle(visit, ground, file.path, base[file.path] ?? null, options.newEntry))
    if (obstacle) return obstacle
    const changes = changesOf(content, ground.draft, assets, uploads, { path: file.path, text }, type)
    if (isRefusal(changes)) return changes
    const done = await write(visit, ground, { path: file.path, text }, changes, source)
    if ('versions' in done) {
      await recordTakenBack(visit, ground.draft, done.commit)
      await endChangedNotes(visit.db, person, { path: file.path, text }, visit.now)
      return { versions: done.versions, stored: Object.fromEntries(stored) }
    }
    if (isRefusal(done)) return done
  }
  return refusal('stale', words.moved, { path: file.path })
}

/** A save takes reviews back, and the trail knows it: also when the branch is set back to before the save. */
async function recordTakenBack(
  { db, person, now }: GatewayVisit,
  draft: Draft | undefined,
  commit: string | undefined,
): Promise<void> {
  if (!draft || draft.reviews.length === 0 || !commit || commit === draft.head) return
  await recordEvent(db, {
    actor: { kind: 'person', id: person.id },
    action: 'draft.taken-back',
    object: { kind: 'entry', id: draft.path },
    detail: { head: draft.head.slice(0, 12), commit: commit.slice(0, 12) },
    at: now,
  })
}

/** What a save of this entry would stand on now. */
export async function readGround(
  { repository, drafts }: Content,
  { collection, slug }: { collection: string; slug: string },
  path: string,
): Promise<Ground> {
  const [draft, main = ''] = await Promise.all([drafts.find(collection, slug), repository.head(mainBranch)])
  const onMain = (await repository.file(main, path))?.oid
  const began = draft && (await repository.file(draft.began, path))?.oid
  const inDraft =
    draft && (draft.files.some(file => file.path === path) ? draft.files.find(file => file.path === path)?.oid : began)
  return {
    main,
    draft,
    oid: draft ? inDraft : onMain,
    newerOnMain: draft && onMain !== began ? { oid: onMain } : undefined,
  }
}

/** Whose draft it is, whether the id is free, and whether the editor has seen what stands. */
async function findObstacle(
  { content, person }: GatewayVisit,
  { main, draft, oid, newerOnMain }: Ground,
  path: string,
  base: string | null,
  isNew: boolean,
): Promise<GatewayRefusal | undefined> {
  const place = entryAt(path)
  const id = place?.slug.slice(place.slug.lastIndexOf('/') + 1) ?? ''
  if (draft?.removal)
    return maySee(person, draft)
      ? refusal('taken', words.removalUnderWay, { path })
      : refusal('forbidden', words.othersDraft, { path })
  const sameId = content.everything().published.entries
  const isElsewhere = [...sameId.values()].some(
    entry => entry.type === place?.collection && entry.id === id && entry.path !== path,
  )
  if (draft && draft.path !== path) return refusal('taken', words.taken(id), { path })
  if (isElsewhere || (isNew && (draft ?? oid))) return refusal('taken', words.taken(id), { path })
  if (draft && !maySee(person, draft)) return refusal('forbidden', words.othersDraft, { path })
  if (newerOnMain) {
    if ((newerOnMain.oid ?? null) === base) return undefined
    return stale(content, main, path, newerOnMain.oid, words.staleMain)
  }
  if ((oid ?? null) === base) return undefined
  return stale(content, draft?.head ?? main, path, oid, words.stale)
}

/** Who changed it, when, and what stands now. */
async function stale(
  content: Content,
  commit: string,
  path: string,
  oid: string | undefined,
  say: (by: string, at: Date) => string,
): Promise<GatewayRefusal> {
  const last = await content.repository.lastChange(path, commit)
  const [by, at] = [last?.by ?? '', last?.at ?? new Date()]
  return refusal('stale', (oid ? say : words.staleGone)(by, at), {
    path,
    by,
    at: at.toISOString(),
    ...(oid && { oid }),
  })
}

/** Why a text cannot be filed even as a draft, with the field in the words of its form. What it still lacks is asked for when it is handed in. */
function findFault(path: string, text: string): GatewayRefusal | undefined {
  if (Buffer.byteLength(text) > maxEntryBytes) return refusal('too-large', tooLarge, { path })
  const { unfilable } = readWritten(path, Buffer.from(text))
  if (!unfilable) return undefined
  const { field, message } = unfilable
  const where = field ? `${fieldInWords(collectionNamed(entryAt(path)?.collection ?? ''), field)}：` : ''
  return refusal('invalid', `${where}${message}`, { path, ...(field && { field }) })
}

/** Why a text cannot be saved beside what is published. */
function findStanding(content: Content, collection: string, path: string, text: string): GatewayRefusal | undefined {
  const [first] = listStanding(content, { collection, path, text })
  if (!first) return undefined
  const { field = '', message } = first
  return refusal('invalid', `${fieldInWords(collectionNamed(collection), field)}：${message}`, { path, field })
}

async function findMissingFile(visit: GatewayVisit, path: string, text: string): Promise<GatewayRefusal | undefined> {
  const address = await findForeignFile(visit, filesIn({}, text))
  return address === undefined ? undefined : refusal('invalid', words.storedFileGone(address), { path })
}

/** Writes the commit; `moved` when somebody else was quicker and all has to be looked at again. */
async function write(
  visit: GatewayVisit,
  ground: Ground,
  file: { path: string; text: string },
  media: { path: string; bytes: Buffer | undefined }[],
  source: Source | undefined,
): Promise<Written | GatewayRefusal | { moved: true }> {
  const { db, content, person, now } = visit
  const { main, draft, oid, newerOnMain } = ground
  const { repository } = content
  const { collection = '', slug = '' } = entryAt(file.path) ?? {}
  const branch = branchOf(collection, slug)
  const title = titleOf(file.path, Buffer.from(file.text))
  const { writers, isHeld } = await findOthers(visit, ground, file.path, source)
  const say = draft ? words.messages.save : words.messages.begin
  const order = {
    author: authorOf(person),
    message: stepMessage(say(collectionNamed(collection)?.one ?? '', title), 'save', file.path, signatoryOf(person)),
    at: now,
    sign: signedBy(db, person, 'save', now),
    below: commitsOf(db, writers, { path: file.path, title }, now),
    evenIfSame: isHeld,
  }
  const changes = [{ path: file.path, bytes: Buffer.from(file.text) as Buffer | undefined }, ...media]
  if (!draft && !isHeld && media.length === 0 && (await isStored(content, oid, file.text)))
    return { versions: { [file.path]: oid ?? '' } }
  if (newerOnMain && draft) {
    // On top of main as it is now: the draft's own files are all that differs from it.
    const own = await draftFiles(content, draft, file.path, media)
    const done = await repository.commitFiles(branch, draft.head, [...changes, ...own], { ...order, onto: main })
    if ('refused' in done) return isOvertaken(done) ? { moved: true } : notWritten(done, file.path)
    return answer(content, done.commit, file.path)
  }
  if (!draft) await makeRoom(content, branch)
  const done = await repository.commitFiles(branch, draft?.head ?? null, changes, { ...order, from: main })
  if ('refused' in done) return isOvertaken(done) ? { moved: true } : notWritten(done, file.path)
  return answer(content, done.commit, file.path)
}

/** Who else wrote what is saved, and whether main has something here that readers do not see. */
async function findOthers(
  { db, content, person }: GatewayVisit,
  { main, draft, oid, newerOnMain }: Ground,
  path: string,
  source: Source | undefined,
): Promise<{ writers: Writer[]; isHeld: boolean }> {
  const { repository } = content
  const onMain = draft ? newerOnMain?.oid : oid
  const isShown = !onMain || content.everything().published.entries.get(path)?.oid === onMain
  const standing = isShown ? undefined : await findWriters(db, repository, path, main)
  const isHeld = standing !== undefined && !standing.hasPassed
  const taken = source ? await findWriters(db, repository, source.path, source.commit) : isHeld ? standing : undefined
  const own = authorOf(person).email
  const writers = (taken?.writers ?? []).filter(({ id, email }) => id !== person.id && email !== own)
  return { writers, isHeld }
}

async function answer({ repository }: Content, commit: string, path: string): Promise<Written> {
  return { commit, versions: { [path]: (await repository.file(commit, path))?.oid ?? '' } }
}

async function isStored({ repository }: Content, oid: string | undefined, text: string): Promise<boolean> {
  return oid !== undefined && (await repository.blobs([oid], maxEntryBytes)).get(oid)?.bytes?.toString('utf8') === text
}

async function draftFiles(
  { repository }: Content,
  draft: Draft,
  entry: string,
  media: { path: string }[],
): Promise<{ path: string; bytes: Buffer | undefined }[]> {
  const changed = new Set([entry, ...media.map(({ path }) => path)])
  const own = draft.files.filter(({ path, oid }) => oid && !changed.has(path))
  const blobs = await repository.blobs(
    own.map(({ oid }) => oid ?? ''),
    50 * 1024 * 1024,
  )
  return own.map(({ path, oid }) => ({ path, bytes: blobs.get(oid ?? '')?.bytes }))
}
