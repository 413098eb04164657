import { type Kysely, sql } from 'kysely'

/** Judges count when they have judged every entry, and none judges what they sent themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Who began and will not finish is released: their points stand, and count no more.
  await sql`
    ALTER TABLE contest_judge
      ADD released_by integer REFERENCES person,
      ADD released_at timestamptz,
      ADD CHECK ((released_by IS NULL) = (released_at IS NULL))`.execute(db)
  await sql`
    CREATE OR REPLACE FUNCTION hold_contest_score() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM FROM contest_entry e JOIN contest c ON c.id = e.contest_id
        JOIN contest_judge j ON j.contest_id = c.id AND j.person_id = NEW.judge_id AND j.released_at IS NULL
        WHERE e.suggestion_id = NEW.suggestion_id AND e.state = 'admitted' AND c.state = 'judging'
          AND c.criteria @> jsonb_build_array(jsonb_build_object('code', NEW.criterion)) FOR SHARE OF c, j;
        IF FOUND THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION 'points are given once, while the contest is judged'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_score_stands';
    END $$`.execute(db)

  await sql`
    CREATE FUNCTION contest_judges_have_finished() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM contest_judge j JOIN contest_entry e USING (contest_id)
        WHERE j.contest_id = NEW.id AND j.released_at IS NULL AND e.state = 'admitted'
          AND EXISTS (SELECT FROM contest_declaration d WHERE d.contest_id = NEW.id AND d.judge_id = j.person_id)
          AND NOT EXISTS (SELECT FROM contest_declaration d
            WHERE d.suggestion_id = e.suggestion_id AND d.judge_id = j.person_id AND d.conflict)
          AND NOT EXISTS (SELECT FROM contest_score s
            WHERE s.suggestion_id = e.suggestion_id AND s.judge_id = j.person_id)
      ) THEN
        RAISE EXCEPTION 'a judge of the contest % has not finished', NEW.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_judges_have_finished';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_judges_have_finished BEFORE UPDATE OF state ON contest FOR EACH ROW
    WHEN (OLD.state = 'judging' AND NEW.state = 'short-listed') EXECUTE FUNCTION contest_judges_have_finished()`.execute(
    db,
  )

  // Known where a judge has proven the phone that a suggestion was sent with.
  await sql`
    CREATE FUNCTION contest_judge_is_not_the_author() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM suggestion s JOIN person p ON p.phone_hash = s.phone_hash
        WHERE s.id = NEW.suggestion_id AND p.id = NEW.judge_id
      ) THEN
        RAISE EXCEPTION 'judge % sent suggestion % themselves', NEW.judge_id, NEW.suggestion_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_judge_is_not_the_author';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  for (const table of ['contest_declaration', 'contest_score'])
    await sql`
      CREATE TRIGGER contest_judge_is_not_the_author BEFORE INSERT OR UPDATE ON ${sql.table(table)}
      FOR EACH ROW WHEN (NOT NEW.conflict) EXECUTE FUNCTION contest_judge_is_not_the_author()`.execute(db)
}
