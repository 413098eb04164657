import { type Kysely, sql } from 'kysely'

/** What was merged goes on as the other does: its client hears each step of that one, as its author does. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE webhook_delivery ADD COLUMN as_merged boolean NOT NULL DEFAULT false`.execute(db)
  await sql`
    CREATE OR REPLACE FUNCTION tell_client() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO webhook_delivery (client_id, suggestion_id, state, lead_unit, as_merged, happened_at, next_at)
      SELECT NEW.client_id, NEW.id, coalesce(other.state, NEW.state),
        CASE WHEN other.id IS NULL THEN NEW.lead_unit ELSE other.lead_unit END, other.id IS NOT NULL,
        NEW.changed_at, NEW.changed_at
      FROM webhook LEFT JOIN suggestion AS other ON other.id = NEW.merged_into AND NEW.state = 'merged'
      WHERE webhook.client_id = NEW.client_id;
      RETURN NULL;
    END $$`.execute(db)
  await sql`DROP TRIGGER suggestion_tells_client ON suggestion`.execute(db)
  await sql`
    CREATE TRIGGER suggestion_tells_client AFTER UPDATE OF state, lead_unit, merged_into ON suggestion
      FOR EACH ROW WHEN (
        NEW.client_id IS NOT NULL
        AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.lead_unit IS DISTINCT FROM NEW.lead_unit
          OR OLD.merged_into IS DISTINCT FROM NEW.merged_into))
      EXECUTE FUNCTION tell_client()`.execute(db)
  await sql`
    CREATE FUNCTION tell_clients_of_merged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO webhook_delivery (client_id, suggestion_id, state, lead_unit, as_merged, happened_at, next_at)
      SELECT merged.client_id, merged.id, NEW.state, NEW.lead_unit, true, NEW.changed_at, NEW.changed_at
      FROM suggestion AS merged JOIN webhook ON webhook.client_id = merged.client_id
      WHERE merged.merged_into = NEW.id AND merged.state = 'merged';
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER suggestion_tells_clients_of_merged AFTER UPDATE OF state, lead_unit ON suggestion
      FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.lead_unit IS DISTINCT FROM NEW.lead_unit)
      EXECUTE FUNCTION tell_clients_of_merged()`.execute(db)
}
