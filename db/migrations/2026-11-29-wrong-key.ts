import { type Kysely, sql } from 'kysely'

/** One sealed word by which a start proves its key, and the key to which a rotation that is not finished goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE data_key (
      id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
      canary_sealed text NOT NULL,
      next_key_id text CHECK (next_key_id ~ '^[0-9a-f]{8}$')
    )`.execute(db)
}
