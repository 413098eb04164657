import { type Kysely, sql } from 'kysely'

/** What was cleared for a commit that never came to `main` is taken back, by a line of its own: signatures are append-only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE cleared_file DROP CONSTRAINT cleared_file_how_check,
      ADD CONSTRAINT cleared_file_how_check
        CHECK (how IN ('publication', 'adoption', 'start', 'upload', 'return', 'refused'))`.execute(db)
}
