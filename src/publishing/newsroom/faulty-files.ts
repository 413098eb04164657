import { recordEvent } from '#people/events.ts'
import type { GatewayVisit } from '../decap/gateway-visit.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { saveEntry } from '../decap/saves.ts'
import { stepMessage } from '../drafts/drafts.ts'
import { notWritten, refusal } from '../drafts/refusals.ts'
import { authorOf, signatoryOf } from '../drafts/mover.ts'
import type { Content } from '../edition/content.ts'
import { entryAt } from '../edition/content-file.ts'
import { type Fault, maxEntryBytes } from '../edition/entry-file.ts'
import { isPlainPath } from '../git/commits.ts'
import { mainBranch } from '../git/repository.ts'
import { faultyFileWords as words } from './words.ts'

/** A file of main with what is wrong with it. */
export interface FaultyFile {
  path: string
  /** The version of the file: what a form about it has seen; of one that is gone, the version that readers still see. */
  oid: string
  faults: readonly Fault[]
  /** The entry that stands at this path, faulty or not; undefined where none may. */
  place: { collection: string; slug: string; id: string } | undefined
  /** What the file says, when it is text. */
  text: string | undefined
  encoding: 'utf-8' | 'gbk'
  bytes: number
  /** `gone`: main has no file here any more, and its deletion has not passed. */
  kind: 'file' | 'link' | 'module' | 'gone'
}

/** A file that the edition lists as faulty, undefined when it is none or no more. */
export async function findFaultyFile(content: Content, path: string): Promise<FaultyFile | undefined> {
  const { faults, published } = content.everything()
  const itsFaults = faults.filter(fault => fault.path === path)
  if (itsFaults.length === 0) return undefined
  const held = published.uncleared.get(path)
  const onMain = await content.repository.file(published.commit, path)
  const file = onMain ?? (held?.instead ? { oid: held.instead, regular: true } : undefined)
  if (!file) return undefined
  const blob = (await content.repository.blobs([file.oid], maxEntryBytes)).get(file.oid)
  const place = entryAt(path)
  return {
    path,
    oid: file.oid,
    faults: itsFaults,
    place: place && { ...place, id: place.slug.slice(place.slug.lastIndexOf('/') + 1) },
    bytes: blob?.size ?? 0,
    kind: !onMain ? 'gone' : file.regular ? 'file' : blob ? 'link' : 'module',
    ...readText(blob?.bytes),
  }
}

function readText(bytes: Buffer | undefined): Pick<FaultyFile, 'text' | 'encoding'> {
  for (const encoding of ['utf-8', 'gbk'] as const)
    try {
      const text = bytes && new TextDecoder(encoding, { fatal: true }).decode(bytes)
      if (text !== undefined && !text.includes('\0')) return { text, encoding }
    } catch {
      // Not in this one.
    }
  return { text: undefined, encoding: 'utf-8' }
}

/**
 * Makes of a mended text a draft like any other, by the rules of every save: at the place of the file, or, for one that
 * lies where no entry may, at another. Returns where its review stands.
 */
export async function mendFile(
  visit: GatewayVisit,
  file: FaultyFile,
  { text, to, oid }: { text: string; to: string; oid: string },
): Promise<{ collection: string; id: string } | GatewayRefusal> {
  if (file.kind === 'gone') return refusal('conflict', words.isGone)
  const path = file.place ? file.path : to
  const place = entryAt(path)
  if (!place) return refusal('invalid', words.badPlace, { field: 'to' })
  const isNew = path !== file.path
  if (await visit.content.drafts.find(place.collection, place.slug)) return refusal('taken', words.draftThere)
  const saved = await saveEntry(
    visit,
    {
      dataFiles: [{ slug: place.slug, path, raw: text }],
      assets: [],
      options: { collectionName: place.collection, newEntry: isNew },
      base: { [path]: isNew ? null : oid },
    },
    isNew ? { path: file.path, commit: visit.content.everything().published.commit } : undefined,
  )
  if ('error' in saved) return saved
  // What has passed its reviews, and is at fault all the same, is no draft as long as nobody changes it.
  if (!(await visit.content.drafts.find(place.collection, place.slug)))
    return refusal('invalid', words.unchanged, { field: 'text' })
  return { collection: place.collection, id: place.slug.slice(place.slug.lastIndexOf('/') + 1) }
}

/** What stands against the removal of a file by this person: an entry is mended or restored, everything else goes by a publisher's hand. */
export function findReasonToKeep(visit: Pick<GatewayVisit, 'person'>, file: FaultyFile): GatewayRefusal | undefined {
  if (file.kind === 'gone') return refusal('conflict', words.isGone)
  if (file.place) return refusal('forbidden', words.isEntry)
  if (!visit.person.roles.includes('publisher')) return refusal('forbidden', words.removeNotYours)
  return isPlainPath(file.path) ? undefined : refusal('bad-request', words.strangeName)
}

/** Removes a file that is no entry from main. */
export async function removeFaultyFile(
  visit: GatewayVisit,
  file: FaultyFile,
  oid: string,
): Promise<{ commit: string } | GatewayRefusal> {
  const obstacle = findReasonToKeep(visit, file)
  if (obstacle) return obstacle
  const { db, content, person, now } = visit
  const { path } = file
  const done = await content.repository.commitFiles(mainBranch, undefined, [{ path, bytes: undefined, was: oid }], {
    author: authorOf(person),
    message: stepMessage(words.message(path), 'save', path, signatoryOf(person)),
    at: now,
  })
  if ('refused' in done) return done.refused === 'stale' ? refusal('stale', words.gone) : notWritten(done, path)
  await content.refresh()
  await recordEvent(db, {
    actor: { kind: 'person', id: person.id },
    action: 'faulty-file.removed',
    object: { kind: 'entry', id: path },
    detail: { commit: done.commit.slice(0, 12) },
    at: now,
  })
  return done
}
