import { type Kysely, sql } from 'kysely'

/** The periodic reports of the units (clause 2): one for each unit and period, its corrections beside it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE report (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      unit text NOT NULL CHECK (unit <> '' AND length(unit) <= 80),
      period text NOT NULL CHECK (period ~ '^20[0-9]{2}-(H[12]|Q[1-4])$'),
      due_at timestamptz NOT NULL,
      filed_at timestamptz NOT NULL,
      is_late boolean NOT NULL GENERATED ALWAYS AS (filed_at >= due_at) STORED,
      version smallint NOT NULL CHECK (version > 0),
      CONSTRAINT report_is_one_for_each UNIQUE (unit, period)
    )`.execute(db)
  await sql`
    CREATE TABLE report_version (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      report_id integer NOT NULL REFERENCES report,
      version smallint NOT NULL CHECK (version > 0),
      request_key uuid NOT NULL UNIQUE,
      done text NOT NULL CHECK (done <> '' AND length(done) <= 20000),
      problems text NOT NULL CHECK (problems <> '' AND length(problems) <= 20000),
      next text NOT NULL CHECK (next <> '' AND length(next) <= 20000),
      led integer NOT NULL CHECK (led >= 0),
      in_time integer NOT NULL CHECK (in_time >= 0),
      late integer NOT NULL CHECK (late >= 0),
      reopened integer NOT NULL CHECK (reopened >= 0),
      rectified integer NOT NULL CHECK (rectified >= 0),
      inspections integer NOT NULL CHECK (inspections >= 0),
      counted jsonb NOT NULL CHECK (jsonb_typeof(counted) = 'object'),
      reason text CHECK (reason <> '' AND length(reason) <= 2000),
      filed_by integer NOT NULL REFERENCES person,
      filed_at timestamptz NOT NULL,
      UNIQUE (report_id, version),
      CHECK ((version = 1) = (reason IS NULL))
    )`.execute(db)
  // What was reported stays as it was reported; how late it came is not mended afterwards.
  await sql`
    CREATE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was reported stays' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER report_version_is_append_only BEFORE UPDATE OR DELETE ON report_version
    FOR EACH ROW EXECUTE FUNCTION refuse_report_change()`.execute(db)
  await sql`
    CREATE TRIGGER report_stays_as_late_as_it_was BEFORE UPDATE OF unit, period, due_at, filed_at OR DELETE ON report
    FOR EACH ROW EXECUTE FUNCTION refuse_report_change()`.execute(db)
  // Readers see who has reported.
  await sql`
    CREATE TRIGGER report_tells_of_change AFTER INSERT ON report
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)

  await sql`
    CREATE TABLE report_reminder (
      unit text NOT NULL,
      period text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('wanted', 'eve', 'late')),
      told_at timestamptz NOT NULL,
      PRIMARY KEY (unit, period, kind)
    )`.execute(db)

  await sql`
    ALTER TABLE reply_document
      ADD COLUMN report_version_id integer REFERENCES report_version,
      DROP CONSTRAINT reply_document_check,
      ADD CONSTRAINT reply_document_is_beside_one CHECK (num_nonnulls(answer_id, interim_reply_id, report_version_id) = 1),
      ADD UNIQUE (report_version_id, position)`.execute(db)
}
