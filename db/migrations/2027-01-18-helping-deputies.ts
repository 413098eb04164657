import { type Kysely, sql } from 'kysely'

/** The unit above receives for one that helps, too. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE assignment DROP CONSTRAINT assignment_deputy,
      ADD CONSTRAINT assignment_deputy CHECK (deputy IS NULL OR deputy <> unit)`.execute(db)
}
