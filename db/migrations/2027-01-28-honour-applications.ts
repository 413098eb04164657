import { type Kysely, sql } from 'kysely'

/** Units apply for an honour of somebody, people object while it is on public notice, the office awards it or declines it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE honour_application (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      unit text NOT NULL CHECK (unit <> ''),
      title text NOT NULL CHECK (title <> '' AND length(title) <= 400),
      kind text NOT NULL CHECK (kind IN ('residence', 'village', 'town', 'unit', 'school')),
      level text NOT NULL CHECK (level IN ('national', 'provincial', 'city', 'county')),
      county text NOT NULL CHECK (county <> ''),
      management text CHECK (management IN ('company', 'none')),
      reasons text NOT NULL CHECK (reasons <> '' AND length(reasons) <= 10000),
      filed_by integer NOT NULL REFERENCES person,
      filed_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'filed' CHECK (state IN ('filed', 'noticed', 'awarded', 'declined', 'withdrawn')),
      noticed_by integer REFERENCES person,
      notice_from date,
      notice_until date,
      ended_by integer REFERENCES person,
      ended_at timestamptz,
      words text CHECK (words <> '' AND length(words) <= 5000),
      batch text CHECK (batch <> ''),
      awarded_by text CHECK (awarded_by <> ''),
      awarded_on date,
      CHECK ((kind = 'residence') = (management IS NOT NULL)),
      CHECK (num_nonnulls(noticed_by, notice_from, notice_until) IN (0, 3) AND notice_until > notice_from),
      CHECK (state <> 'filed' OR notice_until IS NULL),
      CHECK (state NOT IN ('noticed', 'awarded') OR notice_until IS NOT NULL),
      CHECK ((state IN ('awarded', 'declined', 'withdrawn')) = (ended_at IS NOT NULL)),
      CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
      CHECK ((state = 'declined') = (words IS NOT NULL)),
      CHECK (num_nonnulls(batch, awarded_by, awarded_on) = CASE state WHEN 'awarded' THEN 3 ELSE 0 END),
      CONSTRAINT honour_is_awarded_by_another CHECK (state <> 'awarded' OR ended_by <> noticed_by),
      CONSTRAINT honour_is_awarded_after_its_notice CHECK (awarded_on > notice_until)
    )`.execute(db)
  await sql`CREATE INDEX honour_application_state ON honour_application (state, id)`.execute(db)
  await sql`CREATE INDEX honour_application_unit ON honour_application (unit, id)`.execute(db)
  // One at a time: who was declined may apply again.
  await sql`
    CREATE UNIQUE INDEX honour_application_open ON honour_application (kind, level, county, title)
    WHERE state IN ('filed', 'noticed')`.execute(db)

  await sql`
    CREATE TABLE honour_objection (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      application_id integer NOT NULL REFERENCES honour_application,
      words text NOT NULL CHECK (words <> '' AND length(words) <= 10000),
      name_sealed text,
      contact_sealed text,
      filed_at timestamptz NOT NULL,
      answer text CHECK (answer <> '' AND length(answer) <= 5000),
      answered_by integer REFERENCES person,
      answered_at timestamptz,
      CHECK (num_nonnulls(answer, answered_by, answered_at) IN (0, 3))
    )`.execute(db)
  await sql`CREATE INDEX honour_objection_application ON honour_objection (application_id, id)`.execute(db)

  // Who objected is known to nobody any more once it is decided, whichever way that came.
  await sql`
    CREATE FUNCTION forget_objectors() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE honour_objection SET name_sealed = NULL, contact_sealed = NULL WHERE application_id = NEW.id;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER honour_forgets_objectors AFTER UPDATE OF state ON honour_application FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION forget_objectors()`.execute(db)
  await sql`
    CREATE FUNCTION refuse_unanswered_objection() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM honour_objection WHERE application_id = NEW.id AND answered_at IS NULL) THEN
        RAISE EXCEPTION 'an objection to % is not answered', NEW.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'honour_objections_are_answered';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER honour_objections_are_answered BEFORE UPDATE OF state ON honour_application FOR EACH ROW
    WHEN (NEW.state = 'awarded') EXECUTE FUNCTION refuse_unanswered_objection()`.execute(db)

  // Pages are kept: every process is told.
  await sql`
    CREATE TRIGGER honour_application_tells_of_change AFTER INSERT OR UPDATE ON honour_application
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)
}
