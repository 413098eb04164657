import { type Kysely, sql } from 'kysely'

/** A record is found by its words: its texts once more as they are compared, and every pair of neighbouring characters. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE record ADD COLUMN folded text`.execute(db)
  // What was removed is in no index either.
  await sql`ALTER TABLE record ADD CONSTRAINT record_removed_is_not_found CHECK (removed_at IS NULL OR folded IS NULL)`.execute(
    db,
  )
  await sql`
    CREATE OR REPLACE FUNCTION record_follows_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM record_draft WHERE suggestion_id = NEW.id;
      UPDATE record SET removed_at = NEW.changed_at, removed_for = 'author',
        title = NULL, body = NULL, place = NULL, answer = NULL, folded = NULL, photos = '[]'
      WHERE suggestion_id = NEW.id AND removed_at IS NULL;
      RETURN NEW;
    END $$`.execute(db)
  await sql`CREATE INDEX record_findable ON record USING gin (findable_pieces(folded)) WITH (fastupdate = off)`.execute(
    db,
  )
  // The job that follows the suggestions writes it for what is public already.
  await sql`UPDATE record SET is_behind = true WHERE removed_at IS NULL`.execute(db)
}
