import { type Kysely, sql } from 'kysely'

/**
 * A suggestion gets a number by year for staff and papers. Its code, which opens it to its author, is kept as a keyed
 * hash and sealed: `sealCodes` does that at the start for those that came before, because the key is not here. What was
 * written elsewhere with a code says the number, or nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE suggestion
      ADD COLUMN number text,
      ADD COLUMN code_hash text UNIQUE,
      ADD COLUMN code_sealed text,
      ALTER COLUMN code DROP NOT NULL`.execute(db)
  await sql`
    UPDATE suggestion SET number = numbered.number
    FROM (
      SELECT id, to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' ||
        row_number() OVER (PARTITION BY to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') ORDER BY id) AS number
      FROM suggestion
    ) AS numbered
    WHERE numbered.id = suggestion.id`.execute(db)
  await sql`
    ALTER TABLE suggestion
      ALTER COLUMN number SET NOT NULL,
      ADD CONSTRAINT suggestion_number_key UNIQUE (number),
      ADD CONSTRAINT suggestion_number_check CHECK (number ~ '^20[0-9]{2}-[1-9][0-9]{0,6}$'),
      ADD CONSTRAINT suggestion_code_sealed CHECK (
        (code IS NULL) = (code_hash IS NOT NULL) AND (code_hash IS NULL) = (code_sealed IS NULL))`.execute(db)

  // A sequence for each year: nobody waits for anybody's transaction. One that is rolled back leaves a gap.
  await sql`
    CREATE FUNCTION next_suggestion_number(year integer) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
      sequence text := 'suggestion_number_' || year;
    BEGIN
      IF to_regclass(sequence) IS NULL THEN
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', sequence);
      END IF;
      RETURN year || '-' || nextval(sequence);
    END $$`.execute(db)
  await sql`
    DO $$
    DECLARE
      used record;
    BEGIN
      FOR used IN SELECT split_part(number, '-', 1)::integer AS year, count(*) AS last FROM suggestion GROUP BY 1 LOOP
        EXECUTE format('CREATE SEQUENCE %I START %s', 'suggestion_number_' || used.year, used.last + 1);
      END LOOP;
    END $$`.execute(db)
  await nameByNumber(db)
}

/** Events and messages that name a suggestion by its code. This once an event is changed, so that no code is left in it. */
async function nameByNumber(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE event DISABLE TRIGGER event_is_append_only`.execute(db)
  await sql`
    UPDATE event SET detail = jsonb_set(event.detail, '{into}', to_jsonb(suggestion.number))
    FROM suggestion
    WHERE event.action = 'suggestion.merged' AND suggestion.code = event.detail ->> 'into'`.execute(db)
  await sql`ALTER TABLE event ENABLE TRIGGER event_is_append_only`.execute(db)
  await sql`
    ALTER TABLE message ADD COLUMN secret_purpose text`.execute(db)
  await sql`
    UPDATE message SET secret_purpose = 'message.secret_sealed' WHERE secret_sealed IS NOT NULL`.execute(db)
  await sql`
    ALTER TABLE message
      ADD CONSTRAINT message_secret_purpose CHECK ((secret_sealed IS NULL) = (secret_purpose IS NULL))`.execute(db)
  await sql`
    UPDATE message SET
      facts = (message.facts - 'code' - 'plainCode') || CASE
        WHEN message.template LIKE 'desk-%' THEN jsonb_build_object('number', suggestion.number)
        ELSE '{}' END,
      body = regexp_replace(message.body, '[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}|[0-9A-HJKMNP-TV-Z]{12}', '******', 'g')
    FROM suggestion
    WHERE message.about_kind = 'suggestion' AND suggestion.id::text = message.about_id`.execute(db)
}
