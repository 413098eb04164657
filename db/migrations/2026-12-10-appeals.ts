import { type Kysely, sql } from 'kysely'

/** An author may ask once for a second look at how a suggestion ended; and what is declined twice has both its reasons. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE appeal (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      request_key uuid NOT NULL UNIQUE,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
      made_at timestamptz NOT NULL,
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      upheld boolean,
      words text CHECK (length(words) BETWEEN 1 AND 1000),
      dropped_at timestamptz,
      CHECK (num_nulls(decided_by, decided_at, upheld, words) IN (0, 4)),
      CHECK (decided_at IS NULL OR dropped_at IS NULL)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX appeal_once ON appeal (suggestion_id) WHERE dropped_at IS NULL`.execute(db)
  await sql`
    CREATE TABLE declination (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      reason text NOT NULL,
      words text NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
      declined_by integer NOT NULL REFERENCES person,
      declined_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX declination_suggestion ON declination (suggestion_id, id)`.execute(db)

  await sql`
    ALTER TABLE deadline DROP CONSTRAINT deadline_step_check, ADD CONSTRAINT deadline_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'contribute', 'ruling', 'appeal'))`.execute(
    db,
  )
  await sql`
    ALTER TABLE deadline_setting DROP CONSTRAINT deadline_setting_step_check, ADD CONSTRAINT deadline_setting_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'ruling', 'appeal', 'extension', 'red', 'appeal-limit'))`.execute(
    db,
  )
  await sql`INSERT INTO deadline_setting (step, working_days) VALUES ('appeal', 5), ('appeal-limit', 15)`.execute(db)
}
