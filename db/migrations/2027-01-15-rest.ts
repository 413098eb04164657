import { type Kysely, sql } from 'kysely'

/** How many hours lie between two shifts of one volunteer: none unless an administrator says so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE fair_rule ADD COLUMN rest_hours smallint NOT NULL DEFAULT 0 CHECK (rest_hours BETWEEN 0 AND 24)`.execute(
    db,
  )
}
