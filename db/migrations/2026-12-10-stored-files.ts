import { type Kysely, sql } from "kysely";

/**
 * A file of the file store has a row: who it belongs to, what they call it, and whether it was withdrawn. Whether readers
 * may have it follows from the entries that name it. The rows of files from before come at the start of the portal,
 * which can read the store.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE stored_file (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      address text NOT NULL UNIQUE CHECK (address ~ '^/files/[0-9a-f]{16}/[a-z0-9][a-z0-9-]{0,60}[.][a-z0-9]{2,4}$'),
      stored_as text NOT NULL,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      bytes integer NOT NULL CHECK (bytes > 0),
      owner_id integer REFERENCES person,
      stored_at timestamptz NOT NULL,
      replaces integer REFERENCES stored_file CHECK (replaces < id),
      withdrawn_at timestamptz,
      withdrawn_by integer REFERENCES person,
      withdrawn_because text CHECK (length(withdrawn_because) BETWEEN 1 AND 500),
      CHECK (num_nulls(withdrawn_at, withdrawn_by, withdrawn_because) IN (0, 3))
    )`.execute(db);
  await sql`CREATE INDEX stored_file_replaces ON stored_file (replaces) WHERE replaces IS NOT NULL`.execute(db);
  // The same file sent twice by the same person is one.
  await sql`
    CREATE UNIQUE INDEX stored_file_once ON stored_file (owner_id, stored_as, name)
    WHERE withdrawn_at IS NULL AND owner_id IS NOT NULL`.execute(db);
  await sql`
    CREATE FUNCTION keep_stored_file() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.withdrawn_at IS NOT NULL
        OR (NEW.address, NEW.stored_as, NEW.name, NEW.bytes) IS DISTINCT FROM (OLD.address, OLD.stored_as, OLD.name, OLD.bytes)
      THEN
        RAISE EXCEPTION 'a stored file keeps what it is, and once withdrawn it stays so' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$`.execute(db);
  await sql`
    CREATE TRIGGER stored_file_keeps BEFORE UPDATE ON stored_file
    FOR EACH ROW EXECUTE FUNCTION keep_stored_file()`.execute(db);
  // Pages that offer a withdrawn file are made again.
  await sql`DROP TRIGGER event_tells_of_change ON event`.execute(db);
  await sql`
    CREATE TRIGGER event_tells_of_change AFTER INSERT ON event
    FOR EACH ROW WHEN (
      NEW.object_kind IN ('activity', 'need', 'organisation', 'shift', 'sign-up') OR NEW.action = 'file.withdrawn'
    )
    EXECUTE FUNCTION tell_of_change()`.execute(db);
}
