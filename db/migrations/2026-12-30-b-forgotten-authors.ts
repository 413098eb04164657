import { type Kysely, sql } from 'kysely'

/**
 * An author's name and phone can be deleted, and with them goes what told where they stand in a text. So the places are
 * written down before: what was found once stays found. The places alone, no words.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE forgotten_author (
      suggestion_id integer PRIMARY KEY REFERENCES suggestion,
      found jsonb NOT NULL CHECK (jsonb_typeof(found) = 'array'),
      forgotten_at timestamptz NOT NULL
    )`.execute(db)
  await sql`
    CREATE FUNCTION refuse_forgotten_author_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was found of an author is only added to' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER forgotten_author_is_append_only BEFORE UPDATE OR DELETE ON forgotten_author
    FOR EACH ROW EXECUTE FUNCTION refuse_forgotten_author_change()`.execute(db)
  await sql`
    CREATE TRIGGER forgotten_author_is_never_emptied BEFORE TRUNCATE ON forgotten_author
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_forgotten_author_change()`.execute(db)
  // Those who went before: nobody knows any more where they stand, so a clerk looks at what comes.
  await sql`
    INSERT INTO forgotten_author (suggestion_id, found, forgotten_at)
    SELECT suggestion.id, '[]', min(event.at) FROM event JOIN suggestion ON suggestion.id::text = event.object_id
    WHERE object_kind = 'suggestion' AND action = 'suggestion.author-erased' AND result = 'done'
    GROUP BY suggestion.id`.execute(db)
}
