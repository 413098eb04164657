import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { entryAt, parseContentFile, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import { pictureOf } from '../edition/media.ts'
import { mediaIn } from '../edition/references.ts'
import { mainBranch } from '../git/repository.ts'
import { branchOf } from './drafts.ts'
import { notWritten, refusal } from './refusals.ts'
import { authorOf } from './mover.ts'

/** An entry or a file whose version on main came there without its reviews. */
export interface UnclearedFile {
  path: string
  title: string
  /** Readers see an older version. */
  isChange: boolean
  /** It can be made a draft: a picture goes along with its entry. */
  isEntry: boolean
  /** Main has it no more: it can only be put back. */
  isGone: boolean
}

/** What is held back of main, by path. */
export async function listUncleared({ repository, everything }: Content): Promise<UnclearedFile[]> {
  const { uncleared } = everything().published
  const texts = await repository.blobs(
    [...uncleared.values()].flatMap(({ oid, instead }) => oid ?? instead ?? []),
    maxEntryBytes,
  )
  return [...uncleared]
    .map(([path, { oid, instead }]) => {
      const bytes = texts.get(oid ?? instead ?? '')?.bytes
      const isEntry = entryAt(path) !== undefined
      const title = isEntry && bytes ? titleOf(path, bytes) : path
      return { path, title, isChange: instead !== undefined, isEntry, isGone: oid === undefined }
    })
    .sort((a, b) => Number(b.isEntry) - Number(a.isEntry) || (a.path < b.path ? -1 : 1))
}

/**
 * Makes a draft of an entry that came to main without its reviews, with the pictures that did, and puts main back to what
 * readers see; what was deleted there is only put back. The draft is by whom the commit names, unsigned. Refused when the
 * entry has a draft, or has changed.
 */
export async function makeDraftOf(
  db: Db,
  content: Content,
  person: SignedInPerson,
  path: string,
  now: Date,
): Promise<{ collection: string; id: string } | { putBack: string } | GatewayRefusal> {
  const { repository } = content
  const { uncleared } = content.everything().published
  const [place, held, main] = [entryAt(path), uncleared.get(path), await repository.head(mainBranch)]
  if (!place || !held || !main) return refusal('not-found', words.fileNotFound, { path })
  const id = place.slug.slice(place.slug.lastIndexOf('/') + 1)
  if (held.oid && (await content.drafts.find(place.collection, place.slug)))
    return refusal('taken', words.hasDraft, { path })
  const version = held.oid ?? held.instead ?? ''
  const bytes = (await repository.blobs([version], maxEntryBytes)).get(version)?.bytes ?? Buffer.alloc(0)
  const parsed = parseContentFile(path, bytes)
  const shown = new Set('data' in parsed ? mediaIn(parsed.data, parsed.body).map(({ src }) => `content${src}`) : [])
  const along = [...uncleared].filter(
    ([other]) => other === path || shown.has(other) || shown.has(`content${pictureOf(other.slice('content'.length))}`),
  )
  const last = await repository.lastChange(path, main)
  const title = titleOf(path, bytes)
  const back = await repository.commitFiles(
    mainBranch,
    undefined,
    along.map(([path, { oid, instead }]) => ({ path, oid: instead, was: oid ?? null })),
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
  if (!held.oid) {
    await recordAndRefresh()
    return { putBack: path }
  }
  const branch = branchOf(place.collection, place.slug)
  // One that a kill left behind after its publication.
  const left = await repository.head(branch)
  if (left) await repository.deleteBranch(branch, left)
  const done = await repository.commitFiles(
    branch,
    null,
    along.map(([path, { oid }]) => ({ path, oid })),
    {
      author: { name: last?.by ?? '', email: last?.email ?? '' },
      message: `${words.messages.madeDraft(title)}\n\nEntry: ${path}`,
      from: back.commit,
      at: now,
    },
  )
  await recordAndRefresh()
  return 'refused' in done ? notWritten(done, path) : { collection: place.collection, id }
}
