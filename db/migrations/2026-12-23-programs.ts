import { type Kysely, sql } from 'kysely'

/**
 * Programs of others that send suggestions and follow those they sent: each with a key of its own, and an address to
 * which every step is posted. A mail that becomes a suggestion is one more way in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE client (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
      contact_sealed text NOT NULL,
      key_hash text NOT NULL UNIQUE,
      may text[] NOT NULL CHECK (may <@ ARRAY['send', 'read', 'webhooks']),
      added_by integer NOT NULL REFERENCES person,
      added_at timestamptz NOT NULL,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX client_name ON client (name) WHERE revoked_at IS NULL`.execute(db)

  await sql`
    ALTER TABLE suggestion
      ADD COLUMN client_id integer REFERENCES client,
      DROP CONSTRAINT suggestion_source,
      ADD CONSTRAINT suggestion_source
        CHECK (source IN ('web', 'phone', 'visit', 'letter', 'hotline', 'patrol', 'email', 'open311')),
      DROP CONSTRAINT suggestion_taken_down,
      ADD CONSTRAINT suggestion_taken_down CHECK ((source IN ('web', 'open311')) = (taken_down_by IS NULL)),
      ADD CONSTRAINT suggestion_client CHECK ((source = 'open311') = (client_id IS NOT NULL))`.execute(db)
  await sql`
    CREATE INDEX suggestion_of_client ON suggestion (client_id, received_at, id) WHERE client_id IS NOT NULL`.execute(
    db,
  )

  await sql`
    CREATE TABLE webhook (
      client_id integer PRIMARY KEY REFERENCES client,
      url text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
      secret_sealed text NOT NULL,
      set_at timestamptz NOT NULL,
      failing_since timestamptz,
      disabled_at timestamptz
    )`.execute(db)
  await sql`
    CREATE TABLE webhook_delivery (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      client_id integer NOT NULL REFERENCES client,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      state text NOT NULL,
      lead_unit text,
      happened_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      next_at timestamptz,
      sent_at timestamptz,
      failed_at timestamptz,
      last_error text,
      CONSTRAINT webhook_delivery_waits CHECK ((next_at IS NULL) = (sent_at IS NOT NULL OR failed_at IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at, id) WHERE next_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX webhook_delivery_client ON webhook_delivery (client_id, id)`.execute(db)

  // In SQL, so that no move can forget it: the step and the order to tell of it stand or fall together.
  await sql`
    CREATE FUNCTION tell_client() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO webhook_delivery (client_id, suggestion_id, state, lead_unit, happened_at, next_at)
      SELECT NEW.client_id, NEW.id, NEW.state, NEW.lead_unit, NEW.changed_at, NEW.changed_at
      FROM webhook WHERE client_id = NEW.client_id;
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER suggestion_tells_client_first AFTER INSERT ON suggestion
      FOR EACH ROW WHEN (NEW.client_id IS NOT NULL) EXECUTE FUNCTION tell_client()`.execute(db)
  await sql`
    CREATE TRIGGER suggestion_tells_client AFTER UPDATE OF state, lead_unit ON suggestion
      FOR EACH ROW WHEN (
        NEW.client_id IS NOT NULL
        AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.lead_unit IS DISTINCT FROM NEW.lead_unit))
      EXECUTE FUNCTION tell_client()`.execute(db)
}
