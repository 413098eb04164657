import { type Kysely, sql } from 'kysely'

/** Who could not be reached, what has waited too long, and the rules about both. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE contact_attempt (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      request_key uuid NOT NULL UNIQUE,
      way text NOT NULL CHECK (way IN ('phone', 'message', 'visit')),
      attempted_by integer NOT NULL REFERENCES person,
      attempted_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX contact_attempt_suggestion ON contact_attempt (suggestion_id, id)`.execute(db)
  await sql`
    CREATE TABLE alarm (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      raised_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX alarm_suggestion ON alarm (suggestion_id, id)`.execute(db)
  await sql`
    ALTER TABLE deadline_setting DROP CONSTRAINT deadline_setting_step_check, ADD CONSTRAINT deadline_setting_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'ruling', 'appeal', 'question',
        'extension', 'red', 'appeal-limit', 'question-pause', 'suspension', 'alarm'))`.execute(db)
  await sql`INSERT INTO deadline_setting (step, working_days) VALUES ('suspension', 20), ('alarm', 40)`.execute(db)
}
