import { type Kysely, sql } from 'kysely'

/** What organisers write to those who come: messages only lead to it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE shift_note (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      shift_id integer NOT NULL REFERENCES shift,
      words text NOT NULL CHECK (length(words) BETWEEN 1 AND 500),
      written_by integer NOT NULL REFERENCES person,
      written_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX shift_note_shift ON shift_note (shift_id, id)`.execute(db)
  await sql`ALTER TABLE sign_up ADD COLUMN removal_words text CHECK (removal_words IS NULL OR (ended_reason = 'removed' AND length(removal_words) BETWEEN 1 AND 500))`.execute(db)
}
