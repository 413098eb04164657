import type { Db } from '#db/schema.ts'
import { asUnitsRead } from '#suggestions/redaction/reading.ts'
import { type ContestEntry, isOffice, type Mover } from './contests.ts'

/** An entry as somebody may read it: the office as it was written, judges as it was covered. */
export async function readEntry(
  db: Db,
  { suggestion_id: id }: ContestEntry,
  person: Mover,
): Promise<{ title: string; body: string }> {
  if (isOffice(person))
    return db.selectFrom('suggestion').select(['title', 'body']).where('id', '=', id).executeTakeFirstOrThrow()
  return (await asUnitsRead(db, [{ id, title: '', body: '' }]))[0]!
}
