import { type Kysely, sql } from 'kysely'

/** Who helps: volunteers and their consents, guardians, organisations, who belongs to them and who runs them. */
export async function createVolunteers(db: Kysely<unknown>): Promise<void> {
  // Lets an exclusion constraint compare "same volunteer" and "overlapping time" in one index.
  await sql`CREATE EXTENSION IF NOT EXISTS btree_gist`.execute(db)

  // A row of its own, not columns of person: a child under 14 has no account, and an erased person leaves
  // the row behind with nothing personal in it, so that sums over past service stay right.
  await sql`
    CREATE TABLE volunteer (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      number text UNIQUE CHECK (number ~ '^LS[0-9]{10}$'),
      person_id integer UNIQUE REFERENCES person,
      guardian_person_id integer REFERENCES person,
      name_sealed text,
      birth_date date,
      county text NOT NULL CHECK (county ~ '^3311[0-9A-Z]{2}$'),
      skills text[] NOT NULL DEFAULT '{}' CHECK (cardinality(skills) <= 30),
      available_times text[] NOT NULL DEFAULT '{}' CHECK (cardinality(available_times) <= 21),
      wishes text[] NOT NULL DEFAULT '{}' CHECK (cardinality(wishes) <= 30),
      may_be_asked boolean NOT NULL DEFAULT false,
      identity_hash text UNIQUE,
      identity_last4 text CHECK (identity_last4 ~ '^[0-9]{3}[0-9X]$'),
      identity_sealed text,
      state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'left', 'erased')),
      registered_at timestamptz NOT NULL,
      left_at timestamptz,
      erased_at timestamptz,
      CHECK ((identity_hash IS NULL) = (identity_last4 IS NULL) AND (identity_hash IS NULL) = (identity_sealed IS NULL)),
      CHECK ((state = 'left') = (left_at IS NOT NULL)),
      CHECK ((state = 'erased') = (erased_at IS NOT NULL)),
      CHECK (CASE WHEN state = 'erased'
        THEN num_nonnulls(number, person_id, guardian_person_id, name_sealed, birth_date, identity_hash) = 0 AND NOT may_be_asked
        ELSE num_nonnulls(person_id, guardian_person_id) = 1 AND num_nonnulls(number, name_sealed, birth_date) = 3 END),
      CHECK (guardian_person_id IS NULL OR NOT may_be_asked)
    )`.execute(db)
  await sql`CREATE INDEX volunteer_children ON volunteer (guardian_person_id) WHERE guardian_person_id IS NOT NULL`.execute(db)
  // Finding volunteers for a need reads this index alone, not thousands of rows that lie apart.
  await sql`CREATE INDEX volunteer_to_ask ON volunteer (county, birth_date) INCLUDE (id, person_id, skills, available_times) WHERE may_be_asked AND state = 'active'`.execute(db)
  await sql`CREATE INDEX volunteer_county ON volunteer (county, id) WHERE state = 'active'`.execute(db)

  // 个人信息保护法 Arts. 14–15: which text was agreed to, when, and when it was taken back.
  await sql`
    CREATE TABLE volunteer_consent (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      kind text NOT NULL CHECK (kind IN ('registration', 'identity-number', 'being-asked')),
      text_version text NOT NULL,
      granted_at timestamptz NOT NULL,
      withdrawn_at timestamptz CHECK (withdrawn_at >= granted_at)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX volunteer_consent_standing ON volunteer_consent (volunteer_id, kind) WHERE withdrawn_at IS NULL`.execute(db)

  // 浙江省志愿服务条例 Art. 9, 个人信息保护法 Art. 31. The activity's reference is added with the activities.
  await sql`
    CREATE TABLE guardian_consent (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      guardian_person_id integer NOT NULL REFERENCES person,
      scope text NOT NULL CHECK (scope IN ('service', 'activity')),
      activity_id integer,
      text_version text NOT NULL,
      granted_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at > granted_at),
      revoked_at timestamptz CHECK (revoked_at >= granted_at),
      CHECK ((scope = 'activity') = (activity_id IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX guardian_consent_volunteer ON guardian_consent (volunteer_id) WHERE revoked_at IS NULL`.execute(db)
  await sql`CREATE INDEX guardian_consent_guardian ON guardian_consent (guardian_person_id)`.execute(db)

  // A minor of 14 to 17 sends this to a parent; the table holds only the token's hash.
  await sql`
    CREATE TABLE guardian_invitation (
      token_hash text PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      scope text NOT NULL CHECK (scope IN ('service', 'activity')),
      activity_id integer,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz,
      CHECK ((scope = 'activity') = (activity_id IS NOT NULL))
    )`.execute(db)

  await sql`
    CREATE TABLE organisation (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 2 AND 60),
      parent_id integer REFERENCES organisation CHECK (parent_id <> id),
      county text NOT NULL CHECK (county ~ '^3311[0-9A-Z]{2}$'),
      introduction text NOT NULL CHECK (length(introduction) BETWEEN 1 AND 1000),
      contact_name text NOT NULL CHECK (length(contact_name) BETWEEN 1 AND 40),
      contact_phone text NOT NULL CHECK (length(contact_phone) BETWEEN 5 AND 30),
      may_record boolean NOT NULL DEFAULT false,
      state text NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'approved', 'declined', 'dissolved')),
      sample boolean NOT NULL DEFAULT false,
      applied_by integer NOT NULL REFERENCES person,
      applied_at timestamptz NOT NULL,
      decided_at timestamptz,
      decline_words text,
      dissolved_at timestamptz,
      CHECK (state = 'applied' OR decided_at IS NOT NULL),
      CHECK ((state = 'declined') = (decline_words IS NOT NULL)),
      CHECK ((state = 'dissolved') = (dissolved_at IS NOT NULL)),
      CHECK (NOT may_record OR state IN ('approved', 'dissolved'))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX organisation_name ON organisation (name) WHERE state IN ('applied', 'approved')`.execute(db)
  await sql`CREATE INDEX organisation_parent ON organisation (parent_id) WHERE parent_id IS NOT NULL`.execute(db)

  await sql`
    CREATE TABLE organiser (
      organisation_id integer NOT NULL REFERENCES organisation,
      person_id integer NOT NULL REFERENCES person,
      appointed_at timestamptz NOT NULL,
      PRIMARY KEY (organisation_id, person_id)
    )`.execute(db)
  await sql`CREATE INDEX organiser_person ON organiser (person_id)`.execute(db)

  await sql`
    CREATE TABLE membership (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      organisation_id integer NOT NULL REFERENCES organisation,
      home boolean NOT NULL,
      joined_at timestamptz NOT NULL,
      left_at timestamptz CHECK (left_at >= joined_at),
      CONSTRAINT one_membership_at_a_time
        EXCLUDE USING gist (volunteer_id WITH =, organisation_id WITH =, tstzrange(joined_at, left_at) WITH &&),
      CONSTRAINT one_home_at_a_time
        EXCLUDE USING gist (volunteer_id WITH =, tstzrange(joined_at, left_at) WITH &&) WHERE (home)
    )`.execute(db)
  await sql`CREATE INDEX membership_organisation ON membership (organisation_id) WHERE left_at IS NULL`.execute(db)
}
