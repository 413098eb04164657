import { type Kysely, sql } from 'kysely'

/**
 * Contests of ideas (金点子): entries that are suggestions, judges who declare their conflicts, a short list on public
 * notice, the award. What is objected during a notice is one table for contests and honours.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE contest (
      id text PRIMARY KEY CHECK (id <> '' AND length(id) <= 80),
      state text NOT NULL DEFAULT 'collecting'
        CHECK (state IN ('collecting', 'judging', 'short-listed', 'noticed', 'awarded', 'ended')),
      entries integer NOT NULL DEFAULT 0 CHECK (entries >= 0),
      criteria jsonb CHECK (jsonb_typeof(criteria) = 'array'),
      short_list integer CHECK (short_list > 0),
      least_judges integer CHECK (least_judges > 0),
      notice_days integer CHECK (notice_days >= 5),
      grades jsonb CHECK (jsonb_typeof(grades) = 'array'),
      short_listed_by integer REFERENCES person,
      short_listed_at timestamptz,
      tie_words text CHECK (tie_words <> '' AND length(tie_words) <= 5000),
      noticed_by integer REFERENCES person,
      notice_from date,
      notice_until date,
      ended_by integer REFERENCES person,
      ended_at timestamptz,
      awarded_on date,
      words text CHECK (words <> '' AND length(words) <= 5000),
      CHECK (num_nonnulls(criteria, short_list, least_judges, notice_days, grades) IN (0, 5)),
      CHECK (CASE state WHEN 'collecting' THEN criteria IS NULL WHEN 'ended' THEN true ELSE criteria IS NOT NULL END),
      CHECK ((short_listed_by IS NULL) = (short_listed_at IS NULL)),
      CHECK (CASE WHEN state IN ('collecting', 'judging') THEN short_listed_at IS NULL AND tie_words IS NULL
        WHEN state = 'ended' THEN true ELSE short_listed_at IS NOT NULL END),
      CHECK (num_nonnulls(noticed_by, notice_from, notice_until) IN (0, 3) AND notice_until > notice_from),
      CHECK (CASE WHEN state IN ('noticed', 'awarded') THEN notice_until IS NOT NULL
        WHEN state = 'ended' THEN true ELSE notice_until IS NULL END),
      CHECK ((state IN ('awarded', 'ended')) = (ended_at IS NOT NULL)),
      CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
      CHECK ((state = 'ended') = (words IS NOT NULL)),
      CHECK ((state = 'awarded') = (awarded_on IS NOT NULL)),
      CONSTRAINT contest_is_awarded_by_another CHECK (state <> 'awarded' OR ended_by <> noticed_by),
      CONSTRAINT contest_is_awarded_after_its_notice CHECK (awarded_on > notice_until)
    )`.execute(db)

  await sql`
    CREATE TABLE contest_entry (
      suggestion_id integer PRIMARY KEY REFERENCES suggestion,
      contest_id text NOT NULL REFERENCES contest,
      number integer NOT NULL CHECK (number > 0),
      state text NOT NULL DEFAULT 'filed'
        CHECK (state IN ('filed', 'admitted', 'not-admitted', 'removed', 'withdrawn')),
      entered_at timestamptz NOT NULL,
      reviewed_by integer REFERENCES person,
      reviewed_at timestamptz,
      words text CHECK (words <> '' AND length(words) <= 5000),
      read_by integer REFERENCES person,
      title text CHECK (title <> ''),
      body text CHECK (body <> ''),
      grade text CHECK (grade <> ''),
      adopted text CHECK (adopted <> '' AND length(adopted) <= 5000),
      carried_out_on date,
      UNIQUE (contest_id, number),
      UNIQUE (contest_id, suggestion_id),
      CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
      CHECK (CASE state WHEN 'filed' THEN reviewed_at IS NULL WHEN 'withdrawn' THEN true ELSE reviewed_at IS NOT NULL END),
      CHECK (CASE WHEN state IN ('not-admitted', 'removed') THEN words IS NOT NULL ELSE words IS NULL END),
      CHECK (read_by IS NULL OR state IN ('admitted', 'removed', 'withdrawn')),
      CONSTRAINT contest_entry_is_read_by_another CHECK (read_by <> reviewed_by),
      CHECK ((title IS NULL) = (body IS NULL)),
      CHECK (title IS NULL OR (read_by IS NOT NULL AND state = 'admitted')),
      CHECK (grade IS NULL OR read_by IS NOT NULL),
      CHECK (carried_out_on IS NULL OR adopted IS NOT NULL)
    )`.execute(db)

  await sql`
    CREATE TABLE contest_judge (
      contest_id text NOT NULL REFERENCES contest,
      person_id integer NOT NULL REFERENCES person,
      named_by integer NOT NULL REFERENCES person,
      named_at timestamptz NOT NULL,
      PRIMARY KEY (contest_id, person_id),
      CONSTRAINT contest_judge_is_named_by_another CHECK (named_by <> person_id)
    )`.execute(db)
  await sql`
    CREATE TABLE contest_declaration (
      suggestion_id integer NOT NULL,
      judge_id integer NOT NULL,
      contest_id text NOT NULL,
      conflict boolean NOT NULL,
      declared_at timestamptz NOT NULL,
      PRIMARY KEY (suggestion_id, judge_id),
      UNIQUE (suggestion_id, judge_id, conflict),
      FOREIGN KEY (contest_id, suggestion_id) REFERENCES contest_entry (contest_id, suggestion_id),
      FOREIGN KEY (contest_id, judge_id) REFERENCES contest_judge (contest_id, person_id)
    )`.execute(db)
  // Who declares a conflict has no score, and who has a score declares none afterwards: the key says so both ways.
  await sql`
    CREATE TABLE contest_score (
      suggestion_id integer NOT NULL,
      judge_id integer NOT NULL,
      criterion text NOT NULL CHECK (criterion <> ''),
      points integer NOT NULL CHECK (points BETWEEN 0 AND 100),
      conflict boolean NOT NULL DEFAULT false,
      scored_at timestamptz NOT NULL,
      PRIMARY KEY (suggestion_id, judge_id, criterion),
      CONSTRAINT contest_judge_has_no_conflict CHECK (NOT conflict),
      CONSTRAINT contest_judge_has_declared
        FOREIGN KEY (suggestion_id, judge_id, conflict) REFERENCES contest_declaration (suggestion_id, judge_id, conflict)
    )`.execute(db)

  // Entries come while it collects, and are let in or not before judges see them.
  await sql`
    CREATE FUNCTION hold_contest_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM contest WHERE id = NEW.contest_id AND state = 'collecting' FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the contest % collects no more', NEW.contest_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_is_collecting';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_is_collecting BEFORE INSERT ON contest_entry
    FOR EACH ROW EXECUTE FUNCTION hold_contest_entry()`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_is_reviewed_before BEFORE UPDATE OF state ON contest_entry
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('filed', 'admitted', 'not-admitted'))
    EXECUTE FUNCTION hold_contest_entry()`.execute(db)

  // Points are given while it is judged, by what it is judged by, and stand: who has seen the others' changes none.
  await sql`
    CREATE FUNCTION hold_contest_score() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM FROM contest_entry e JOIN contest c ON c.id = e.contest_id
        WHERE e.suggestion_id = NEW.suggestion_id AND e.state = 'admitted' AND c.state = 'judging'
          AND c.criteria @> jsonb_build_array(jsonb_build_object('code', NEW.criterion)) FOR SHARE OF c;
        IF FOUND THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION 'points are given once, while the contest is judged'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_score_stands';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_score_stands BEFORE INSERT OR UPDATE OR DELETE ON contest_score
    FOR EACH ROW EXECUTE FUNCTION hold_contest_score()`.execute(db)

  // Nothing is public that its author does not agree to, and who takes it back or withdraws is taken at their word at once.
  await sql`
    CREATE FUNCTION contest_entry_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM suggestion WHERE id = NEW.suggestion_id AND publish_consent AND state <> 'withdrawn' FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the author of suggestion % does not agree', NEW.suggestion_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'contest_entry_needs_consent';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_needs_consent BEFORE INSERT OR UPDATE ON contest_entry
    FOR EACH ROW WHEN (NEW.title IS NOT NULL) EXECUTE FUNCTION contest_entry_needs_consent()`.execute(db)
  await sql`
    CREATE FUNCTION contest_entry_follows_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE contest_entry SET title = NULL, body = NULL,
        state = CASE WHEN NEW.state = 'withdrawn' AND state IN ('filed', 'admitted') THEN 'withdrawn' ELSE state END
      WHERE suggestion_id = NEW.id;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_follows_consent AFTER UPDATE OF publish_consent, state ON suggestion
    FOR EACH ROW WHEN (NOT NEW.publish_consent OR NEW.state = 'withdrawn')
    EXECUTE FUNCTION contest_entry_follows_consent()`.execute(db)

  // One table of what is objected, for every kind of notice.
  await sql`ALTER TABLE honour_objection RENAME TO notice_objection`.execute(db)
  await sql`ALTER INDEX honour_objection_application RENAME TO notice_objection_application`.execute(db)
  await sql`ALTER TABLE notice_objection ALTER application_id DROP NOT NULL, ADD contest_id text REFERENCES contest`.execute(db)
  await sql`
    ALTER TABLE notice_objection ADD CONSTRAINT notice_objection_is_to_one_thing
    CHECK (num_nonnulls(application_id, contest_id) = 1)`.execute(db)
  await sql`CREATE INDEX notice_objection_contest ON notice_objection (contest_id, id)`.execute(db)
  await sql`
    CREATE OR REPLACE FUNCTION forget_objectors() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE notice_objection SET name_sealed = NULL, contact_sealed = NULL
      WHERE CASE TG_TABLE_NAME WHEN 'contest' THEN contest_id ELSE application_id::text END = NEW.id::text;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE OR REPLACE FUNCTION refuse_unanswered_objection() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM notice_objection WHERE answered_at IS NULL
          AND CASE TG_TABLE_NAME WHEN 'contest' THEN contest_id ELSE application_id::text END = NEW.id::text
      ) THEN
        RAISE EXCEPTION 'an objection to % is not answered', NEW.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'honour_objections_are_answered';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER contest_forgets_objectors AFTER UPDATE OF state ON contest FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION forget_objectors()`.execute(db)
  await sql`
    CREATE TRIGGER contest_objections_are_answered BEFORE UPDATE OF state ON contest FOR EACH ROW
    WHEN (NEW.state = 'awarded') EXECUTE FUNCTION refuse_unanswered_objection()`.execute(db)

  // Pages are kept: every process is told.
  await sql`
    CREATE TRIGGER contest_tells_of_change AFTER INSERT OR UPDATE ON contest
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)
  await sql`
    CREATE TRIGGER contest_entry_tells_of_change AFTER INSERT OR UPDATE ON contest_entry
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)
}
