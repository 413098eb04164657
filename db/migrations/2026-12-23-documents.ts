import { type Kysely, sql } from 'kysely'

/** Papers and tables that stand beside an answer or an interim reply, and those that wait for their form to pass. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE waiting_document (
      token_hash text PRIMARY KEY,
      file text NOT NULL UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      kind text NOT NULL CHECK (kind IN ('pdf', 'xlsx', 'xls')),
      bytes integer NOT NULL CHECK (bytes > 0),
      received_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX waiting_document_received ON waiting_document (received_at)`.execute(db)
  await sql`
    CREATE TABLE reply_document (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      answer_id integer REFERENCES answer,
      interim_reply_id integer REFERENCES interim_reply,
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
      file text NOT NULL UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      kind text NOT NULL CHECK (kind IN ('pdf', 'xlsx', 'xls')),
      bytes integer NOT NULL CHECK (bytes > 0),
      CHECK (num_nonnulls(answer_id, interim_reply_id) = 1),
      UNIQUE (answer_id, position),
      UNIQUE (interim_reply_id, position)
    )`.execute(db)
}
