import { type Kysely, sql } from 'kysely'

/** The unit above receives for one that has no officer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE assignment ADD COLUMN deputy text,
      ADD CONSTRAINT assignment_deputy CHECK (deputy IS NULL OR (part = 'lead' AND deputy <> unit))`.execute(db)
  await sql`CREATE INDEX assignment_deputy ON assignment (deputy, suggestion_id) WHERE ended_at IS NULL AND deputy IS NOT NULL`.execute(
    db,
  )
}
