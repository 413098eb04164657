import type { Db } from '#db/schema.ts'
import { isOfItsKind } from '#forms/file-kinds.ts'
import { fieldInWords } from '../decap/field-words.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words, moveWords } from '../decap/words.ts'
import { clearWith, type Version, withItsFiles } from '../edition/clearance.ts'
import type { Content } from '../edition/content.ts'
import { maxMediaBytes, ownName, pictureOf } from '../edition/media.ts'
import { codesIn, entriesIn, findUnknownCode, mediaIn } from '../edition/references.ts'
import { mainBranch } from '../git/repository.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import { findChildFault } from '../types/minors.ts'
import type { AtTheGate } from '../types/type.ts'
import { findFallenResult } from './assessed.ts'
import { type Draft, dataOf, stepMessage } from './drafts.ts'
import { findReasonToStay } from './reasons-to-stay.ts'
import { isOvertaken, notWritten, refusal } from './refusals.ts'
import { authorOf, type Mover, signatoryOf } from './mover.ts'

/**
 * Puts a draft that has passed its reviews on main: exactly the files that were reviewed, and only on the versions from
 * which it began. Refused by a gate of its type, a missing reference, or a newer publication.
 */
export async function publishDraft(
  db: Db,
  content: Content,
  draft: Draft,
  { person, now, suggestionFacts }: Mover,
): Promise<{ commit: string } | GatewayRefusal> {
  const { repository } = content
  const fault = draft.removal
    ? await findReasonToStay(db, content.everything(), draft.path)
    : (findTakenId(content, draft) ??
      findMissingReference(content, draft) ??
      findPictureOfOthers(content, draft) ??
      (await findForeignKind(content, draft)) ??
      (await findFallenResult(db, draft.path)) ??
      (await findGateFault(content, draft, {
        before: content.everything().published.entries.get(draft.path),
        signed: [...draft.reviews.map(review => review.by.name), person.name],
        hasReplacedPictures: replacedMedia(content, draft).length > 0,
        now,
        suggestionFacts,
      })))
  if (fault) return fault
  const message = stepMessage(
    words.messages.move(moveWords.publication, draft.title),
    'publication',
    draft.path,
    signatoryOf(person),
  )
  if ((await repository.head(draft.branch)) !== draft.head) return refusal('stale', words.moved, { path: draft.path })
  // What was reviewed is what is published, file by file: nothing that a merge has put together.
  const { media } = content.everything().published
  const files = draft.published.filter(
    ({ path, oid }) => path === draft.path || media.get(path.slice('content'.length))?.oid !== oid,
  )
  const reviewed = await reviewedFiles(content, draft)
  const done = await clearWith(db, reviewed, 'publication', now, sign =>
    repository.commitFiles(
      mainBranch,
      undefined,
      files.map(({ path, oid, was = null }) => ({ path, oid, was })),
      { author: authorOf(person), message, merges: draft.head, evenIfSame: true, at: now, sign },
    ),
  )
  if ('refused' in done) return isOvertaken(done) ? conflict(content, draft) : notWritten(done, draft.path)
  // A branch that is left behind by a kill counts as no draft any more.
  await Promise.all([content.refresh(), repository.deleteBranch(draft.branch, draft.head)])
  return done
}

/** What readers may see from now on: the entry and its pictures as they were reviewed. */
async function reviewedFiles({ repository, everything }: Content, draft: Draft): Promise<Version[]> {
  if (draft.removal) return [{ path: draft.path, oid: null }]
  const entry = await repository.file(draft.head, draft.path)
  const versions = new Map<string, string>(
    [...everything().published.media.values()].map(({ path, oid }) => [`content${path}`, oid]),
  )
  for (const { path, oid } of draft.published) if (oid) versions.set(path, oid)
  const there = [...versions].map(([path, oid]) => ({ path, oid }))
  // A picture that is replaced by any draft has passed with it.
  const replaced = draft.published.flatMap(({ path, oid, was }) =>
    oid && was && path !== draft.path ? [{ path, oid }] : [],
  )
  return [...(entry ? withItsFiles(entry, Buffer.from(draft.text), there) : []), ...replaced]
}

async function conflict(content: Content, draft: Draft): Promise<GatewayRefusal> {
  const main = (await content.repository.head(mainBranch)) ?? ''
  const last = await content.repository.lastChange(draft.path, main)
  const [by, at] = [last?.by ?? '', last?.at ?? new Date()]
  return refusal('conflict', words.conflict(by, at), { path: draft.path, by, at: at.toISOString() })
}

