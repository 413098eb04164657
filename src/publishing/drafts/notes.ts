import { createHash } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvents } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import { fieldInWords } from '../decap/field-words.ts'
import type { FieldNote, GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed, entryAt, valueIn } from '../edition/content-file.ts'
import { type Draft, isAuthor } from './drafts.ts'
import { refusal } from './refusals.ts'

type Noted = Pick<Draft, 'path' | 'text'>

/** The fields at which something may be noted, with their words. */
export function notableFields(collection: string): { value: string; label: string }[] {
  const type = collectionNamed(collection)
  const names = [...Object.keys(type?.fields.shape ?? {}), 'body']
  return names.map(value => ({ value, label: fieldInWords(type, value).replaceAll(/[“”]/g, '') }))
}

/** The open notes of a draft, the oldest first; one whose field has changed since is none of them. */
export async function listNotes(db: Db, draft: Noted): Promise<FieldNote[]> {
  const type = collectionNamed(entryAt(draft.path)?.collection ?? '')
  return (await openNotes(db, draft.path))
    .filter(({ field, said }) => said === saidIn(draft, field))
    .map(({ id, field, body, by, written_at: at }) => ({ id, field, where: fieldInWords(type, field), body, by, at }))
}

/** The same of a draft that this person has been shown. */
export async function readNotes(
  db: Db,
  content: Content,
  { collection, slug }: { collection: string; slug: string },
): Promise<FieldNote[]> {
  const draft = await content.drafts.find(collection, slug)
  return draft ? listNotes(db, draft) : []
}

const openNotes = (db: Db, path: string) =>
  db
    .selectFrom('field_note')
    .innerJoin('person', 'person.id', 'written_by')
    .select(['field_note.id', 'field', 'said', 'body', 'written_by', 'written_at', 'person.name as by'])
    .where('path', '=', path)
    .where('ended_at', 'is', null)
    .orderBy('field_note.id')
    .execute()

/** Why this person may note nothing at a draft: those who review what others wrote may. */
function findObstacle(draft: Pick<Draft, 'authors'>, person: SignedInPerson): GatewayRefusal | undefined {
  if (!person.roles.includes('reviewer') && !person.roles.includes('publisher'))
    return refusal('forbidden', words.notForRole('审核员和签发人'))
  return isAuthor(draft, person) ? refusal('same-person', words.noteOfOwn) : undefined
}

/** Notes something at a field of a draft, as it stands at `head`; once for each request key. Refuses who may not, a field that is none, and a draft that has moved on. */
export async function noteField(
  db: Db,
  content: Content,
  person: SignedInPerson,
  { collection, slug, head }: { collection: string; slug: string; head: string },
  { field, body, request_key }: { field: string; body: string; request_key: string },
  now: Date,
): Promise<{ noted: string } | GatewayRefusal> {
  const draft = await content.drafts.find(collection, slug)
  if (!draft) return refusal('not-found', words.notFound)
  const obstacle = findObstacle(draft, person)
  if (obstacle) return obstacle
  if (draft.head !== head) return refusal('stale', words.moved, { path: draft.path })
  if (!notableFields(collection).some(({ value }) => value === field))
    return refusal('invalid', words.noSuchField, { field: 'field' })
  await inTransaction(db, async trx => {
    const said = saidIn(draft, field)
    const added = await trx
      .insertInto('field_note')
      .values({ path: draft.path, field, said, body, written_by: person.id, written_at: now, request_key })
      .onConflict(conflict => conflict.column('request_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) return
    await recordEvents(trx, [
      {
        actor: { kind: 'person', id: person.id },
        action: 'draft.noted',
        object: { kind: 'entry', id: draft.path },
        detail: { field },
        at: now,
      },
    ])
  })
  return { noted: field }
}

/** Ends a note as done: an author of its draft, or who wrote the note. Refuses others, and a note that is not open. */
export async function endNote(
  db: Db,
  content: Content,
  person: SignedInPerson,
  { collection, slug, id }: { collection: string; slug: string; id: number },
  now: Date,
): Promise<{ ended: string } | GatewayRefusal> {
  const draft = await content.drafts.find(collection, slug)
  const note = draft && (await openNotes(db, draft.path)).find(each => each.id === id)
  if (!note) return refusal('not-found', words.noteGone)
  if (!isAuthor(draft, person) && note.written_by !== person.id) return refusal('forbidden', words.notForRole('撰稿人'))
  await endNotes(db, person, draft.path, [note], 'done', now)
  return { ended: note.field }
}

/** Ends the notes at fields that this text says otherwise. To be called when it has been saved. */
export async function endChangedNotes(db: Db, person: SignedInPerson, draft: Noted, now: Date): Promise<void> {
  const changed = (await openNotes(db, draft.path)).filter(({ field, said }) => said !== saidIn(draft, field))
  await endNotes(db, person, draft.path, changed, 'changed', now)
}

/** Ends all notes of a draft that was published: who published it had them before them. */
export async function endNotesOfPublished(db: Db, person: SignedInPerson, path: string, now: Date): Promise<void> {
  await endNotes(db, person, path, await openNotes(db, path), 'published', now)
}

/** Ends all notes of a draft that was deleted: whoever begins another under its name has nothing to do with them. */
export async function endNotesOfDeleted(db: Db, person: SignedInPerson, path: string, now: Date): Promise<void> {
  await endNotes(db, person, path, await openNotes(db, path), 'deleted', now)
}

async function endNotes(
  db: Db,
  person: SignedInPerson,
  path: string,
  notes: readonly { id: number }[],
  ending: 'changed' | 'done' | 'published' | 'deleted',
  now: Date,
): Promise<void> {
  if (notes.length === 0) return
  const ids = notes.map(({ id }) => id)
  await inTransaction(db, async trx => {
    const ended = await trx
      .updateTable('field_note')
      .set({ ended_by: person.id, ended_at: now, ending })
      .where('id', 'in', ids)
      .where('ended_at', 'is', null)
      .returning('field')
      .execute()
    await recordEvents(
      trx,
      ended.map(({ field }) => ({
        actor: { kind: 'person', id: person.id },
        action: 'draft.note-ended',
        object: { kind: 'entry', id: path },
        detail: { field, ending },
        at: now,
      })),
    )
  })
}

/** A hash of what a field says; an empty one and one that is not there say the same. */
function saidIn({ path, text }: Noted, field: string): string {
  const said = String(JSON.stringify(valueIn(path, text, field), plainly))
  return createHash('sha256').update(said).digest('hex')
}

/** Whichever way an editor writes it: without what is empty, groups in the order of the alphabet. */
function plainly(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.trim() || undefined
  if (value === null) return undefined
  if (Array.isArray(value)) return value.length > 0 ? value : undefined
  return typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
}
