import { type Kysely, sql } from 'kysely'

/** Desk and unit ask an author before the last word, and say how far they are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A unit's question waits for the desk to send it on: then `asked_at` is null. The clocks stand still from `pause_from` up to but without `pause_until`.
  await sql`
    CREATE TABLE question (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      request_key uuid NOT NULL UNIQUE,
      unit text,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
      proposed_by integer REFERENCES person,
      asked_by integer REFERENCES person,
      asked_at timestamptz,
      pause_from date,
      pause_until date,
      ended_at timestamptz,
      ending text CHECK (ending IN ('answered', 'taken-back', 'unanswered', 'moot')),
      CHECK ((unit IS NULL) = (proposed_by IS NULL)),
      CHECK ((asked_by IS NULL) = (asked_at IS NULL)),
      CHECK (asked_by IS NOT NULL OR proposed_by IS NOT NULL),
      CHECK ((pause_from IS NULL) = (pause_until IS NULL) AND pause_from <= pause_until),
      CHECK ((ended_at IS NULL) = (ending IS NULL)),
      CHECK (ending NOT IN ('answered', 'unanswered') OR asked_at IS NOT NULL)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX question_one_open ON question (suggestion_id) WHERE ended_at IS NULL`.execute(db)
  await sql`CREATE INDEX question_suggestion ON question (suggestion_id, id)`.execute(db)
  await sql`ALTER TABLE addition ADD COLUMN question_id integer UNIQUE REFERENCES question`.execute(db)
  await sql`
    CREATE TABLE interim_reply (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      request_key uuid NOT NULL UNIQUE,
      unit text,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
      next_on date NOT NULL,
      written_by integer NOT NULL REFERENCES person,
      written_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX interim_reply_suggestion ON interim_reply (suggestion_id, id)`.execute(db)

  await sql`
    ALTER TABLE deadline DROP CONSTRAINT deadline_step_check, ADD CONSTRAINT deadline_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'contribute', 'ruling', 'appeal', 'question'))`.execute(
    db,
  )
  await sql`
    ALTER TABLE deadline_setting DROP CONSTRAINT deadline_setting_step_check, ADD CONSTRAINT deadline_setting_step_check CHECK (
      step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'ruling', 'appeal', 'question',
        'extension', 'red', 'appeal-limit', 'question-pause'))`.execute(db)
  // Nought days: the clocks go on while a question waits.
  await sql`
    ALTER TABLE deadline_setting DROP CONSTRAINT deadline_setting_working_days_check,
      ADD CONSTRAINT deadline_setting_working_days_check CHECK (
        working_days BETWEEN 1 AND 90 OR (working_days = 0 AND step = 'question-pause'))`.execute(db)
  await sql`INSERT INTO deadline_setting (step, working_days) VALUES ('question', 5), ('question-pause', 3)`.execute(db)
}