/** Another file has the id already: the first one keeps it. */
function findTakenId({ everything }: Content, { path, collection, slug }: Draft): GatewayRefusal | undefined {
  const id = slug.slice(slug.lastIndexOf('/') + 1)
  const entries = [...everything().published.entries.values()]
  const other = entries.find(entry => entry.type === collection && entry.id === id && entry.path !== path)
  return other && refusal('taken', words.takenBy(id, other.path), { path })
}

/** Pictures, entries and codes of the settings that the draft names and that would not be there. */
export function findMissingReference(
  content: Content,
  draft: Pick<Draft, 'collection' | 'path' | 'text' | 'files'>,
): GatewayRefusal | undefined {
  const { published, lists } = content.everything()
  const type = typeNamed(draft.collection)
  const parsed = dataOf(draft)
  if (!parsed) return refusal('invalid', words.damagedDraft, { path: draft.path })
  if (!type) return undefined
  const ours = new Set(draft.files.filter(({ oid }) => oid).map(({ path }) => path.slice('content'.length)))
  for (const { field, src } of mediaIn(parsed.data, parsed.body)) {
    if (!ours.has(src) && !published.media.has(src))
      return refusal('invalid', words.referenceMissing(fieldInWords(type, field), src), { field, path: draft.path })
  }
  for (const { field, type: named, id } of entriesIn(type.name, parsed.data)) {
    const isThere = lists[named as TypeName]?.some(place => place.file.id === id)
    if (!isThere)
      return refusal('invalid', words.referenceMissing(fieldInWords(type, field), `编号为 ${id} 的条目`), {
        field,
        path: draft.path,
      })
  }
  const unknown = findUnknownCode(codesIn(type.name, parsed.data), published.settings)
  return (
    unknown &&
    refusal('invalid', `${fieldInWords(type, unknown.field)}：${unknown.message}`, {
      field: unknown.field,
      path: draft.path,
    })
  )
}

/** The `/media/…` paths behind which the draft puts another file than is published. */
function replacedMedia({ everything }: Content, draft: Draft): string[] {
  const { media } = everything().published
  return draft.published.flatMap(({ path, oid }) => {
    const src = path.slice('content'.length)
    const now = media.get(src)?.oid
    return now !== undefined && now !== oid ? [src] : []
  })
}

/** A picture or file that the draft names and that is of another kind than its name says: readers would get nothing. */
export async function findForeignKind(content: Content, draft: Draft): Promise<GatewayRefusal | undefined> {
  const parsed = dataOf(draft)
  if (!parsed || draft.removal) return undefined
  const { media } = content.everything().published
  for (const { src } of mediaIn(parsed.data, parsed.body)) {
    const oid = draft.files.find(({ path }) => path === `content${src}`)?.oid ?? media.get(src)?.oid
    const bytes = oid && (await content.repository.blobs([oid], maxMediaBytes)).get(oid)?.bytes
    if (bytes && !isOfItsKind(bytes, src))
      return refusal('bad-file', words.notWhatItSays(ownName(src)), { path: `content${src}` })
  }
  return undefined
}

/** What only its reviews let through keeps its pictures: no draft of another entry replaces one. */
export function findPictureOfOthers(content: Content, draft: Draft): GatewayRefusal | undefined {
  const entries = [...content.everything().published.entries.values()]
  for (const src of replacedMedia(content, draft)) {
    const owner = entries.find(
      ({ path, type, data, media }) =>
        path !== draft.path &&
        typeNamed(type)?.guarded?.(data) &&
        media.some(shown => shown.src === src || shown.src === pictureOf(src)),
    )
    if (owner) return refusal('gate', words.pictureOfOther(src, owner.path), { path: `content${src}` })
  }
  return undefined
}

/** What the gate of its type says against it. `before`: what readers see of it now. */
export async function findGateFault(
  content: Content,
  draft: Pick<Draft, 'collection' | 'path' | 'text' | 'files'>,
  {
    before,
    ...given
  }: { before: { data: Record<string, unknown>; body: string } | undefined } & Pick<
    AtTheGate<unknown>,
    'signed' | 'hasReplacedPictures' | 'now' | 'suggestionFacts'
  >,
): Promise<GatewayRefusal | undefined> {
  const type = typeNamed(draft.collection)
  const parsed = dataOf(draft)
  if (!type || !parsed) return undefined
  const atTheGate = {
    ...given,
    entry: parsed.data,
    body: parsed.body,
    before: before && { entry: before.data, body: before.body },
    hasNewPictures: draft.files.some(({ path, oid }) => oid && path.startsWith('content/media/')),
    settings: content.everything().published.settings,
  }
  const fault =
    (before && type.kept?.(parsed.data, before.data)) ??
    (type.minors?.(parsed.data) ? findChildFault(atTheGate) : undefined) ??
    (await type.gate?.(atTheGate))
  return fault && refusal('gate', fault.error, { ...(fault.field && { field: fault.field }), path: draft.path })
}
