import { type Kysely, sql } from 'kysely'

/** Citizens who prove a phone by a code sent to it, and the second factor of staff who may see personal data. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Neither the number nor the code can be read here: both are keyed hashes.
  await sql`
    CREATE TABLE one_time_code (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      phone_hash text NOT NULL,
      code_hash text NOT NULL,
      requested_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      tries smallint NOT NULL DEFAULT 0,
      used_at timestamptz,
      CHECK (expires_at > requested_at)
    )`.execute(db)
  await sql`CREATE INDEX one_time_code_phone ON one_time_code (phone_hash, id)`.execute(db)
  await sql`CREATE INDEX one_time_code_age ON one_time_code (requested_at)`.execute(db)

  await sql`
    CREATE TABLE second_factor (
      person_id integer PRIMARY KEY REFERENCES person ON DELETE CASCADE,
      secret_sealed text NOT NULL,
      begun_at timestamptz NOT NULL,
      confirmed_at timestamptz,
      last_step integer NOT NULL DEFAULT 0,
      failures smallint NOT NULL DEFAULT 0,
      locked_until timestamptz
    )`.execute(db)
  await sql`
    CREATE TABLE recovery_code (
      person_id integer NOT NULL REFERENCES second_factor ON DELETE CASCADE,
      code_hash text NOT NULL,
      used_at timestamptz,
      PRIMARY KEY (person_id, code_hash)
    )`.execute(db)
  await sql`ALTER TABLE session ADD COLUMN second_factor_at timestamptz`.execute(db)
}
