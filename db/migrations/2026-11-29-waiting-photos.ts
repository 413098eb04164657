import { type Kysely, sql } from 'kysely'

/**
 * A photo waits by itself until a form takes it, so each has files of its own: a row names them whole, where it named
 * the folder of all photos of a form. An addition may have photos.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['suggestion_photo', 'answer_photo']) {
    await sql`ALTER TABLE ${sql.table(table)} RENAME COLUMN folder TO file`.execute(db)
    await sql`UPDATE ${sql.table(table)} SET file = file || '/' || position`.execute(db)
  }
  await sql`
    CREATE TABLE waiting_photo (
      token_hash text PRIMARY KEY CHECK (length(token_hash) = 64),
      file text NOT NULL UNIQUE,
      width integer NOT NULL,
      height integer NOT NULL,
      received_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX waiting_photo_received ON waiting_photo (received_at)`.execute(db)
  await sql`
    CREATE TABLE addition_photo (
      addition_id integer NOT NULL REFERENCES addition,
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
      file text NOT NULL,
      width integer NOT NULL,
      height integer NOT NULL,
      PRIMARY KEY (addition_id, position)
    )`.execute(db)
}
