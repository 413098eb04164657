import { aDay, earlier, later } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayVisit } from '../decap/gateway-visit.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { entryAt } from '../edition/content-file.ts'
import { branchOf, type Draft, stepMessage } from './drafts.ts'
import { makeRoom } from './left-branches.ts'
import { authorOf, signatoryOf } from './mover.ts'
import { notWritten, refusal } from './refusals.ts'
import { maySee } from './review.ts'
import { signedBy } from './signatures.ts'

/** For how many days a deleted draft can be put back. */
export const keptForDays = 30

const keptSince = (now: Date): Date => earlier(now, keptForDays * aDay)

/** A draft that was deleted, as it stood then. */
export interface DeletedDraft {
  id: number
  draft: Draft
  by: string
  at: Date
  /** When it goes for good. */
  until: Date
}

/**
 * Takes the branch of a draft away and keeps its commits. They are kept before the branch goes, and the row stands before
 * that too: a draft whose branch still stands at its head is not listed. Refused when somebody has saved since.
 */
export async function putAway(
  { db, content: { repository }, person, now }: GatewayVisit,
  { branch, head, path }: Draft,
): Promise<{ deleted: true } | GatewayRefusal> {
  const kept = await repository.keep(head)
  if ('refused' in kept) return notWritten(kept, path)
  const ours = await db
    .insertInto('deleted_draft')
    .values({ path, head, deleted_by: person.id, deleted_at: now })
    .onConflict(conflict =>
      conflict
        .column('head')
        .doUpdateSet({ deleted_by: person.id, deleted_at: now, ended_at: null, ending: null })
        .where('deleted_draft.ended_at', 'is not', null),
    )
    .returning('id')
    .executeTakeFirst()
  const done = await repository.deleteBranch(branch, head)
  // Somebody else has deleted the same: it is gone, and kept.
  const isGone = !('refused' in done) || (done.refused === 'moved' && done.head === undefined)
  if (isGone) return { deleted: true }
  if (ours) {
    await db.deleteFrom('deleted_draft').where('id', '=', ours.id).execute()
    await repository.release(head)
  }
  return notWritten(done, path)
}

/** The deleted drafts that this person could see, the last deleted first. */
export async function listDeleted(
  db: Db,
  content: Content,
  person: SignedInPerson,
  now: Date,
): Promise<DeletedDraft[]> {
  const rows = await db
    .selectFrom('deleted_draft')
    .innerJoin('person', 'person.id', 'deleted_by')
    .select(['deleted_draft.id', 'path', 'head', 'deleted_at', 'person.name'])
    .where('ended_at', 'is', null)
    .where('deleted_at', '>', keptSince(now))
    .orderBy('deleted_at', 'desc')
    .execute()
  const kept = rows.length > 0 ? await content.repository.kept() : new Set<string>()
  const found = await Promise.all(
    rows.map(async ({ id, path, head, deleted_at: at, name: by }): Promise<DeletedDraft | undefined> => {
      const branch = branchAt(path)
      if (!branch || !kept.has(head) || (await content.repository.head(branch)) === head) return undefined
      const draft = await content.drafts.at(branch, head)
      return draft && maySee(person, draft) ? { id, draft, by, at, until: later(at, keptForDays * aDay) } : undefined
    }),
  )
  return found.filter(each => each !== undefined)
}

function branchAt(path: string): string | undefined {
  const place = entryAt(path)
  return place && branchOf(place.collection, place.slug)
}

/**
 * Puts a deleted draft back as a draft that nobody has reviewed, with all its commits. Refuses who could not see it, one
 * that is kept no longer, and an entry that has another draft or another place by now.
 */
export async function restoreDeleted(
  { db, content, person, now }: GatewayVisit,
  id: number,
): Promise<{ collection: string; slug: string } | GatewayRefusal> {
  const found = (await listDeleted(db, content, person, now)).find(each => each.id === id)
  if (!found) return refusal('not-found', words.deletedGone)
  const { branch, head, collection, slug, path, title } = found.draft
  const { repository } = content
  if (await content.drafts.find(collection, slug)) return refusal('taken', words.hasDraft, { path })
  const entryId = slug.slice(slug.lastIndexOf('/') + 1)
  const isElsewhere = [...content.everything().published.entries.values()].some(
    entry => entry.type === collection && entry.id === entryId && entry.path !== path,
  )
  if (isElsewhere) return refusal('taken', words.taken(entryId), { path })
  await makeRoom(content, branch)
  const done = await repository.commitFiles(branch, null, [], {
    author: authorOf(person),
    message: stepMessage(words.messages.undelete(title), 'take-back', path, signatoryOf(person)),
    from: head,
    evenIfSame: true,
    at: now,
    sign: signedBy(db, person, 'take-back', now),
  })
  if ('refused' in done) return notWritten(done, path)
  await inTransaction(db, async trx => {
    await trx.updateTable('deleted_draft').set({ ended_at: now, ending: 'restored' }).where('id', '=', id).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: 'draft.undeleted',
      object: { kind: 'entry', id: path },
      detail: { head: head.slice(0, 12), commit: done.commit.slice(0, 12) },
      at: now,
    })
  })
  // The branch holds all of it.
  await repository.release(head)
  return { collection, slug }
}

/** Lets go of what was deleted more than thirty days ago. Returns of how many drafts; the rest waits for the next night. */
export async function removeExpired(db: Db, { repository }: Content, now: Date): Promise<number> {
  const rows = await db
    .selectFrom('deleted_draft')
    .select(['id', 'path', 'head'])
    .where('ended_at', 'is', null)
    .where('deleted_at', '<=', keptSince(now))
    .execute()
  let removed = 0
  for (const { id, path, head } of rows) {
    if ('refused' in (await repository.release(head))) continue
    await inTransaction(db, async trx => {
      await trx.updateTable('deleted_draft').set({ ended_at: now, ending: 'expired' }).where('id', '=', id).execute()
      await recordEvent(trx, {
        actor: { kind: 'system' },
        action: 'draft.expired',
        object: { kind: 'entry', id: path },
        detail: { head: head.slice(0, 12) },
        at: now,
      })
    })
    removed += 1
  }
  return removed
}
