import { type Kysely, sql } from 'kysely'

/** What authors wrote and showed goes to units only as the office has let it through; their own words stay with the office. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The newest row of a text is what units read. `original` is the SHA-256 of what it was made from: another text waits anew.
  await sql`
    CREATE TABLE unit_text (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      source text NOT NULL CHECK (source IN ('suggestion', 'addition', 'appeal', 'rating')),
      source_id integer NOT NULL,
      title text NOT NULL,
      body text NOT NULL,
      place text NOT NULL,
      original text NOT NULL CHECK (length(original) = 64),
      covered jsonb NOT NULL,
      passed_by integer REFERENCES person,
      passed_at timestamptz NOT NULL,
      CHECK (source = 'suggestion' OR (title = '' AND place = '')),
      CHECK (passed_by IS NOT NULL OR covered = '[]')
    )`.execute(db)
  await sql`CREATE INDEX unit_text_newest ON unit_text (source, source_id, id DESC)`.execute(db)
  await sql`CREATE INDEX unit_text_suggestion ON unit_text (suggestion_id)`.execute(db)

  // The newest row of a photo is what units see. Without boxes the file is the author's own.
  await sql`
    CREATE TABLE unit_photo (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      source text NOT NULL CHECK (source IN ('suggestion', 'addition')),
      source_id integer NOT NULL,
      position integer NOT NULL,
      file text NOT NULL,
      boxes jsonb NOT NULL,
      passed_by integer REFERENCES person,
      passed_at timestamptz NOT NULL,
      CHECK (passed_by IS NOT NULL OR boxes = '[]')
    )`.execute(db)
  await sql`CREATE INDEX unit_photo_newest ON unit_photo (source, source_id, position, id DESC)`.execute(db)
  await sql`CREATE INDEX unit_photo_file ON unit_photo (file)`.execute(db)

  await sql`
    CREATE FUNCTION refuse_unit_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was let through to units is only added to' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await appendOnly(db, 'unit_text')
  await appendOnly(db, 'unit_photo')

  // Where a clerk has to look before a unit reads on. Without a moment nobody has looked for findings yet.
  await sql`
    CREATE TABLE unit_waiting (
      suggestion_id integer PRIMARY KEY REFERENCES suggestion,
      since timestamptz
    )`.execute(db)
  await sql`CREATE INDEX unit_waiting_unread ON unit_waiting (suggestion_id) WHERE since IS NULL`.execute(db)

  // A migration cannot look for findings: a job does, for all that lies with units. Photos that they have seen stay seen.
  await sql`
    INSERT INTO unit_waiting (suggestion_id)
    SELECT DISTINCT suggestion_id FROM assignment WHERE ended_at IS NULL`.execute(db)
  await sql`
    INSERT INTO unit_photo (suggestion_id, source, source_id, position, file, boxes, passed_at)
    SELECT suggestion_id, 'suggestion', suggestion_id, position, file, '[]', now()
    FROM suggestion_photo JOIN suggestion ON suggestion.id = suggestion_id
    WHERE coalesce(merged_into, suggestion_id) IN (SELECT suggestion_id FROM unit_waiting)`.execute(db)
  await sql`
    INSERT INTO unit_photo (suggestion_id, source, source_id, position, file, boxes, passed_at)
    SELECT suggestion_id, 'addition', addition_id, position, file, '[]', now()
    FROM addition_photo JOIN addition ON addition.id = addition_id JOIN suggestion ON suggestion.id = suggestion_id
    WHERE coalesce(merged_into, suggestion_id) IN (SELECT suggestion_id FROM unit_waiting)`.execute(db)
}

async function appendOnly(db: Kysely<unknown>, table: 'unit_text' | 'unit_photo'): Promise<void> {
  await sql`
    CREATE TRIGGER ${sql.raw(`${table}_is_append_only`)} BEFORE UPDATE OR DELETE ON ${sql.table(table)}
    FOR EACH ROW EXECUTE FUNCTION refuse_unit_text_change()`.execute(db)
  await sql`
    CREATE TRIGGER ${sql.raw(`${table}_is_never_emptied`)} BEFORE TRUNCATE ON ${sql.table(table)}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unit_text_change()`.execute(db)
}
