import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'

/** The templates of answers, by title. */
export function listTemplates(db: Db) {
  return db
    .selectFrom('answer_template')
    .select(['id', 'title', 'body'])
    .where('removed_at', 'is', null)
    .orderBy('title')
    .execute()
}

/** Keeps a text to begin answers with. Title up to 40 and body up to 3000 characters. */
export function addTemplate(
  db: Db,
  { title, body }: { title: string; body: string },
  by: { id: number },
  now: Date,
): Promise<{ id: number }> {
  return inTransaction(db, async trx => {
    const { id } = await trx
      .insertInto('answer_template')
      .values({ title, body, written_by: by.id, written_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'answer-template.added',
      object: { kind: 'answer-template', id },
      at: now,
    })
    return { id }
  })
}

/** Takes a template out of the list. Refuses `unknown`. */
export function removeTemplate(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const removed = await trx
      .updateTable('answer_template')
      .set({ removed_at: now })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!removed) return { refused: 'unknown' as const }
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'answer-template.removed',
      object: { kind: 'answer-template', id },
      at: now,
    })
    return removed
  })
}
