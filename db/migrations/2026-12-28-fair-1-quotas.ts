import { type Kysely, sql } from 'kysely'

/** How much one account may ask for, so that places and helping hands reach many; one row, which an administrator changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What stood before `changed_at` was right by the rules of then.
  await sql`
    CREATE TABLE fair_rule (
      id boolean PRIMARY KEY DEFAULT true CHECK (id),
      children smallint NOT NULL DEFAULT 6 CHECK (children BETWEEN 1 AND 50),
      party_size smallint NOT NULL DEFAULT 6 CHECK (party_size BETWEEN 1 AND 50),
      open_sign_ups smallint NOT NULL DEFAULT 20 CHECK (open_sign_ups BETWEEN 1 AND 500),
      open_needs smallint NOT NULL DEFAULT 5 CHECK (open_needs BETWEEN 1 AND 100),
      notes_per_day smallint NOT NULL DEFAULT 5 CHECK (notes_per_day BETWEEN 1 AND 50),
      changed_at timestamptz NOT NULL DEFAULT now()
    )`.execute(db)
  await sql`INSERT INTO fair_rule DEFAULT VALUES`.execute(db)
}
