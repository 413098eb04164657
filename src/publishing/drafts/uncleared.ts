import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import type { WholeEdition } from '../edition/edition.ts'
import { entryAt, parseContentFile, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import { pictureOf } from '../edition/media.ts'
import { mediaIn } from '../edition/references.ts'
import { mainBranch, type TreeFile } from '../git/repository.ts'
import { branchOf } from './drafts.ts'
import { makeRoom } from './left-branches.ts'
import { notWritten, refusal } from './refusals.ts'
import { authorOf } from './mover.ts'
import { commitsOf, findWriters } from './writers.ts'

/** An entry or a file whose version on main came there without its reviews. */
export interface UnclearedFile {
  path: string
  title: string
  /** Readers see an older version. */
  isChange: boolean
  isEntry: boolean
  /** Main has it no more. */
  isGone: boolean
  /**
   * What is done about it: an entry is made a draft; what was deleted, and a picture, is put back to what readers see; a second
   * file of one id is taken out; a picture of such an entry goes along with it.
   */
  remedy: 'draft' | 'put-back' | 'take-out' | 'goes-along'
}

/** What is held back of main, by path. */
export async function listUncleared({ repository, everything }: Content): Promise<UnclearedFile[]> {
  const whole = everything()
  const { uncleared, commit } = whole.published
  if (uncleared.size === 0) return []
  const there = await repository.files(commit)
  const texts = await repository.blobs(
    [...uncleared.values()].flatMap(({ oid, instead }) => oid ?? instead ?? []),
    maxEntryBytes,
  )
  const alongWith = new Set(
    [...uncleared].flatMap(([path, { oid }]) => {
      const bytes = texts.get(oid ?? '')?.bytes
      return entryAt(path) && bytes ? mediaShown(path, bytes) : []
    }),
  )
  return [...uncleared]
    .map(([path, { oid, instead }]): UnclearedFile => {
      const bytes = texts.get(oid ?? instead ?? '')?.bytes
      const isEntry = entryAt(path) !== undefined
      const title = isEntry && bytes ? titleOf(path, bytes) : path
      const isGone = oid === undefined
      const picture = pictureOf(path)
      const remedy = isEntry
        ? !isFile(there, path)
          ? 'put-back'
          : hasId(whole, path)
            ? 'take-out'
            : 'draft'
        : alongWith.has(picture)
          ? 'goes-along'
          : 'put-back'
      return { path, title, isChange: instead !== undefined, isEntry, isGone, remedy }
    })
    .sort((a, b) => Number(b.isEntry) - Number(a.isEntry) || (a.path < b.path ? -1 : 1))
}

/** The paths of the pictures and files that an entry shows. */
function mediaShown(path: string, bytes: Buffer): string[] {
  const parsed = parseContentFile(path, bytes)
  return 'data' in parsed ? mediaIn(parsed.data, parsed.body).map(({ src }) => `content${src}`) : []
}

/** A link and a module are no text that could be a draft, nor is what is gone. */
const isFile = (there: readonly TreeFile[], path: string): boolean =>
  there.some(file => file.regular && file.path === path)

/** Whether readers see another file of this id. */
function hasId({ published }: WholeEdition, path: string): boolean {
  const place = entryAt(path)
  const id = place?.slug.slice(place.slug.lastIndexOf('/') + 1)
  return [...published.entries.values()].some(
    other => other.type === place?.collection && other.id === id && other.path !== path,
  )
}

/**
 * Makes a draft of an entry that came to main without its reviews, with the pictures that did, and puts main back to what
 * readers see; what was deleted there, a picture and a second file of one id are only put back. The draft is by whoever wrote
 * it, not by who makes it. Refused when the entry has a draft, or has changed.
 */
export async function makeDraftOf(
  db: Db,
  content: Content,
  person: SignedInPerson,
  path: string,
  now: Date,
): Promise<{ collection: string; id: string } | { putBack: string } | GatewayRefusal> {
  const { repository } = content
  await content.refresh()
  const whole = content.everything()
  const { uncleared, commit: main } = whole.published
  const [place, held] = [entryAt(path), uncleared.get(path)]
  if (!held) return refusal('not-found', words.fileNotFound, { path })
  const there = await repository.files(main)
  const onlyBack = !place || !isFile(there, path) || hasId(whole, path)
  if (!onlyBack && (await content.drafts.find(place.collection, place.slug)))
    return refusal('taken', words.hasDraft, { path })
  const version = held.oid ?? held.instead ?? ''
  const bytes = (await repository.blobs([version], maxEntryBytes)).get(version)?.bytes ?? Buffer.alloc(0)
  const shown = new Set(place ? mediaShown(path, bytes) : [path])
  const along = [...uncleared].filter(([other]) => other === path || shown.has(other) || shown.has(pictureOf(other)))
  const { writers } = onlyBack ? { writers: [] } : await findWriters(db, repository, path, main)
  const title = place ? titleOf(path, bytes) : path
  const back = await repository.commitFiles(
    mainBranch,
    main,
    // A folder or a module that a push has put in the place of a file goes with it: no version is asked for, but that of main.
    along.map(([path, { instead }]) => ({ path, oid: instead })),
    { author: authorOf(person), message: words.messages.putBack(title), at: now },
  )
  if ('refused' in back) return notWritten(back, path)
  const recordAndRefresh = async () => {
    await recordEvent(db, {
      actor: { kind: 'person', id: person.id },
      action: 'entry.made-draft',
      object: { kind: 'entry', id: path },
      detail: { commit: back.commit.slice(0, 12), head: (held.oid ?? '').slice(0, 12) },
      at: now,
    })
    await content.refresh()
  }
  if (onlyBack) {
    await recordAndRefresh()
    return { putBack: path }
  }
  const branch = branchOf(place.collection, place.slug)
  await makeRoom(content, branch)
  const commits = commitsOf(db, writers, { path, title }, now)
  const done = await repository.commitFiles(
    branch,
    null,
    along.map(([path, { oid }]) => ({ path, oid })),
    { ...commits.at(-1)!, below: commits.slice(0, -1), from: back.commit, at: now },
  )
  await recordAndRefresh()
  if ('refused' in done) return notWritten(done, path)
  return { collection: place.collection, id: place.slug.slice(place.slug.lastIndexOf('/') + 1) }
}
