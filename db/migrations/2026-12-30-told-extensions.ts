import { type Kysely, sql } from 'kysely'

/** That a deadline was extended is a step that clients hear of, with the new day, as authors do. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE webhook_delivery ADD COLUMN extended_to timestamptz`.execute(db)
  // When the move is whole: the day follows from the extension only afterwards.
  await sql`
    CREATE FUNCTION tell_client_of_extension() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO webhook_delivery
        (client_id, suggestion_id, state, lead_unit, as_merged, extended_to, happened_at, next_at)
      SELECT asked.client_id, asked.id, answered.state, answered.lead_unit, asked.id <> answered.id, deadline.due_at,
        answered.changed_at, answered.changed_at
      FROM deadline
        JOIN suggestion AS answered ON answered.id = deadline.suggestion_id
        JOIN suggestion AS asked
          ON asked.id = answered.id OR (asked.merged_into = answered.id AND asked.state = 'merged')
        JOIN webhook ON webhook.client_id = asked.client_id
      WHERE deadline.id = NEW.id;
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE CONSTRAINT TRIGGER deadline_tells_client AFTER UPDATE OF extension ON deadline
      DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.extension > OLD.extension)
      EXECUTE FUNCTION tell_client_of_extension()`.execute(db)
}
