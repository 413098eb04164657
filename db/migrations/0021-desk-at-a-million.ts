import { type Kysely, sql } from 'kysely'

/** What the desk's lists need at a million suggestions: each order from an index, and what is rare found by one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // An index of a million texts takes minutes; a connection of ours gives up after seconds.
  await sql`SET LOCAL statement_timeout = 0`.execute(db)
  await makeFindable(db)
  await orderLists(db)
  await orderTrail(db)
  await countOfficeChanges(db)
}

/**
 * Chinese puts no blanks between words, and most have two characters: so any two neighbours are a piece that can be looked
 * up. The last character of a text stands with a blank. Facets (kind, category, county) are longer, so none is taken for a piece.
 */
async function makeFindable(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION findable_pieces(written text, facets text[]) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    DECLARE
      letters text[] := string_to_array(lower(written) || ' ', NULL);
    BEGIN
      RETURN array_to_tsvector(facets || ARRAY(SELECT one || other FROM unnest(letters, letters[2:]) AS neighbours (one, other) WHERE other IS NOT NULL));
    END $$`.execute(db)
  // A word of one character is found by the pieces that begin with it.
  await sql`
    CREATE FUNCTION find_pieces(words text[], facets text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT string_agg('''' || replace(replace(piece, '\\', '\\\\'), '''', '''''') || CASE length(piece) WHEN 1 THEN ''':*' ELSE '''' END, ' & ')::tsquery
      FROM (
        SELECT substr(lower(word), first, 2) AS piece FROM unnest(words) AS word, generate_series(1, greatest(length(word) - 1, 1)) AS first
        UNION ALL SELECT unnest(facets)
      ) AS pieces
    $$`.execute(db)
  // Only of what is done: nothing is looked up when a suggestion comes in or moves, and what still waits is few enough to read.
  await sql`
    CREATE INDEX suggestion_findable ON suggestion USING gin (findable_pieces(title || ' ' || body || ' ' || place, ARRAY[kind, category, county]))
    WHERE due_at IS NULL`.execute(db)
}

/** Only the first two have an entry for a suggestion that has just come in, and they stand for two that go: posting pays for no more. */
async function orderLists(db: Kysely<unknown>): Promise<void> {
  await sql`DROP INDEX suggestion_queue`.execute(db)
  // With all that a list can be filtered by: whatever waits is counted and chosen from this index alone.
  await sql`DROP INDEX suggestion_due`.execute(db)
  await sql`
    CREATE INDEX suggestion_waiting ON suggestion (due_at, id)
    INCLUDE (state, kind, category, county, lead_unit, received_at, accepted_in_time, answered_in_time, shown_at, satisfaction, reopenings)
    WHERE due_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_county_category ON suggestion (county, category, received_at DESC, id DESC)`.execute(db)
  await sql`CREATE INDEX suggestion_lead_category ON suggestion (lead_unit, category, received_at DESC, id DESC) WHERE lead_unit IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_ended ON suggestion (state, received_at DESC, id DESC) WHERE state IN ('closed', 'declined', 'merged', 'withdrawn')`.execute(db)
  await sql`CREATE INDEX suggestion_accepted_in_time ON suggestion (received_at DESC, id DESC) WHERE accepted_in_time`.execute(db)
  await sql`CREATE INDEX suggestion_answered_in_time ON suggestion (received_at DESC, id DESC) WHERE answered_in_time`.execute(db)
  await sql`CREATE INDEX suggestion_shown ON suggestion (received_at DESC, id DESC) WHERE shown_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_satisfaction ON suggestion (satisfaction, received_at DESC, id DESC) WHERE satisfaction IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_reopened ON suggestion (received_at DESC, id DESC) WHERE reopenings > 0`.execute(db)
}

/** The audit trail by time, whatever it is filtered by: a range of days is then a range of the index. */
async function orderTrail(db: Kysely<unknown>): Promise<void> {
  await sql`DROP INDEX event_action, event_actor`.execute(db)
  await sql`CREATE INDEX event_action ON event (action, at, id)`.execute(db)
  await sql`CREATE INDEX event_actor ON event (actor_id, at, id) WHERE actor_id IS NOT NULL`.execute(db)
  await sql`CREATE INDEX event_actor_action ON event (actor_id, action, at, id) WHERE actor_id IS NOT NULL`.execute(db)
  await sql`CREATE INDEX event_nameless ON event (actor_kind, action, at, id) WHERE actor_id IS NULL`.execute(db)
  await sql`CREATE INDEX event_refused ON event (at, id) WHERE result = 'refused'`.execute(db)
}

/** So that whoever has reckoned by the settings can ask in one comparison whether they still hold. */
async function countOfficeChanges(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE office_hours ADD COLUMN version integer NOT NULL DEFAULT 0`.execute(db)
  await sql`
    CREATE FUNCTION count_office_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE office_hours SET version = version + 1;
      RETURN NULL;
    END $$`.execute(db)
  for (const table of ['deadline_setting', 'holiday_override', 'holiday_year']) {
    await sql`CREATE TRIGGER office_changes AFTER INSERT OR UPDATE OR DELETE ON ${sql.table(table)} FOR EACH STATEMENT EXECUTE FUNCTION count_office_change()`.execute(db)
  }
  await sql`CREATE TRIGGER office_changes AFTER UPDATE OF opens_at, closes_at ON office_hours FOR EACH STATEMENT EXECUTE FUNCTION count_office_change()`.execute(db)
}
