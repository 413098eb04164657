import { dayOf } from '#calendar/lishui.ts'
import { recordEvent } from '#people/events.ts'
import { gatewayWords as words } from './words.ts'
import { entryAt, readWritten } from '../edition/content-file.ts'
import type { Content } from '../edition/content.ts'
import { putAway } from '../drafts/deleted.ts'
import { branchOf, type Draft, stepMessage } from '../drafts/drafts.ts'
import { endNotesOfDeleted } from '../drafts/notes.ts'
import { writeEntryFile } from '../edition/entry-file.ts'
import { makeRoom } from '../drafts/left-branches.ts'
import { findReasonToStay, leavesNote } from '../drafts/reasons-to-stay.ts'
import { signedBy } from '../drafts/signatures.ts'
import { saveEntry } from './saves.ts'
import type { GatewayVisit } from './gateway-visit.ts'
import { readMediaFile } from './reads.ts'
import type { Asset, GatewayRefusal, MediaFile } from './protocol.ts'
import { pictureOf } from '../edition/media.ts'
import { isOvertaken, isRefusal, notWritten, refusal } from '../drafts/refusals.ts'
import { mainBranch } from '../git/repository.ts'
import { authorOf, signatoryOf } from '../drafts/mover.ts'
import { prepareUpload, storedPath, uploadPlace } from '../drafts/uploads.ts'
import { mediaIn } from '../edition/references.ts'
import { typeNamed } from '../types/index.ts'
import { settingsFile } from '../types/settings.ts'

/** Throws a draft away, for thirty days at first: who began it, or a publisher. Refused when somebody has saved since. */
export async function deleteDraft(
  { db, content, person, now, suggestionFacts }: GatewayVisit,
  draft: Draft,
): Promise<object | GatewayRefusal> {
  const [first] = draft.authors
  if ((first?.pushed || first?.id !== person.id) && !person.roles.includes('publisher'))
    return refusal('forbidden', words.onlyBeganOrPublisher)
  const done = await putAway({ db, content, person, now, suggestionFacts }, draft)
  if (isRefusal(done)) return done
  await endNotesOfDeleted(db, person, draft.path, now)
  await recordEvent(db, {
    actor: { kind: 'person', id: person.id },
    action: 'draft.deleted',
    object: { kind: 'entry', id: draft.path },
    detail: { head: draft.head.slice(0, 12) },
    at: now,
  })
  return {}
}

/**
 * Why the deletion of what readers see at a path cannot begin: a push has changed it, it has a draft, what the law asks a note
 * of has one already, or it is one that stays. Undefined when it can.
 */
export async function findReasonNotToBegin(
  { db, content }: Pick<GatewayVisit, 'db' | 'content'>,
  path: string,
): Promise<GatewayRefusal | undefined> {
  const whole = content.everything()
  const place = entryAt(path)
  const file = whole.published.entries.get(path)
  if (!place || !file) return refusal('not-found', words.fileNotFound, { path })
  if (whole.published.uncleared.has(path)) return refusal('conflict', words.heldOnMain, { path })
  if (await content.drafts.find(place.collection, place.slug)) return refusal('taken', words.hasDraft, { path })
  if (!leavesNote(file)) return findReasonToStay(db, whole, path)
  return typeNamed(file.type)?.withdrawn?.(file.data) ? refusal('gate', words.noteStays, { path }) : undefined
}

/**
 * Begins the deletion of a published entry: a draft that goes through the reviews like a change, with its reason. What the law
 * asks a dated note of is made a withdrawal; of anything else the file goes. `oid` is the version that was looked at.
 */
export async function beginRemoval(
  visit: GatewayVisit,
  path: string,
  { oid, reason }: { oid: string; reason: string },
): Promise<{ collection: string; id: string } | GatewayRefusal> {
  const { db, content, person, now } = visit
  const { repository, everything } = content
  const place = entryAt(path)
  const file = everything().published.entries.get(path)
  const main = await repository.head(mainBranch)
  if (!place || !file || !main) return refusal('not-found', words.fileNotFound, { path })
  const obstacle = await findReasonNotToBegin(visit, path)
  if (obstacle) return obstacle
  const onMain = (await repository.file(main, path))?.oid
  if (file.oid !== oid || onMain !== oid) {
    const last = await repository.lastChange(path, main)
    return refusal('stale', words.stale(last?.by ?? '', last?.at ?? now), { path })
  }
  const type = typeNamed(file.type)!
  const note = type.withdraw?.(file.data, { on: dayOf(now), reason })
  const id = file.id
  if (note) {
    const saved = await saveEntry(visit, {
      dataFiles: [{ slug: place.slug, path, raw: writeEntryFile(note, file.body, type.fields) }],
      assets: [],
      options: { collectionName: place.collection, newEntry: false },
      base: { [path]: oid },
    })
    return isRefusal(saved) ? saved : { collection: place.collection, id }
  }
  const title = String(file.data[type.titleField])
  const branch = branchOf(place.collection, place.slug)
  await makeRoom(content, branch)
  const done = await repository.commitFiles(branch, null, [{ path, bytes: undefined }], {
    author: authorOf(person),
    message: stepMessage(words.messages.remove(type.one, title), 'save', path, signatoryOf(person), reason),
    from: main,
    at: now,
    sign: signedBy(db, person, 'save', now),
  })
  return 'refused' in done ? notWritten(done, path) : { collection: place.collection, id }
}

