import { type Kysely, sql } from 'kysely'

/** A link to refuse a sign-up lives until its shift begins, also when that is moved; a changed meeting point is asked about. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION move_links() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE volunteer_link SET expires_at = NEW.starts_at WHERE sign_up_id = NEW.id AND used_at IS NULL AND created_at < NEW.starts_at;
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER sign_up_moves_links AFTER UPDATE OF starts_at ON sign_up
      FOR EACH ROW WHEN (OLD.starts_at <> NEW.starts_at) EXECUTE FUNCTION move_links()`.execute(db)
  await sql`CREATE INDEX volunteer_link_sign_up ON volunteer_link (sign_up_id) WHERE sign_up_id IS NOT NULL`.execute(db)
  await sql`
    UPDATE volunteer_link SET expires_at = sign_up.starts_at FROM sign_up
    WHERE sign_up.id = sign_up_id AND used_at IS NULL AND volunteer_link.expires_at <> sign_up.starts_at AND created_at < sign_up.starts_at`.execute(
    db,
  )
  // Where somebody who is asked again had agreed to meet.
  await sql`ALTER TABLE sign_up ADD COLUMN meeting_was text CHECK (char_length(meeting_was) <= 120)`.execute(db)
}
