import type { Db } from '#db/schema.ts'

/** Writes down that the mailbox was reached. Returns whether it could not be before. */
export async function noteReached(db: Db, now: Date): Promise<boolean> {
  const before = await findState(db)
  const row = { reached_at: now, failing_since: null, last_error: null }
  await db
    .insertInto('mailbox_state')
    .values(row)
    .onConflict(conflict => conflict.column('only_row').doUpdateSet(row))
    .execute()
  return before?.failing_since != null
}

/** Writes down that it could not be reached, and why. Returns whether that is new. */
export async function noteUnreached(db: Db, error: string, now: Date): Promise<boolean> {
  const before = await findState(db)
  await db
    .insertInto('mailbox_state')
    .values({ failing_since: now, last_error: error })
    .onConflict(conflict =>
      conflict.column('only_row').doUpdateSet(eb => ({
        failing_since: eb.fn.coalesce('mailbox_state.failing_since', eb.val(now)),
        last_error: error,
      })),
    )
    .execute()
  return before?.failing_since == null
}

/** Whether the mailbox can be reached, since when not, and why; undefined before the first time. */
export function findState(db: Db) {
  return db.selectFrom('mailbox_state').select(['reached_at', 'failing_since', 'last_error']).executeTakeFirst()
}
