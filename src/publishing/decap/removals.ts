import { recordEvent } from '#people/events.ts'
import { gatewayWords as words } from './words.ts'
import { entryAt } from '../edition/content-file.ts'
import type { WholeEdition } from '../edition/edition.ts'
import { type Draft, stepMessage } from '../drafts/drafts.ts'
import type { GatewayVisit } from './gateway-visit.ts'
import { readMediaFile } from './reads.ts'
import type { Asset, GatewayRefusal, MediaFile } from './protocol.ts'
import { pictureOf } from '../edition/media.ts'
import { isOvertaken, isRefusal, notWritten, refusal } from '../drafts/refusals.ts'
import { mainBranch } from '../git/repository.ts'
import { authorOf, signatoryOf } from '../drafts/mover.ts'
import { prepareUpload, storedPath, uploadPlace } from '../drafts/uploads.ts'
import { typeNamed } from '../types/index.ts'

/** Throws a draft away: who began it, or a publisher. Refused when somebody has saved since. */
export async function deleteDraft(
  { db, content, person, now }: GatewayVisit,
  draft: Draft,
): Promise<object | GatewayRefusal> {
  const [first] = draft.authors
  if ((first?.pushed || first?.id !== person.id) && !person.roles.includes('publisher'))
    return refusal('forbidden', words.onlyBeganOrPublisher)
  const done = await content.repository.deleteBranch(draft.branch, draft.head)
  if ('refused' in done) return notWritten(done, draft.path)
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
 * Takes published entries down, or unused pictures and files, for a publisher. Never what its type says stays
 * (an exposure is withdrawn with a dated note) or only its reviews let through, nor what other entries still show or name.
 */
export async function takeDown(
  { db, content, person, now }: GatewayVisit,
  { paths }: { paths: string[] },
): Promise<{ commit: string } | GatewayRefusal> {
  if (!person.roles.includes('publisher')) return refusal('forbidden', words.notForRole('签发人'))
  const whole = content.everything()
  for (const path of paths) {
    const obstacle = findReasonToStay(whole, path, paths)
    if (obstacle) return obstacle
  }
  const { entries, media } = whole.published
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
    was: entries.get(path)?.oid ?? media.get(path.slice('content'.length))?.oid ?? null,
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

function findReasonToStay(
  { published, placed, earlier }: WholeEdition,
  path: string,
  leaving: string[],
): GatewayRefusal | undefined {
  const entry = entryAt(path)
  if (entry?.collection === 'settings') return refusal('forbidden', words.settingsStay, { path })
  const { stays, required } = typeNamed(entry?.collection) ?? {}
  if (stays) return refusal('forbidden', stays, { path })
  if (required?.includes(entry?.slug ?? '')) return refusal('forbidden', words.requiredStay, { path })
  const file = placed.get(path)?.file
  if (file && typeNamed(file.type)?.guarded?.(file.data)) return refusal('forbidden', words.guardedStays, { path })
  const [fault] = published.faults.get(path) ?? []
  if (entry && fault) return refusal('invalid', words.damaged(fault.message), { path })
  const src = path.startsWith('content/media/') ? path.slice('content'.length) : undefined
  if (!file && !(src && published.media.has(src)))
    return refusal(
      (entry ?? uploadPlace(path)) ? 'not-found' : 'bad-request',
      entry ? words.fileNotFound : words.badPath,
      { path },
    )
  // What readers see until a change of it is due counts too.
  const waiting = [...earlier.values()].flatMap(({ versions }) => versions.map(({ file }) => file))
  const user = [...published.entries.values(), ...waiting].find(
    other =>
      !leaving.includes(other.path) &&
      (src
        ? other.media.some(each => each.src === src)
        : other.entries.some(each => each.type === file?.type && each.id === file.id)),
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
