import { type Kysely, sql } from 'kysely'

/** What organisations train volunteers in, who was trained until when, and which activities ask for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE qualification (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      organisation_id integer NOT NULL REFERENCES organisation,
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 400),
      how text NOT NULL CHECK (length(how) BETWEEN 1 AND 3000),
      added_by integer NOT NULL REFERENCES person,
      added_at timestamptz NOT NULL,
      CONSTRAINT qualification_once UNIQUE (organisation_id, title)
    )`.execute(db)
  await sql`
    CREATE TABLE training (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      qualification_id integer NOT NULL REFERENCES qualification,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      trained_on date NOT NULL,
      expires_on date CHECK (expires_on >= trained_on),
      given_by integer NOT NULL REFERENCES person,
      given_at timestamptz NOT NULL,
      withdrawn_at timestamptz CHECK (withdrawn_at >= given_at),
      withdrawn_by integer REFERENCES person,
      expiry_told_at timestamptz,
      CHECK (num_nonnulls(withdrawn_at, withdrawn_by) IN (0, 2))
    )`.execute(db)
  await sql`CREATE INDEX training_volunteer ON training (volunteer_id, qualification_id)`.execute(db)
  await sql`CREATE INDEX training_qualification ON training (qualification_id, id)`.execute(db)
  await sql`
    CREATE INDEX training_expiring ON training (expires_on) WHERE withdrawn_at IS NULL AND expiry_told_at IS NULL`.execute(
    db,
  )

  // A list, like the other rules of an activity; the trigger is the reference that a list cannot have.
  await sql`ALTER TABLE activity ADD COLUMN qualifications integer[] NOT NULL DEFAULT '{}'`.execute(db)
  await sql`
    CREATE FUNCTION refuse_unknown_qualification() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM unnest(NEW.qualifications) AS wanted (id) WHERE wanted.id NOT IN (SELECT id FROM qualification)) THEN
        RAISE EXCEPTION 'an activity asks for a qualification that is not there' USING ERRCODE = 'foreign_key_violation';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER activity_qualifications BEFORE INSERT OR UPDATE OF qualifications ON activity FOR EACH ROW
    WHEN (NEW.qualifications <> '{}') EXECUTE FUNCTION refuse_unknown_qualification()`.execute(db)
  await sql`
    CREATE FUNCTION refuse_qualification_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a qualification stays, activities name it' USING ERRCODE = 'foreign_key_violation';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER qualification_stays BEFORE DELETE ON qualification FOR EACH ROW
    EXECUTE FUNCTION refuse_qualification_deletion()`.execute(db)
}
