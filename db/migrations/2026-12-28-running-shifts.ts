import { type Kysely, sql } from 'kysely'

/** A shift that runs ends earlier, and what happened on it is written down. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE shift ADD COLUMN stopped_at timestamptz, ADD COLUMN stop_words text CHECK (length(stop_words) BETWEEN 1 AND 5000),
      ADD CONSTRAINT shift_stopped CHECK ((stopped_at IS NULL) = (stop_words IS NULL)),
      ADD CONSTRAINT stopped_while_it_ran CHECK (stopped_at IS NULL OR (stopped_at >= starts_at AND state <> 'cancelled'))`.execute(
    db,
  )
  // What happened may name people: the words are sealed whole.
  await sql`
    CREATE TABLE shift_incident (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      shift_id integer NOT NULL REFERENCES shift,
      kind text NOT NULL CHECK (kind IN ('injury', 'illness', 'conflict', 'damage', 'lost', 'other')),
      happened_at timestamptz NOT NULL,
      words_sealed text NOT NULL,
      recorded_by integer NOT NULL REFERENCES person,
      recorded_at timestamptz NOT NULL CHECK (recorded_at >= happened_at)
    )`.execute(db)
  await sql`CREATE INDEX shift_incident_shift ON shift_incident (shift_id, id)`.execute(db)
}
