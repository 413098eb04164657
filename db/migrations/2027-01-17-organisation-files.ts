import { type Kysely, sql } from 'kysely'

/** Papers of an organisation that come as a file beside those that were photographed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE organisation_file (
      organisation_id integer NOT NULL REFERENCES organisation,
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
      file text NOT NULL UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      kind text NOT NULL CHECK (kind = 'pdf'),
      bytes integer NOT NULL CHECK (bytes > 0),
      PRIMARY KEY (organisation_id, position)
    )`.execute(db)
}
