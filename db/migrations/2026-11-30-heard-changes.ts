import { type Kysely, sql } from 'kysely'

/** Whatever changes what readers see of volunteering leaves an event; every process that keeps such pages is told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('public_change', '');
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER event_tells_of_change AFTER INSERT ON event
    FOR EACH ROW WHEN (NEW.object_kind IN ('activity', 'need', 'organisation', 'shift', 'sign-up'))
    EXECUTE FUNCTION tell_of_change()`.execute(db)
}
