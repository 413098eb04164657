import { createHash } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { asUnitsRead } from '#suggestions/redaction/reading.ts'
import { digestOf } from '#suggestions/redaction/texts.ts'
import { type CoverKind, previewWords } from '#suggestions/redaction/words.ts'
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

/** What judges read of an entry, and the public where its author agrees. */
export interface CoveredText {
  entry: ContestEntry
  title: string
  body: string
  /** What was covered in it, in words for the office. */
  covered: string[]
}

/** Whether title and text of an entry become public with the short list. */
export const becomesPublic = (entry: ContestEntry): boolean =>
  entry.publish_consent && entry.suggestion_state !== 'withdrawn' && entry.taken_down_at === null

/** Entries as they were let through last; one of which nothing was let through is left out. */
export async function listCovered(db: Db | Trx, entries: readonly ContestEntry[]): Promise<CoveredText[]> {
  if (entries.length === 0) return []
  const ids = entries.map(({ suggestion_id }) => suggestion_id)
  const rows = await db
    .selectFrom('unit_text')
    .innerJoin('suggestion', 'suggestion.id', 'unit_text.source_id')
    .distinctOn('source_id')
    .select(['source_id', 'unit_text.title', 'unit_text.body', 'original', 'covered'])
    .select(['suggestion.title as ownTitle', 'suggestion.body as ownBody', 'suggestion.place as ownPlace'])
    .where('unit_text.source', '=', 'suggestion')
    .where('source_id', 'in', ids)
    .orderBy('source_id')
    .orderBy('unit_text.id', 'desc')
    .execute()
  return entries.flatMap(entry => {
    const row = rows.find(({ source_id }) => source_id === entry.suggestion_id)
    if (!row) return []
    const own = { title: row.ownTitle, body: row.ownBody, place: row.ownPlace }
    const covered = row.covered.flatMap(({ field, start, end, kind }) =>
      field === 'place' ? [] : previewWords.finding(kind as CoverKind, own[field].slice(start, end)),
    )
    // Of a text that is another one now the places say nothing.
    return { entry, title: row.title, body: row.body, covered: digestOf(own) === row.original ? covered : [] }
  })
}

/** Tells whether somebody has read these texts and no others. */
export const seenOf = (texts: readonly CoveredText[]): string =>
  createHash('sha256')
    .update(JSON.stringify(texts.map(({ entry, title, body }) => [entry.number, becomesPublic(entry), title, body])))
    .digest('hex')
    .slice(0, 24)
