import { type Kysely, sql } from 'kysely'

/** Who vouches for an organisation, its paper, its suspension, changes that wait for the office, and organisers who accept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`UPDATE organisation SET may_record = false WHERE state = 'dissolved'`.execute(db)
  await sql`
    ALTER TABLE organisation
      ADD COLUMN standing text NOT NULL DEFAULT 'earlier' CHECK (standing IN ('earlier', 'registered', 'supervised')),
      ADD COLUMN credit_code text CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
      ADD COLUMN supervising_unit text CHECK (length(supervising_unit) BETWEEN 2 AND 600),
      ADD COLUMN suspended_at timestamptz,
      ADD COLUMN ending_words text CHECK (length(ending_words) BETWEEN 1 AND 5000),
      DROP CONSTRAINT organisation_state_check,
      ADD CONSTRAINT organisation_state_check CHECK (state IN ('applied', 'approved', 'suspended', 'declined', 'dissolved')),
      DROP CONSTRAINT organisation_check4,
      ADD CONSTRAINT organisation_records CHECK (NOT may_record OR state IN ('approved', 'suspended')),
      ADD CONSTRAINT organisation_vouched CHECK (
        standing = 'earlier' OR (standing = 'registered' AND credit_code IS NOT NULL) OR (standing = 'supervised' AND supervising_unit IS NOT NULL)),
      ADD CONSTRAINT organisation_suspended CHECK ((state = 'suspended') = (suspended_at IS NOT NULL))`.execute(db)
  // Those that were admitted before were never asked; whoever applies now says it.
  await sql`ALTER TABLE organisation ALTER COLUMN standing DROP DEFAULT`.execute(db)
  await sql`DROP INDEX organisation_name`.execute(db)
  await sql`CREATE UNIQUE INDEX organisation_name ON organisation (name) WHERE state IN ('applied', 'approved', 'suspended')`.execute(
    db,
  )
  await sql`CREATE UNIQUE INDEX organisation_credit_code ON organisation (credit_code) WHERE state IN ('applied', 'approved', 'suspended')`.execute(
    db,
  )

  await sql`
    CREATE TABLE organisation_document (
      organisation_id integer NOT NULL REFERENCES organisation,
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
      file text NOT NULL,
      width integer NOT NULL,
      height integer NOT NULL,
      PRIMARY KEY (organisation_id, position)
    )`.execute(db)

  // What organisers wish to have changed, as it would stand; at most one waits.
  await sql`
    CREATE TABLE organisation_change (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      organisation_id integer NOT NULL REFERENCES organisation,
      request_key uuid NOT NULL UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 2 AND 600),
      county text NOT NULL CHECK (county ~ '^[0-9A-Z]{6}$'),
      introduction text NOT NULL CHECK (length(introduction) BETWEEN 1 AND 10000),
      contact_name text NOT NULL CHECK (length(contact_name) BETWEEN 1 AND 400),
      contact_phone text NOT NULL CHECK (length(contact_phone) BETWEEN 5 AND 30),
      standing text NOT NULL CHECK (standing IN ('registered', 'supervised')),
      credit_code text CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
      supervising_unit text CHECK (length(supervising_unit) BETWEEN 2 AND 600),
      asked_by integer NOT NULL REFERENCES person,
      asked_at timestamptz NOT NULL,
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      accepted boolean,
      words text CHECK (length(words) BETWEEN 1 AND 5000),
      CHECK ((decided_at IS NULL) = (accepted IS NULL)),
      CHECK (words IS NULL OR NOT accepted)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX organisation_change_waiting ON organisation_change (organisation_id) WHERE decided_at IS NULL`.execute(
    db,
  )

  // Who is asked to organise says yes before they see a name or a phone.
  await sql`
    CREATE TABLE appointment (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      organisation_id integer NOT NULL REFERENCES organisation,
      person_id integer NOT NULL REFERENCES person,
      asked_by integer NOT NULL REFERENCES person,
      asked_at timestamptz NOT NULL,
      answered_at timestamptz,
      accepted boolean,
      CHECK ((answered_at IS NULL) = (accepted IS NULL))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX appointment_waiting ON appointment (organisation_id, person_id) WHERE answered_at IS NULL`.execute(
    db,
  )
  await sql`CREATE INDEX appointment_person ON appointment (person_id) WHERE answered_at IS NULL`.execute(db)
}
