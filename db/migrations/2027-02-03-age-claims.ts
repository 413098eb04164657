import { type Kysely, sql } from 'kysely'

/** A number that somebody types makes nobody older: they ask, and the office sees the document. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // `volunteer_id`: whose birth date; null while the account has no record. The number goes with the decision.
  await sql`
    CREATE TABLE age_claim (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      person_id integer NOT NULL REFERENCES person,
      volunteer_id integer REFERENCES volunteer,
      birth_date date NOT NULL,
      identity_hash text,
      identity_last4 text,
      identity_sealed text,
      text_version text NOT NULL,
      asked_at timestamptz NOT NULL,
      decided_at timestamptz CHECK (decided_at >= asked_at),
      decided_by integer REFERENCES person,
      confirmed boolean,
      reason text CHECK (char_length(reason) BETWEEN 2 AND 300),
      CHECK (num_nonnulls(decided_at, decided_by, confirmed) IN (0, 3)),
      CHECK (num_nonnulls(identity_hash, identity_last4, identity_sealed) = CASE WHEN decided_at IS NULL THEN 3 ELSE 0 END),
      CONSTRAINT age_claim_reason CHECK ((confirmed IS FALSE) = (reason IS NOT NULL)),
      CONSTRAINT age_claim_decided_by_another CHECK (decided_by <> person_id)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX age_claim_open ON age_claim (person_id) WHERE decided_at IS NULL`.execute(db)
  await sql`CREATE INDEX age_claim_person ON age_claim (person_id)`.execute(db)
  await sql`CREATE INDEX age_claim_volunteer ON age_claim (volunteer_id)`.execute(db)

  // Whether the number says the birth date of the record, as that of an identity card does. Only the sealed text knows:
  // null until the portal has looked.
  await sql`
    ALTER TABLE volunteer ADD COLUMN identity_says_birth_date boolean,
      ADD CONSTRAINT volunteer_identity_says CHECK (identity_says_birth_date IS NULL OR identity_hash IS NOT NULL)`.execute(
    db,
  )
  await sql`
    CREATE INDEX volunteer_identity_unread ON volunteer (id) WHERE identity_hash IS NOT NULL AND identity_says_birth_date IS NULL`.execute(
    db,
  )
  await sql`CREATE INDEX guardian_identity ON guardian (identity_hash) WHERE identity_hash IS NOT NULL`.execute(db)
}
