import { recordEvents } from '#people/events.ts'
import type { GatewayVisit } from '../decap/gateway-visit.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { saveEntry } from '../decap/saves.ts'
import { gatewayWords } from '../decap/words.ts'
import { isRefusal, notWritten, refusal } from '../drafts/refusals.ts'
import { authorOf } from '../drafts/mover.ts'
import type { Content } from '../edition/content.ts'
import { entryAt, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import { compareLines, compareVersions, type Difference } from '../git/changes.ts'
import type { Conflict } from '../git/conflicts.ts'
import type { NameOf } from '../types/in-words.ts'
import { conflictWords as words } from './words.ts'

/** One file that the portal and the remote repository have both changed. */
export interface ConflictingFile {
  path: string
  title: string
  /** Whether theirs can become a draft: it is an entry, and it is there. */
  isEntry: boolean
  oursIsGone: boolean
  theirsIsGone: boolean
  /** From ours to theirs. */
  difference: Difference & { isRaw: boolean }
}

/** Everything that waits to be settled, with both versions. Undefined when nothing does. */
export async function findConflicts(
  content: Content,
  nameOf: NameOf,
): Promise<{ conflict: Conflict; files: ConflictingFile[] } | undefined> {
  const conflict = await content.repository.conflict()
  if (!conflict) return undefined
  return { conflict, files: await Promise.all(conflict.paths.map(path => describe(content, conflict, path, nameOf))) }
}

async function describe(
  content: Content,
  { ours, theirs }: Conflict,
  path: string,
  nameOf: NameOf,
): Promise<ConflictingFile> {
  const [mine, other] = await Promise.all([ours, theirs].map(commit => readAt(content, commit, path)))
  const place = entryAt(path)
  const bytes = mine ?? other
  const difference =
    place &&
    (await compareVersions(
      content.repository,
      place.collection,
      { commit: mine && ours, path },
      { commit: other && theirs, path },
      nameOf,
    ))
  const isText = place !== undefined
  return {
    path,
    title: place && bytes ? titleOf(path, bytes) : path.slice(path.lastIndexOf('/') + 1),
    isEntry: place !== undefined && other !== undefined,
    oursIsGone: !mine,
    theirsIsGone: !other,
    difference: difference
      ? { ...difference, isRaw: false }
      : { fields: [], body: isText ? compareLines(String(mine ?? ''), String(other ?? '')) : [], isRaw: isText },
  }
}

async function readAt({ repository }: Content, commit: string, path: string): Promise<Buffer | undefined> {
  const file = await repository.file(commit, path)
  return file && (await repository.blobs([file.oid], maxEntryBytes)).get(file.oid)?.bytes
}

/**
 * Joins both sides, for a publisher: of every file ours stays, and where `asDrafts` names it theirs becomes a draft, which
 * goes through the reviews like any other. `seen` is the conflict that was looked at; another one now is refused. The drafts
 * are written first, so that nothing of theirs is lost when one of them cannot be.
 */
export async function settleConflicts(
  visit: GatewayVisit,
  seen: Pick<Conflict, 'ours' | 'theirs'>,
  asDrafts: ReadonlySet<string>,
): Promise<{ commit: string } | GatewayRefusal> {
  const { content, db, person, now } = visit
  const conflict = await content.repository.conflict()
  if (!conflict || conflict.ours !== seen.ours || conflict.theirs !== seen.theirs) return refusal('stale', words.moved)
  if (!person.roles.includes('publisher')) return refusal('forbidden', gatewayWords.notForRole('签发人'))
  if (conflict.isUnrelated) return refusal('invalid', words.unrelated)
  for (const path of conflict.paths.filter(path => asDrafts.has(path))) {
    const refused = await draftOfTheirs(visit, conflict, path)
    if (refused) return { ...refused, error: words.notDrafted(path, refused.error), path }
  }
  const done = await content.repository.settle(conflict, {
    author: authorOf(person),
    message: words.message(conflict.paths.length),
    at: now,
  })
  if ('refused' in done) return done.refused === 'moved' ? refusal('stale', words.moved) : notWritten(done, '')
  await content.refresh()
  await recordEvents(
    db,
    conflict.paths.map(path => ({
      actor: { kind: 'person', id: person.id },
      action: 'conflict.settled',
      object: { kind: 'entry', id: path },
      detail: { by: asDrafts.has(path) ? 'draft' : 'ours', commit: done.commit.slice(0, 12) },
      at: now,
    })),
  )
  return done
}

async function draftOfTheirs(
  visit: GatewayVisit,
  { ours, theirs }: Conflict,
  path: string,
): Promise<GatewayRefusal | undefined> {
  const { content } = visit
  const place = entryAt(path)
  const text = (await readAt(content, theirs, path))?.toString('utf8')
  if (!place || text === undefined) return refusal('invalid', words.noText)
  const draft = await content.drafts.find(place.collection, place.slug)
  // Made by an attempt that got no further.
  if (draft?.text === text) return undefined
  if (draft) return refusal('taken', words.draftThere)
  const base = (await content.repository.file(ours, path))?.oid ?? null
  const saved = await saveEntry(
    visit,
    {
      dataFiles: [{ slug: place.slug, path, raw: text }],
      assets: [],
      options: { collectionName: place.collection, newEntry: base === null },
      base: { [path]: base },
    },
    { path, commit: theirs },
  )
  return isRefusal(saved) ? saved : undefined
}
