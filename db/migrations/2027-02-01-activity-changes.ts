import { type Kysely, sql } from 'kysely'

/** A change of a public activity that the office looks at before it holds; one an activity, the newest words. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE activity_change (
      activity_id integer PRIMARY KEY REFERENCES activity ON DELETE CASCADE,
      changes jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'object' AND changes <> '{}'),
      asked_by integer NOT NULL REFERENCES person,
      asked_at timestamptz NOT NULL
    )`.execute(db)
  // What is called off has nothing left to be looked at.
  await sql`
    CREATE FUNCTION drop_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM activity_change WHERE activity_id = NEW.id;
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER activity_drops_its_change AFTER UPDATE OF state ON activity FOR EACH ROW
    WHEN (NEW.state <> 'published') EXECUTE FUNCTION drop_activity_change()`.execute(db)
}
