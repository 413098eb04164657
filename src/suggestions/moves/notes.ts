import type { Db } from '#db/schema.ts'
import { makeMove, type Mover } from '../course.ts'

/** A note between clerks and supervisors; neither the units nor its author ever see it. */
export function writeNote(db: Db, code: string, { body }: { body: string }, by: Mover & { id: number }, now: Date) {
  return makeMove(db, 'note', code, by, now, async (trx, suggestion) => {
    await trx.insertInto('private_note').values({ suggestion_id: suggestion.id, body, written_by: by.id, written_at: now }).execute()
    return { change: {} }
  })
}

/** The notes on a suggestion with who wrote them, oldest first. */
export function listNotes(db: Db, suggestionId: number) {
  return db
    .selectFrom('private_note')
    .innerJoin('person', 'person.id', 'private_note.written_by')
    .select(['private_note.id', 'private_note.body', 'private_note.written_at', 'person.name as written_by'])
    .where('private_note.suggestion_id', '=', suggestionId)
    .orderBy('private_note.id')
    .execute()
}
