import { type Kysely, sql } from 'kysely'

/** What a contest shows of an entry is read by another than who covered it last, and can be taken down again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // `passed_by` is null where nothing was found to cover: then who let the entry in is asked, as before.
  await sql`
    CREATE FUNCTION contest_entry_is_read_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.read_by = (
        SELECT passed_by FROM unit_text WHERE source = 'suggestion' AND source_id = NEW.suggestion_id
        ORDER BY id DESC LIMIT 1
      ) THEN
        RAISE EXCEPTION 'who covered suggestion % last may not choose it', NEW.suggestion_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_entry_is_read_by_another';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_is_read_by_another BEFORE UPDATE OF read_by ON contest_entry
    FOR EACH ROW WHEN (NEW.read_by IS DISTINCT FROM OLD.read_by) EXECUTE FUNCTION contest_entry_is_read_by_another()`.execute(
    db,
  )

  await sql`
    ALTER TABLE contest_entry
      ADD taken_down_at timestamptz,
      ADD taken_down_words text CHECK (taken_down_words <> '' AND length(taken_down_words) <= 5000),
      ADD CHECK ((taken_down_at IS NULL) = (taken_down_words IS NULL)),
      ADD CONSTRAINT contest_entry_taken_down_is_empty CHECK (taken_down_at IS NULL OR title IS NULL)`.execute(db)
  // The day on which the public reason, of a tie or of no award, was put in other words.
  await sql`
    ALTER TABLE contest
      ADD words_changed_on date CHECK (words_changed_on IS NULL OR num_nonnulls(words, tie_words) > 0)`.execute(db)

  // What the office removed from the record is not public on the page of a contest either, now or later.
  await sql`
    CREATE FUNCTION contest_entry_follows_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE contest_entry SET title = NULL, body = NULL,
        taken_down_at = NEW.removed_at, taken_down_words = NEW.removed_words
      WHERE suggestion_id = NEW.suggestion_id AND taken_down_at IS NULL;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_follows_record AFTER UPDATE OF removed_at ON record
    FOR EACH ROW WHEN (NEW.removed_for = 'office' AND OLD.removed_at IS NULL)
    EXECUTE FUNCTION contest_entry_follows_record()`.execute(db)
  await sql`
    UPDATE contest_entry SET title = NULL, body = NULL,
      taken_down_at = record.removed_at, taken_down_words = record.removed_words
    FROM record WHERE record.suggestion_id = contest_entry.suggestion_id AND removed_for = 'office'`.execute(db)
}
