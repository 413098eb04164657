import { type Kysely, sql } from 'kysely'

/** Who signs in, and by what: password, code by phone, second factor, invitation. */
export async function createPeople(db: Kysely<unknown>): Promise<void> {
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
      phone_sealed text,
      phone_hash text UNIQUE,
      email_sealed text,
      CHECK (login IS NULL OR password_hash IS NOT NULL)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX person_login ON person (login)`.execute(db)

  // The cookie holds the session id; the table holds only its SHA-256, so a leaked table signs nobody in.
  await sql`
    CREATE TABLE session (
      id_hash text PRIMARY KEY,
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      second_factor_at timestamptz
    )`.execute(db)
  await sql`CREATE INDEX session_person ON session (person_id)`.execute(db)
  await sql`CREATE INDEX session_expiry ON session (expires_at)`.execute(db)

  // Neither the number nor the code can be read here: both are keyed hashes.
  await sql`
    CREATE TABLE one_time_code (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      phone_hash text NOT NULL,
      code_hash text NOT NULL,
      requested_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      tries smallint NOT NULL DEFAULT 0,
      used_at timestamptz,
      CHECK (expires_at > requested_at)
    )`.execute(db)
  await sql`CREATE INDEX one_time_code_phone ON one_time_code (phone_hash, id)`.execute(db)
  await sql`CREATE INDEX one_time_code_age ON one_time_code (requested_at)`.execute(db)

  await sql`
    CREATE TABLE second_factor (
      person_id integer PRIMARY KEY REFERENCES person ON DELETE CASCADE,
      secret_sealed text NOT NULL,
      begun_at timestamptz NOT NULL,
      confirmed_at timestamptz,
      last_step integer NOT NULL DEFAULT 0,
      failures smallint NOT NULL DEFAULT 0,
      locked_until timestamptz
    )`.execute(db)
  await sql`
    CREATE TABLE recovery_code (
      person_id integer NOT NULL REFERENCES second_factor ON DELETE CASCADE,
      code_hash text NOT NULL,
      used_at timestamptz,
      PRIMARY KEY (person_id, code_hash)
    )`.execute(db)

  // A link by which somebody sets their own password, once. Only its SHA-256 is kept.
  await sql`
    CREATE TABLE invitation (
      token_hash text PRIMARY KEY,
      person_id integer NOT NULL UNIQUE REFERENCES person ON DELETE CASCADE,
      invited_by integer NOT NULL REFERENCES person,
      invited_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    )`.execute(db)
}

/** 等保: when, who, what, on what, with what result. Nobody in the program can change it. */
export async function createEvents(db: Kysely<unknown>): Promise<void> {
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
  // The trail by time, whatever it is filtered by: a range of days is then a range of the index.
  await sql`CREATE INDEX event_at ON event (at, id)`.execute(db)
  await sql`CREATE INDEX event_action ON event (action, at, id)`.execute(db)
  await sql`CREATE INDEX event_actor ON event (actor_id, at, id) WHERE actor_id IS NOT NULL`.execute(db)
  await sql`CREATE INDEX event_actor_action ON event (actor_id, action, at, id) WHERE actor_id IS NOT NULL`.execute(db)
  await sql`CREATE INDEX event_nameless ON event (actor_kind, action, at, id) WHERE actor_id IS NULL`.execute(db)
  await sql`CREATE INDEX event_refused ON event (at, id) WHERE result = 'refused'`.execute(db)

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
