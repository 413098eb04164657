import { type Kysely, sql } from 'kysely'

/** Whose record went into another is told, and reads it where they look for the record. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE volunteer
      ADD merged_from_account integer REFERENCES person,
      ADD CONSTRAINT merged_from_account_is_merged CHECK (merged_from_account IS NULL OR merged_into IS NOT NULL)`.execute(
    db,
  )
  await sql`CREATE INDEX volunteer_merged_from ON volunteer (merged_from_account) WHERE merged_from_account IS NOT NULL`.execute(
    db,
  )
}
