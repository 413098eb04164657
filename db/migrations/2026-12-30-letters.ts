import { type Kysely, sql } from 'kysely'

/**
 * Letters that come to the city's address of e-mail and become suggestions. Nobody has said yet what such a one is about
 * and where: until the desk has, it is `unsorted` and goes no further.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE suggestion
      DROP CONSTRAINT suggestion_taken_down,
      ADD CONSTRAINT suggestion_taken_down
        CHECK (source = 'email' OR (source IN ('web', 'open311')) = (taken_down_by IS NULL)),
      ADD CONSTRAINT suggestion_sorted CHECK (
        (category <> 'unsorted' AND county <> 'unsorted')
        OR (source = 'email' AND state IN ('received', 'declined', 'merged', 'withdrawn')))`.execute(db)

  // What became of each letter, once: by its Message-ID and what it says, or by its place in the mailbox.
  await sql`
    CREATE TABLE mail_letter (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key_hash text NOT NULL UNIQUE CHECK (length(key_hash) = 64),
      outcome text NOT NULL
        CHECK (outcome IN ('taken', 'automatic', 'too-many', 'too-large', 'empty', 'unreadable')),
      suggestion_id integer UNIQUE REFERENCES suggestion,
      left_out_sealed text,
      settled_at timestamptz NOT NULL,
      CHECK ((outcome = 'taken') = (suggestion_id IS NOT NULL)),
      CHECK (left_out_sealed IS NULL OR suggestion_id IS NOT NULL)
    )`.execute(db)
  await sql`CREATE INDEX mail_letter_settled ON mail_letter (settled_at)`.execute(db)
  // Written before a letter is worked on, so that one at which a process dies is not tried for ever.
  await sql`
    CREATE TABLE mail_attempt (
      place text PRIMARY KEY CHECK (length(place) <= 100),
      attempts integer NOT NULL CHECK (attempts > 0),
      tried_at timestamptz NOT NULL
    )`.execute(db)
  await sql`
    CREATE TABLE mailbox_state (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      reached_at timestamptz,
      failing_since timestamptz,
      last_error text CHECK (length(last_error) <= 3000)
    )`.execute(db)
}
