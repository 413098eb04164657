import { type Kysely, sql } from 'kysely'

/**
 * The desk's morning: by which way a suggestion came, who of the clerks has it, who looks at it now, its sender found by
 * name, words found in answers and notes, filters that somebody keeps, and what a clerk corrected.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE suggestion
      ADD COLUMN source text NOT NULL DEFAULT 'web'
        CONSTRAINT suggestion_source CHECK (source IN ('web', 'phone', 'visit', 'letter', 'hotline', 'patrol')),
      ADD COLUMN wishes_anonymity boolean NOT NULL DEFAULT false,
      ADD COLUMN taken_down_by integer REFERENCES person,
      ADD COLUMN clerk_id integer REFERENCES person,
      ADD COLUMN name_hash text,
      ADD CONSTRAINT suggestion_taken_down CHECK ((source = 'web') = (taken_down_by IS NULL))`.execute(db)
  await sql`CREATE INDEX suggestion_name ON suggestion (name_hash, id) WHERE name_hash IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_clerk ON suggestion (clerk_id, due_at, id) WHERE clerk_id IS NOT NULL`.execute(db)
  await sql`CREATE INDEX answer_findable ON answer USING gin (findable_pieces(body))`.execute(db)
  await sql`CREATE INDEX private_note_findable ON private_note USING gin (findable_pieces(body))`.execute(db)

  // Who opened a suggestion a moment ago. Worth nothing after a crash.
  await sql`
    CREATE UNLOGGED TABLE looking (
      suggestion_id integer NOT NULL,
      person_id integer NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (suggestion_id, person_id)
    )`.execute(db)
  await sql`CREATE INDEX looking_at ON looking (at)`.execute(db)

  await sql`
    CREATE TABLE saved_filter (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      person_id integer NOT NULL REFERENCES person,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
      query text NOT NULL CHECK (length(query) BETWEEN 1 AND 2000),
      UNIQUE (person_id, name)
    )`.execute(db)

  await sql`
    CREATE TABLE correction (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      changes jsonb NOT NULL,
      corrected_by integer NOT NULL REFERENCES person,
      corrected_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX correction_suggestion ON correction (suggestion_id, id)`.execute(db)

  // Reminders end with their step from now on; those of what has ended altogether were left.
  await sql`
    UPDATE message SET read_at = created_at
    WHERE channel = 'desk' AND read_at IS NULL AND about_kind = 'suggestion' AND template <> 'desk-withdrawn'
      AND NOT EXISTS (
        SELECT FROM deadline WHERE deadline.suggestion_id::text = message.about_id AND deadline.ended_at IS NULL)`.execute(
    db,
  )
}
