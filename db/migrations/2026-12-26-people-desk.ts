import { type Kysely, sql } from 'kysely'

/** The office finds a volunteer by name, holds back sign-ups, and settles whose an identity number is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Two may give the same number and neither learns of the other: the office is asked whose it is. Undisputed it stands once.
  await sql`
    ALTER TABLE volunteer ADD COLUMN name_hash text, ADD COLUMN identity_disputed boolean NOT NULL DEFAULT false,
      DROP CONSTRAINT volunteer_identity_hash_key,
      ADD CONSTRAINT volunteer_dispute CHECK (NOT identity_disputed OR identity_hash IS NOT NULL),
      ADD CONSTRAINT volunteer_nameless CHECK (name_hash IS NULL OR name_sealed IS NOT NULL)`.execute(db)
  await sql`CREATE UNIQUE INDEX volunteer_identity_once ON volunteer (identity_hash) WHERE NOT identity_disputed`.execute(db)
  await sql`CREATE INDEX volunteer_disputed ON volunteer (identity_hash) WHERE identity_disputed`.execute(db)
  await sql`CREATE INDEX volunteer_name ON volunteer (name_hash, birth_date)`.execute(db)

  // The phone's keyed hash, so that erasing oneself and coming again does not end it.
  await sql`
    CREATE TABLE volunteer_block (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      phone_hash text,
      reason text NOT NULL CHECK (length(reason) BETWEEN 2 AND 500),
      blocked_by integer NOT NULL REFERENCES person,
      blocked_at timestamptz NOT NULL,
      appeal text CHECK (length(appeal) BETWEEN 1 AND 1000),
      appealed_at timestamptz,
      answer text CHECK (length(answer) BETWEEN 2 AND 500),
      answered_by integer REFERENCES person,
      answered_at timestamptz,
      ended_by integer REFERENCES person,
      ended_at timestamptz CHECK (ended_at >= blocked_at),
      end_reason text CHECK (length(end_reason) BETWEEN 2 AND 500),
      CHECK (num_nonnulls(appeal, appealed_at) IN (0, 2)),
      CHECK (num_nonnulls(answer, answered_by, answered_at) IN (0, 3) AND (answer IS NULL OR appeal IS NOT NULL)),
      CONSTRAINT block_answered_by_another CHECK (answered_by <> blocked_by),
      CHECK (num_nonnulls(ended_by, ended_at, end_reason) IN (0, 3))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX volunteer_block_standing ON volunteer_block (volunteer_id) WHERE ended_at IS NULL`.execute(
    db,
  )
  await sql`CREATE INDEX volunteer_block_phone ON volunteer_block (phone_hash) WHERE ended_at IS NULL`.execute(db)
}