/** Takes unused pictures and files down, for a publisher; never what an entry still shows. An entry goes through the reviews. */
export async function takeDown(
  { db, content, person, now }: GatewayVisit,
  { paths }: { paths: string[] },
): Promise<{ commit: string } | GatewayRefusal> {
  if (!person.roles.includes('publisher')) return refusal('forbidden', words.notForRole('签发人'))
  const whole = content.everything()
  for (const path of paths) {
    const obstacle = await findReasonToKeep(content, path)
    if (obstacle) return obstacle
  }
  const { media } = whole.published
  const removed = [
    ...new Set(
      paths.flatMap(path => [
        path,
        ...[...media.keys()].map(src => `content${src}`).filter(variant => pictureOf(variant) === path),
      ]),
    ),
  ]
  const changes = removed.map(path => ({
    path,
    bytes: undefined,
    was: media.get(path.slice('content'.length))?.oid ?? null,
  }))
  const message = stepMessage(words.messages.takeDown(paths.join('、')), 'save', paths[0] ?? '', signatoryOf(person))
  const done = await content.repository.commitFiles(mainBranch, undefined, changes, {
    author: authorOf(person),
    message,
    at: now,
  })
  if ('refused' in done) return notWritten(done, paths[0] ?? '')
  await content.refresh()
  for (const path of paths)
    await recordEvent(db, {
      actor: { kind: 'person', id: person.id },
      action: 'entry.taken-down',
      object: { kind: 'entry', id: path },
      detail: { commit: done.commit.slice(0, 12) },
      at: now,
    })
  return done
}

/** What shows a picture or file, readers' settings and drafts among it; a smaller width goes with its photograph alone. */
async function findReasonToKeep({ everything, drafts }: Content, path: string): Promise<GatewayRefusal | undefined> {
  const { published, earlier } = everything()
  const entry = entryAt(path)
  const [fault] = published.faults.get(path) ?? []
  if (entry && fault && !published.entries.has(path)) return refusal('invalid', words.damaged(fault.message), { path })
  if (entry) return refusal('forbidden', words.removalByReviews, { path })
  const src = path.startsWith('content/media/') ? path.slice('content'.length) : undefined
  if (!src || !published.media.has(src))
    return uploadPlace(path)
      ? refusal('not-found', words.fileNotFound, { path })
      : refusal('bad-request', words.badPath, { path })
  // What readers see until a change of it is due counts too.
  const waiting = [...earlier.values()].flatMap(({ versions }) => versions.map(({ file }) => file))
  const written = (await drafts.list()).map(({ path, text }) => {
    const { data, body } = readWritten(path, Buffer.from(text))
    return { path, media: mediaIn(data, body) }
  })
  const settings = { path: settingsFile.path, media: mediaIn(published.settings, '') }
  const user = [...published.entries.values(), ...waiting, settings, ...written].find(({ media }) =>
    media.some(each => each.src === pictureOf(src)),
  )
  return user && refusal('gate', words.stillUsed(path, user.path), { path })
}

/** A picture or file outside any draft, for a publisher: on main, and seen by readers once an entry shows it. */
export async function uploadMedia(
  { db, content, person, now }: GatewayVisit,
  { asset }: { asset: Asset },
): Promise<MediaFile | GatewayRefusal> {
  if (!person.roles.includes('publisher')) return refusal('forbidden', words.notForRole('签发人'))
  if (!('content' in asset)) return refusal('bad-request', words.badRequest)
  const place = uploadPlace(asset.path)
  if (!place) return refusal('bad-file', words.mediaFolder, { path: asset.path })
  const sent = { path: asset.path, bytes: Buffer.from(asset.content, 'base64') }
  const files = await prepareUpload(sent)
  if (isRefusal(files)) return files
  const path = storedPath(sent)
  const message = stepMessage(words.messages.upload(place.name), 'save', path, signatoryOf(person))
  const done = await content.repository.commitFiles(
    mainBranch,
    undefined,
    files.map(file => ({ ...file, was: null })),
    { author: authorOf(person), message, at: now },
  )
  // The name holds the hash of what was sent: who was overtaken sent what lies there.
  if ('refused' in done && !isOvertaken(done)) return notWritten(done, path)
  await content.refresh()
  if ('commit' in done)
    await recordEvent(db, {
      actor: { kind: 'person', id: person.id },
      action: 'media.uploaded',
      object: { kind: 'media', id: path },
      detail: { commit: done.commit.slice(0, 12) },
      at: now,
    })
  return (await readMediaFile(content, path)) ?? refusal('not-found', words.fileNotFound)
}
