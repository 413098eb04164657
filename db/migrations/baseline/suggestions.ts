import { type Kysely, sql } from 'kysely'

/** What people ask of the city, and what is answered. */
export async function createSuggestions(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE suggestion (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
      request_key uuid NOT NULL UNIQUE,
      kind text NOT NULL CHECK (kind IN ('idea', 'advice', 'problem')),
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 3000),
      category text NOT NULL,
      county text NOT NULL,
      place text NOT NULL CHECK (length(place) <= 120),
      latitude double precision CHECK (latitude BETWEEN -90 AND 90),
      longitude double precision CHECK (longitude BETWEEN -180 AND 180),
      name_sealed text,
      phone_sealed text,
      publish_consent boolean NOT NULL,
      privacy_version text NOT NULL,
      state text NOT NULL DEFAULT 'received',
      received_at timestamptz NOT NULL,
      accepted_at timestamptz,
      declined_at timestamptz,
      decline_reason text,
      decline_words text,
      answered_at timestamptz,
      lead_unit text,
      answer_level text CHECK (answer_level IN ('at-once', 'ordinary', 'complex')),
      accepted_in_time boolean,
      handed_over_at timestamptz,
      answered_in_time boolean,
      shown_at timestamptz,
      satisfaction text CHECK (satisfaction IN ('satisfied', 'fairly-satisfied', 'dissatisfied')),
      reopenings integer NOT NULL DEFAULT 0,
      reopened_at timestamptz,
      closed_at timestamptz,
      withdrawn_at timestamptz,
      merged_into integer REFERENCES suggestion,
      due_at timestamptz,
      phone_hash text,
      email_sealed text,
      tell_by text CHECK (tell_by IN ('sms', 'email')),
      changed_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((latitude IS NULL) = (longitude IS NULL)),
      CHECK (state <> 'declined' OR (declined_at IS NOT NULL AND decline_reason IS NOT NULL)),
      CHECK (state NOT IN ('accepted', 'answered') OR accepted_at IS NOT NULL),
      CHECK (state <> 'answered' OR answered_at IS NOT NULL),
      CONSTRAINT suggestion_state_check CHECK (state IN (
        'received', 'accepted', 'declined', 'merged', 'handed-over', 'signed-for', 'returned', 'answered',
        'sent-back', 'revisit', 'closed', 'reopened', 'withdrawn')),
      CONSTRAINT suggestion_merged_into_other CHECK ((state = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id),
      CONSTRAINT suggestion_has_lead CHECK (state NOT IN ('handed-over', 'signed-for', 'answered', 'sent-back') OR lead_unit IS NOT NULL),
      CONSTRAINT suggestion_answer_was_shown CHECK (state NOT IN ('revisit', 'closed', 'reopened') OR shown_at IS NOT NULL),
      CONSTRAINT suggestion_tell_address CHECK (
        tell_by IS NULL OR (tell_by = 'sms' AND phone_sealed IS NOT NULL) OR (tell_by = 'email' AND email_sealed IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX suggestion_phone ON suggestion (phone_hash, id) WHERE phone_hash IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_merged_into ON suggestion (merged_into) WHERE merged_into IS NOT NULL`.execute(db)
  // Others from the same place.
  await sql`CREATE INDEX suggestion_place ON suggestion (county, place)`.execute(db)
  await sql`CREATE INDEX suggestion_position ON suggestion (latitude, longitude) WHERE latitude IS NOT NULL`.execute(db)
  await orderLists(db)
  await makeFindable(db)

  // The three sizes of a photo are files named by suggestion and position; the row says that they count.
  await sql`
    CREATE TABLE suggestion_photo (
      suggestion_id integer NOT NULL REFERENCES suggestion,
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 6),
      folder text NOT NULL,
      width integer NOT NULL,
      height integer NOT NULL,
      PRIMARY KEY (suggestion_id, position)
    )`.execute(db)
  await createAnswers(db)
}

/** The orders in which the desk reads its lists: by when it is due, or newest first. */
async function orderLists(db: Kysely<unknown>): Promise<void> {
  // What has no due moment waits for nobody: this part is small however many suggestions are done. With all that a list
  // is filtered by, so that whatever waits is counted from the index alone.
  await sql`
    CREATE INDEX suggestion_waiting ON suggestion (due_at, id)
    INCLUDE (state, kind, category, county, lead_unit, received_at, accepted_in_time, answered_in_time, shown_at, satisfaction, reopenings)
    WHERE due_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_newest ON suggestion (received_at DESC, id DESC)`.execute(db)
  await sql`CREATE INDEX suggestion_state ON suggestion (state, received_at DESC, id DESC)`.execute(db)
  await sql`CREATE INDEX suggestion_lead ON suggestion (lead_unit, received_at DESC, id DESC)`.execute(db)
  await sql`CREATE INDEX suggestion_county_category ON suggestion (county, category, received_at DESC, id DESC)`.execute(db)
}

/**
 * Chinese puts no blanks between words, and most have two characters: so any two neighbours are a piece that can be looked
 * up. The last character of a text stands with a blank. Taking a text to pieces costs far more than comparing it, and the
 * planner has to know: 2000.
 */
async function makeFindable(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION findable_pieces(written text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
    DECLARE
      letters text[] := string_to_array(lower(written) || ' ', NULL);
    BEGIN
      RETURN array_to_tsvector(ARRAY(SELECT one || other FROM unnest(letters, letters[2:]) AS neighbours (one, other) WHERE other IS NOT NULL));
    END $$`.execute(db)
  // A word of one character is found by the pieces that begin with it.
  await sql`
    CREATE FUNCTION find_pieces(words text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT string_agg('''' || replace(replace(piece, '\\', '\\\\'), '''', '''''') || CASE length(piece) WHEN 1 THEN ''':*' ELSE '''' END, ' & ')::tsquery
      FROM (SELECT substr(lower(word), first, 2) AS piece FROM unnest(words) AS word, generate_series(1, greatest(length(word) - 1, 1)) AS first) AS pieces
    $$`.execute(db)
  // Each that comes in is put in its place at once: else every thousandth would wait a second for what the others left.
  await sql`CREATE INDEX suggestion_findable ON suggestion USING gin (findable_pieces(title || ' ' || body || ' ' || place)) WITH (fastupdate = off)`.execute(db)
}

async function createAnswers(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE answer (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 3000),
      answered_by integer NOT NULL REFERENCES person,
      answered_at timestamptz NOT NULL,
      unit text,
      round integer NOT NULL DEFAULT 0,
      no_photos_because text CHECK (length(no_photos_because) BETWEEN 1 AND 200),
      shown_at timestamptz,
      checked_by integer REFERENCES person,
      sent_back_at timestamptz,
      sent_back_words text CHECK (length(sent_back_words) BETWEEN 1 AND 1000),
      CONSTRAINT answer_shown_or_sent_back CHECK (shown_at IS NULL OR sent_back_at IS NULL)
    )`.execute(db)
  await sql`CREATE INDEX answer_suggestion ON answer (suggestion_id, id)`.execute(db)

  await sql`
    CREATE TABLE answer_photo (
      answer_id integer NOT NULL REFERENCES answer,
      moment text NOT NULL CHECK (moment IN ('before', 'after')),
      position smallint NOT NULL CHECK (position BETWEEN 1 AND 6),
      folder text NOT NULL,
      width integer NOT NULL,
      height integer NOT NULL,
      PRIMARY KEY (answer_id, moment, position)
    )`.execute(db)

  // Nothing is closed without an answer that the person could see; after a reopening the answers of earlier rounds do not count.
  await sql`
    CREATE FUNCTION require_shown_answer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (
        SELECT FROM answer
        WHERE suggestion_id = NEW.id AND round = NEW.reopenings AND shown_at IS NOT NULL
      ) THEN
        RAISE EXCEPTION 'a suggestion is closed only with an answer that its author could see' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER suggestion_closes_with_answer BEFORE INSERT OR UPDATE OF state ON suggestion
    FOR EACH ROW WHEN (NEW.state IN ('revisit', 'closed')) EXECUTE FUNCTION require_shown_answer()`.execute(db)
  // An answer that was shown stays shown and stays as it was.
  await sql`
    CREATE FUNCTION refuse_shown_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'an answer that was shown is not changed' USING ERRCODE = 'check_violation';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER answer_stays_shown BEFORE UPDATE OR DELETE ON answer
    FOR EACH ROW WHEN (OLD.shown_at IS NOT NULL) EXECUTE FUNCTION refuse_shown_answer_change()`.execute(db)
}
