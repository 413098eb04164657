import { type Kysely, sql } from 'kysely'

/** What citizens ask of the city, first storey: received, accepted or declined, answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
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
      state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'accepted', 'declined', 'answered')),
      received_at timestamptz NOT NULL,
      accepted_at timestamptz,
      declined_at timestamptz,
      decline_reason text,
      decline_words text,
      answered_at timestamptz,
      CHECK ((latitude IS NULL) = (longitude IS NULL)),
      CHECK (state <> 'declined' OR (declined_at IS NOT NULL AND decline_reason IS NOT NULL)),
      CHECK (state NOT IN ('accepted', 'answered') OR accepted_at IS NOT NULL),
      CHECK (state <> 'answered' OR answered_at IS NOT NULL)
    )`.execute(db)
  await sql`CREATE INDEX suggestion_queue ON suggestion (state, received_at, id)`.execute(db)
  await sql`CREATE INDEX suggestion_newest ON suggestion (received_at DESC, id DESC)`.execute(db)

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

  await sql`
    CREATE TABLE answer (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 3000),
      answered_by integer NOT NULL REFERENCES person,
      answered_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX answer_suggestion ON answer (suggestion_id, id)`.execute(db)
}
