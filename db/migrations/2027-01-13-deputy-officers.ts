import { type Kysely, sql } from 'kysely'

/** A unit has an officer and deputies of them (clause 4). Those whom it had so far are its officers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE liaison ADD COLUMN is_deputy boolean NOT NULL DEFAULT false`.execute(db)
}
