import { type Kysely, sql } from 'kysely'

/** The figures of the desk and the public, counted beforehand by month, county, lead unit and kind. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A combination in which nothing was received has no row. A unit of '-' is: none.
  await sql`
    CREATE TABLE figure (
      month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
      county text NOT NULL,
      unit text NOT NULL,
      kind text NOT NULL,
      received integer NOT NULL CHECK (received > 0),
      accepted_in_time integer NOT NULL,
      accepted_late integer NOT NULL,
      answered integer NOT NULL,
      answered_in_time integer NOT NULL,
      answered_late integer NOT NULL,
      reopened integer NOT NULL,
      satisfied integer NOT NULL,
      fairly_satisfied integer NOT NULL,
      dissatisfied integer NOT NULL,
      PRIMARY KEY (month, county, unit, kind)
    )`.execute(db)
  await sql`CREATE TABLE figure_refresh (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), at timestamptz)`.execute(db)
  await sql`INSERT INTO figure_refresh DEFAULT VALUES`.execute(db)

  // A counter would be one row for which everybody who posts has to wait. Instead whatever changes a suggestion only
  // notes its month, at the end of a list without an index; the next refresh counts the months noted, whole.
  // The note commits with the change: a refresh that does not see the one does not see the other, and comes again.
  await sql`CREATE TABLE figure_mark (month text NOT NULL)`.execute(db)
  await sql`
    CREATE FUNCTION lishui_month(at timestamptz) RETURNS text LANGUAGE sql STABLE
    RETURN to_char(at AT TIME ZONE 'UTC' + interval '8 hours', 'YYYY-MM')`.execute(db)
  await sql`
    CREATE FUNCTION mark_figures() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO figure_mark SELECT DISTINCT lishui_month(received_at) FROM changed;
      RETURN NULL;
    END $$`.execute(db)
  for (const [change, rows] of [['INSERT', 'NEW'], ['UPDATE', 'NEW'], ['DELETE', 'OLD']] as const) {
    await sql`
      CREATE TRIGGER ${sql.id(`suggestion_${change.toLowerCase()}_marks_figures`)} AFTER ${sql.raw(change)} ON suggestion
      REFERENCING ${sql.raw(rows)} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_figures()`.execute(db)
  }
  // A clock that runs out, or gets more time, changes figures without touching the suggestion.
  await sql`
    CREATE FUNCTION mark_figures_of_clock() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO figure_mark SELECT lishui_month(received_at) FROM suggestion WHERE id = NEW.suggestion_id;
      RETURN NULL;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER deadline_insert_marks_figures AFTER INSERT ON deadline
    FOR EACH ROW WHEN (NEW.overdue_at IS NOT NULL) EXECUTE FUNCTION mark_figures_of_clock()`.execute(db)
  await sql`
    CREATE TRIGGER deadline_update_marks_figures AFTER UPDATE OF overdue_at, ended_at ON deadline
    FOR EACH ROW WHEN (OLD.overdue_at IS NOT NULL OR NEW.overdue_at IS NOT NULL) EXECUTE FUNCTION mark_figures_of_clock()`.execute(db)
  await sql`CREATE INDEX deadline_overdue ON deadline (suggestion_id, step) WHERE overdue_at IS NOT NULL AND ended_at IS NULL`.execute(db)

  await sql`INSERT INTO figure_mark SELECT DISTINCT lishui_month(received_at) FROM suggestion`.execute(db)
}
