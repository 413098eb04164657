import { type Kysely, sql } from 'kysely'

/**
 * What of the people's matters is public. One table holds all that any reader, list, feed or file may show; a row comes into
 * being only by a second person's reading, and only while its author agrees.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What a clerk has made ready: it waits for its reader, or came back from them with words.
  await sql`
    CREATE TABLE record_draft (
      suggestion_id integer PRIMARY KEY REFERENCES suggestion,
      title text NOT NULL CHECK (title <> '' AND length(title) <= 2000),
      body text NOT NULL CHECK (length(body) <= 40000),
      place text NOT NULL CHECK (length(place) <= 4000),
      answer text NOT NULL CHECK (answer <> '' AND length(answer) <= 100000),
      photos jsonb NOT NULL CHECK (jsonb_typeof(photos) = 'array'),
      original text NOT NULL CHECK (length(original) = 64),
      prepared_by integer NOT NULL REFERENCES person,
      prepared_at timestamptz NOT NULL,
      returned_by integer REFERENCES person,
      returned_at timestamptz,
      returned_words text CHECK (returned_words <> '' AND length(returned_words) <= 5000),
      CHECK ((returned_by IS NULL) = (returned_at IS NULL) AND (returned_at IS NULL) = (returned_words IS NULL))
    )`.execute(db)

  await sql`
    CREATE TABLE record (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL UNIQUE REFERENCES suggestion,
      number text NOT NULL UNIQUE,
      kind text NOT NULL,
      category text NOT NULL,
      county text NOT NULL,
      unit text,
      title text,
      body text,
      place text,
      answer text,
      photos jsonb NOT NULL CHECK (jsonb_typeof(photos) = 'array'),
      state text NOT NULL,
      steps jsonb NOT NULL,
      received_at timestamptz NOT NULL,
      answered_at timestamptz NOT NULL,
      working_days integer NOT NULL CHECK (working_days >= 0),
      in_time boolean,
      satisfaction text,
      solved boolean,
      is_behind boolean NOT NULL DEFAULT false,
      prepared_by integer NOT NULL REFERENCES person,
      published_by integer NOT NULL REFERENCES person,
      published_at timestamptz NOT NULL,
      removed_at timestamptz,
      removed_for text CHECK (removed_for IN ('author', 'office')),
      removed_words text CHECK (removed_words <> '' AND length(removed_words) <= 5000),
      CONSTRAINT record_is_read_by_another CHECK (published_by <> prepared_by),
      CHECK ((removed_at IS NULL) = (removed_for IS NULL)),
      CHECK ((removed_words IS NOT NULL) = (removed_for IS NOT DISTINCT FROM 'office')),
      CONSTRAINT record_removed_is_empty CHECK (
        CASE WHEN removed_at IS NULL
          THEN title <> '' AND body IS NOT NULL AND place IS NOT NULL AND answer <> ''
          ELSE title IS NULL AND body IS NULL AND place IS NULL AND answer IS NULL AND photos = '[]'
        END)
    )`.execute(db)
  await sql`CREATE INDEX record_newest ON record (answered_at DESC, id DESC) WHERE removed_at IS NULL`.execute(db)
  await sql`CREATE INDEX record_behind ON record (suggestion_id) WHERE is_behind`.execute(db)
  // What may be made ready: the desk's list.
  await sql`
    CREATE INDEX suggestion_may_be_public ON suggestion (shown_at DESC, id DESC)
    WHERE publish_consent AND state IN ('revisit', 'closed')`.execute(db)

  // Nothing is public that its author does not agree to, whichever way it came.
  await sql`
    CREATE FUNCTION record_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM suggestion WHERE id = NEW.suggestion_id AND publish_consent AND state <> 'withdrawn' FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the author of suggestion % does not agree', NEW.suggestion_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'record_needs_consent';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER record_needs_consent BEFORE INSERT OR UPDATE ON record
    FOR EACH ROW WHEN (NEW.removed_at IS NULL) EXECUTE FUNCTION record_needs_consent()`.execute(db)
  await sql`
    CREATE TRIGGER record_draft_needs_consent BEFORE INSERT OR UPDATE ON record_draft
    FOR EACH ROW EXECUTE FUNCTION record_needs_consent()`.execute(db)

  // Who takes the consent back is taken at their word in the same moment.
  await sql`
    CREATE FUNCTION record_follows_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM record_draft WHERE suggestion_id = NEW.id;
      UPDATE record SET removed_at = NEW.changed_at, removed_for = 'author',
        title = NULL, body = NULL, place = NULL, answer = NULL, photos = '[]'
      WHERE suggestion_id = NEW.id AND removed_at IS NULL;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER record_follows_consent AFTER UPDATE OF publish_consent, state ON suggestion
    FOR EACH ROW WHEN (NOT NEW.publish_consent OR NEW.state = 'withdrawn')
    EXECUTE FUNCTION record_follows_consent()`.execute(db)

  // What happened since is told by a job.
  await sql`
    CREATE FUNCTION record_falls_behind() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE record SET is_behind = true
      WHERE suggestion_id = NEW.id AND removed_at IS NULL AND NOT is_behind;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER record_falls_behind AFTER UPDATE OF state, satisfaction, lead_unit, category, county, kind ON suggestion
    FOR EACH ROW WHEN (NEW.publish_consent AND NEW.state <> 'withdrawn')
    EXECUTE FUNCTION record_falls_behind()`.execute(db)

  // Pages are kept: every process is told.
  await sql`
    CREATE TRIGGER record_tells_of_change AFTER INSERT OR UPDATE ON record
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)
}
