import { type Kysely, sql } from 'kysely'

/** Who signs in, their sessions, and the audit trail that nobody in the program can change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE person (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      login text CHECK (login = lower(login) AND length(login) BETWEEN 2 AND 40),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
      roles text[] NOT NULL DEFAULT '{}' CHECK (roles <@ ARRAY[
        'contributor', 'reviewer', 'publisher', 'clerk', 'officer', 'supervisor', 'organiser', 'volunteer', 'admin']),
      password_hash text,
      failed_sign_ins integer NOT NULL DEFAULT 0,
      locked_until timestamptz,
      disabled_at timestamptz,
      sample boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK (login IS NULL OR password_hash IS NOT NULL)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX person_login ON person (login)`.execute(db)

  // The cookie holds the session id; the table holds only its SHA-256, so a leaked table signs nobody in.
  await sql`
    CREATE TABLE session (
      id_hash text PRIMARY KEY,
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX session_person ON session (person_id)`.execute(db)
  await sql`CREATE INDEX session_expiry ON session (expires_at)`.execute(db)

  // 等保: when, who, what, on what, with what result.
  await sql`
    CREATE TABLE event (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'citizen', 'system')),
      actor_id integer,
      action text NOT NULL,
      object_kind text NOT NULL,
      object_id text NOT NULL,
      result text NOT NULL DEFAULT 'done' CHECK (result IN ('done', 'refused')),
      detail jsonb NOT NULL DEFAULT '{}',
      CHECK ((actor_kind = 'person') = (actor_id IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX event_object ON event (object_kind, object_id, id)`.execute(db)
  await sql`CREATE INDEX event_actor ON event (actor_id, id) WHERE actor_id IS NOT NULL`.execute(db)

  await sql`
    CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_event_change()`.execute(db)
  await sql`
    CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()`.execute(db)
}
