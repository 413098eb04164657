import { type Kysely, sql } from 'kysely'

/** A matter changes its unit on the way, and a supervisor decides whose it is when two units say that it is not theirs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE assignment ADD COLUMN re_routed boolean NOT NULL DEFAULT false`.execute(db)
  await sql`
    CREATE TABLE dispute (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      unit text NOT NULL,
      reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
      duty text NOT NULL CHECK (length(duty) BETWEEN 1 AND 200),
      raised_by integer NOT NULL REFERENCES person,
      raised_at timestamptz NOT NULL,
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      lead_unit text,
      words text CHECK (length(words) BETWEEN 1 AND 1000),
      dropped_at timestamptz,
      CHECK (num_nulls(decided_by, decided_at, lead_unit, words) IN (0, 4)),
      CHECK (decided_at IS NULL OR dropped_at IS NULL)
    )`.execute(db)
  // What was ruled is not disputed again.
  await sql`CREATE UNIQUE INDEX dispute_once ON dispute (suggestion_id) WHERE dropped_at IS NULL`.execute(db)

  await sql`
    ALTER TABLE deadline DROP CONSTRAINT deadline_step_check, ADD CONSTRAINT deadline_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'contribute', 'ruling'))`.execute(db)
  await sql`
    ALTER TABLE deadline_setting DROP CONSTRAINT deadline_setting_step_check, ADD CONSTRAINT deadline_setting_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'ruling', 'extension', 'red'))`.execute(
    db,
  )
  await sql`INSERT INTO deadline_setting (step, working_days) VALUES ('ruling', 2)`.execute(db)
}
