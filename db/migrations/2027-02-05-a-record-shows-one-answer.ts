import { type Kysely, sql } from 'kysely'

/**
 * A record says which answer it shows: its unit, day, days and rating are those of that answer, whoever has the matter since.
 * That a newer one waits to be read for the public is noted beside it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE record
      ADD answer_id integer REFERENCES answer,
      ADD has_newer_answer boolean NOT NULL DEFAULT false`.execute(db)
  // What is public was made from the newest answer that stood then; the job that follows the suggestions counts its facts again.
  await sql`
    UPDATE record SET is_behind = removed_at IS NULL, answer_id = (
      SELECT id FROM answer WHERE answer.suggestion_id = record.suggestion_id AND shown_at IS NOT NULL
      ORDER BY shown_at <= published_at DESC, id DESC LIMIT 1)`.execute(db)
  await sql`
    ALTER TABLE record ADD CONSTRAINT record_shows_an_answer CHECK (removed_at IS NOT NULL OR answer_id IS NOT NULL)`.execute(
    db,
  )
  await sql`CREATE INDEX record_outdated ON record (suggestion_id) WHERE has_newer_answer AND removed_at IS NULL`.execute(
    db,
  )
}
