import { type Kysely, sql } from 'kysely'

/** What an activity is found by, as words are compared: small letters, half width. It cannot be out of date. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE activity ADD COLUMN found_by text NOT NULL
      GENERATED ALWAYS AS (lower(normalize(title || ' ' || place || ' ' || what_to_do, NFKC))) STORED`.execute(db)
}
