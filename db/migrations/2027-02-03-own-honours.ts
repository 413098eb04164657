import { type Kysely, sql } from 'kysely'

/**
 * Nobody of the unit that applies for an honour, nor who filed it, puts it on notice, answers what is objected or decides
 * it. One honour has one open application, however its name is spaced.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION refuse_own_honour() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      hand integer;
      application integer;
    BEGIN
      IF TG_TABLE_NAME = 'notice_objection' THEN
        hand := NEW.answered_by;
        application := NEW.application_id;
      ELSE
        hand := CASE NEW.state WHEN 'noticed' THEN NEW.noticed_by ELSE NEW.ended_by END;
        application := NEW.id;
      END IF;
      IF EXISTS (
        SELECT FROM honour_application a WHERE a.id = application AND (
          a.filed_by = hand OR EXISTS (SELECT FROM liaison l WHERE l.person_id = hand AND l.unit = a.unit)
        )
      ) THEN
        RAISE EXCEPTION 'the application % is their own', application
          USING ERRCODE = 'check_violation', CONSTRAINT = 'honour_is_decided_by_others';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER honour_is_decided_by_others BEFORE UPDATE OF state ON honour_application FOR EACH ROW
    WHEN (NEW.state IN ('noticed', 'awarded', 'declined')) EXECUTE FUNCTION refuse_own_honour()`.execute(db)
  await sql`
    CREATE TRIGGER honour_objection_is_answered_by_others BEFORE UPDATE OF answered_by ON notice_objection FOR EACH ROW
    WHEN (NEW.answered_by IS NOT NULL AND NEW.application_id IS NOT NULL) EXECUTE FUNCTION refuse_own_honour()`.execute(
    db,
  )

  // The name as it is compared. Of those that are open twice already the later ones keep their place beside the first.
  await sql`ALTER TABLE honour_application ADD COLUMN folded text CHECK (folded <> '')`.execute(db)
  await sql`
    WITH named AS (
      SELECT id, state IN ('filed', 'noticed') AS open, kind, level, county,
        lower(regexp_replace(normalize(title, NFKC), '\\s', '', 'g')) AS folded
      FROM honour_application
    ), counted AS (
      SELECT id, folded, row_number() OVER (PARTITION BY open, kind, level, county, folded ORDER BY id) AS place FROM named
    )
    UPDATE honour_application h
    SET folded = CASE c.place WHEN 1 THEN c.folded ELSE c.folded || ' ' || c.id END
    FROM counted c WHERE c.id = h.id`.execute(db)
  await sql`ALTER TABLE honour_application ALTER COLUMN folded SET NOT NULL`.execute(db)
  await sql`DROP INDEX honour_application_open`.execute(db)
  await sql`
    CREATE UNIQUE INDEX honour_application_open ON honour_application (kind, level, county, folded)
    WHERE state IN ('filed', 'noticed')`.execute(db)
}
