import { type Kysely, sql } from 'kysely'

/** A guardian is somebody: a name, a birth date, a relation. What they agreed to, how they refuse, and who is known to be a minor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The moment of the 18th birthday in Lishui; who was born on 29 February waits for 1 March.
  await sql`
    CREATE FUNCTION adult_from(born date) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
      SELECT (CASE WHEN extract(month FROM born) = 2 AND extract(day FROM born) = 29 THEN born + 1 ELSE born END
        + interval '18 years') AT TIME ZONE 'Asia/Shanghai' $$`.execute(db)

  await sql`
    CREATE TABLE guardian (
      person_id integer PRIMARY KEY REFERENCES person,
      name_sealed text NOT NULL,
      birth_date date NOT NULL,
      identity_hash text,
      identity_last4 text,
      identity_sealed text,
      declared_at timestamptz NOT NULL,
      CONSTRAINT guardian_is_grown_up CHECK (adult_from(birth_date) <= declared_at),
      CHECK (num_nonnulls(identity_hash, identity_last4, identity_sealed) IN (0, 3))
    )`.execute(db)
  // Who answers for which minor: two at most. `relation` is null for those from before it was asked.
  await sql`
    CREATE TABLE guardianship (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      person_id integer NOT NULL REFERENCES person,
      relation text CHECK (relation IN ('mother', 'father', 'grandparent', 'sibling', 'appointed')),
      place smallint NOT NULL CHECK (place IN (1, 2)),
      began_at timestamptz NOT NULL,
      confirmed_at timestamptz,
      confirmed_by integer REFERENCES person,
      ended_at timestamptz CHECK (ended_at >= began_at),
      CHECK (num_nonnulls(confirmed_at, confirmed_by) IN (0, 2))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX guardianship_two ON guardianship (volunteer_id, place) WHERE ended_at IS NULL`.execute(db)
  await sql`CREATE UNIQUE INDEX guardianship_once ON guardianship (volunteer_id, person_id) WHERE ended_at IS NULL`.execute(
    db,
  )
  await sql`CREATE INDEX guardianship_person ON guardianship (person_id) WHERE ended_at IS NULL`.execute(db)
  await sql`
    INSERT INTO guardianship (volunteer_id, person_id, place, began_at)
    SELECT volunteer_id, person_id, place, began_at FROM (
      SELECT volunteer_id, person_id, min(began_at) AS began_at,
        row_number() OVER (PARTITION BY volunteer_id ORDER BY min(rank), min(began_at), person_id) AS place
      FROM (
        SELECT id AS volunteer_id, guardian_person_id AS person_id, registered_at AS began_at, 0 AS rank
        FROM volunteer WHERE guardian_person_id IS NOT NULL
        UNION ALL SELECT volunteer_id, guardian_person_id, granted_at, 1 FROM guardian_consent WHERE revoked_at IS NULL) AS known
      GROUP BY volunteer_id, person_id) AS ranked WHERE place <= 2`.execute(db)

  await sql`
    ALTER TABLE guardian_consent ADD COLUMN kinds text[] NOT NULL DEFAULT '{}', ADD COLUMN expiry_told_at timestamptz,
      DROP CONSTRAINT guardian_consent_scope_check,
      ADD CONSTRAINT guardian_consent_scope_check CHECK (scope IN ('service', 'kinds', 'activity')),
      ADD CONSTRAINT guardian_consent_kinds CHECK ((scope = 'kinds') = (cardinality(kinds) > 0))`.execute(db)
  await sql`
    CREATE INDEX guardian_consent_expiring ON guardian_consent (expires_at) WHERE revoked_at IS NULL AND expiry_told_at IS NULL`.execute(
    db,
  )

  // Each link serves one purpose, once: a guardian refuses a sign-up, a child takes over their own record.
  await sql`
    CREATE TABLE volunteer_link (
      token_hash text PRIMARY KEY,
      purpose text NOT NULL CHECK (purpose IN ('objection', 'hand-over')),
      volunteer_id integer NOT NULL REFERENCES volunteer,
      sign_up_id integer REFERENCES sign_up,
      person_id integer NOT NULL REFERENCES person,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
      used_at timestamptz,
      CHECK ((purpose = 'objection') = (sign_up_id IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX volunteer_link_volunteer ON volunteer_link (volunteer_id)`.execute(db)

  // Keyed hashes of phones and identity numbers that once said they belong to a minor; forgotten at the 18th birthday.
  await sql`
    CREATE TABLE known_minor (
      hash text PRIMARY KEY,
      birth_date date NOT NULL,
      remembered_at timestamptz NOT NULL CHECK (remembered_at < adult_from(birth_date))
    )`.execute(db)

  // Two records of one person became one: of the other a row without anybody's name is left.
  await sql`
    ALTER TABLE volunteer ADD COLUMN merged_into integer REFERENCES volunteer,
      ADD CONSTRAINT volunteer_merged CHECK (merged_into IS NULL OR (state = 'erased' AND merged_into <> id))`.execute(db)
  await sql`
    ALTER TABLE sign_up DROP CONSTRAINT sign_up_ended_reason_check, ADD CONSTRAINT sign_up_ended_reason_check CHECK (ended_reason IN (
      'cannot-come', 'declined', 'lapsed', 'no-place', 'removed', 'shift-cancelled', 'company-gone', 'consent-ended', 'left', 'erased',
      'guardian-refused', 'age-corrected', 'merged', 'blocked'))`.execute(db)
}
