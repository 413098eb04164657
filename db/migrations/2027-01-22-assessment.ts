import { type Kysely, sql } from 'kysely'

/**
 * The yearly assessment of the units (clause 5). It keeps the scheme that it began with. What was counted and judged stands
 * still once units may object; what is published was concluded by one person and published by another.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE assessment (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      year smallint NOT NULL CHECK (year BETWEEN 2019 AND 2099),
      request_key uuid NOT NULL UNIQUE,
      scheme text NOT NULL,
      title text NOT NULL CHECK (title <> '' AND length(title) <= 1000),
      criteria jsonb NOT NULL CHECK (jsonb_typeof(criteria) = 'array'),
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'objections', 'result', 'published', 'void')),
      begun_by integer NOT NULL REFERENCES person,
      begun_at timestamptz NOT NULL,
      counted_at timestamptz NOT NULL,
      opened_at timestamptz,
      objections_until timestamptz CHECK (objections_until > opened_at),
      concluded_by integer REFERENCES person,
      concluded_at timestamptz,
      published_by integer REFERENCES person,
      published_at timestamptz,
      CHECK ((opened_at IS NULL) = (objections_until IS NULL)),
      CHECK ((concluded_at IS NULL) = (concluded_by IS NULL)),
      CHECK ((published_at IS NULL) = (published_by IS NULL)),
      CONSTRAINT assessment_state_has_its_days CHECK (
        CASE state
          WHEN 'draft' THEN num_nonnulls(opened_at, concluded_at, published_at) = 0
          WHEN 'objections' THEN opened_at IS NOT NULL AND num_nonnulls(concluded_at, published_at) = 0
          WHEN 'result' THEN concluded_at IS NOT NULL AND published_at IS NULL
          WHEN 'published' THEN concluded_at IS NOT NULL AND published_at IS NOT NULL
          ELSE published_at IS NULL
        END),
      CONSTRAINT assessment_waits_for_objections CHECK (concluded_at >= objections_until),
      CONSTRAINT assessment_is_published_by_another CHECK (published_by <> concluded_by)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX assessment_is_one_a_year ON assessment (year) WHERE state <> 'void'`.execute(db)

  await sql`
    CREATE TABLE assessment_unit (
      assessment_id integer NOT NULL REFERENCES assessment,
      unit text NOT NULL,
      name text NOT NULL,
      until_day date,
      PRIMARY KEY (assessment_id, unit)
    )`.execute(db)
  await sql`
    CREATE TABLE assessment_line (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      assessment_id integer NOT NULL,
      unit text NOT NULL,
      criterion text NOT NULL,
      measure text NOT NULL,
      weight smallint NOT NULL CHECK (weight BETWEEN 1 AND 100),
      minimum integer NOT NULL DEFAULT 1 CHECK (minimum > 0),
      part integer,
      whole integer,
      evidence jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(evidence) = 'array'),
      first_points smallint CHECK (first_points BETWEEN 0 AND 100),
      first_by integer REFERENCES person,
      second_points smallint CHECK (second_points BETWEEN 0 AND 100),
      second_by integer REFERENCES person,
      revised numeric(5, 2) CHECK (revised BETWEEN 0 AND 100),
      UNIQUE (assessment_id, unit, criterion),
      FOREIGN KEY (assessment_id, unit) REFERENCES assessment_unit,
      CHECK (part BETWEEN 0 AND whole),
      CHECK ((measure = 'judged') = (whole IS NULL)),
      CHECK (measure = 'judged' OR num_nonnulls(first_by, second_by) = 0),
      CHECK ((first_by IS NULL) = (first_points IS NULL) AND (second_by IS NULL) = (second_points IS NULL)),
      CHECK (second_by IS NULL OR first_by IS NOT NULL),
      CONSTRAINT assessment_line_is_judged_by_two CHECK (first_by <> second_by)
    )`.execute(db)

  // What each line comes to in hundredths, undefined where there is too little to tell.
  await sql`
    CREATE VIEW assessment_score AS
    SELECT assessment_line.*, coalesce(revised, CASE
        WHEN measure = 'judged' THEN (first_points + second_points) / 2.0
        WHEN whole < minimum THEN NULL
        WHEN measure IN ('returned', 'reopened') THEN 100 - 100.0 * part / whole
        ELSE 100.0 * part / whole
      END) AS share
    FROM assessment_line`.execute(db)

  await sql`
    CREATE TABLE assessment_objection (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      assessment_id integer NOT NULL,
      unit text NOT NULL,
      criterion text NOT NULL,
      request_key uuid NOT NULL UNIQUE,
      words text NOT NULL CHECK (words <> '' AND length(words) <= 20000),
      filed_by integer NOT NULL REFERENCES person,
      filed_at timestamptz NOT NULL,
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      upheld boolean,
      decision text CHECK (decision <> '' AND length(decision) <= 20000),
      FOREIGN KEY (assessment_id, unit, criterion) REFERENCES assessment_line (assessment_id, unit, criterion),
      CHECK (num_nonnulls(decided_by, decided_at, upheld, decision) IN (0, 4)),
      CONSTRAINT assessment_objection_is_decided_by_another CHECK (decided_by <> filed_by)
    )`.execute(db)
  await sql`
    CREATE UNIQUE INDEX assessment_objection_is_one_at_a_time ON assessment_objection (assessment_id, unit, criterion)
    WHERE decided_at IS NULL`.execute(db)

  // Who gave points does not decide whether they were right.
  await sql`
    CREATE FUNCTION refuse_deciding_judge() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM assessment_line l WHERE (l.assessment_id, l.unit, l.criterion) = (NEW.assessment_id, NEW.unit, NEW.criterion)
        AND NEW.decided_by IN (l.first_by, l.second_by);
      IF FOUND THEN
        RAISE EXCEPTION 'who judged does not decide' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_judge_decides';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER assessment_objection_is_not_the_judges BEFORE INSERT OR UPDATE OF decided_by ON assessment_objection
    FOR EACH ROW WHEN (NEW.decided_by IS NOT NULL) EXECUTE FUNCTION refuse_deciding_judge()`.execute(db)

  // Numbers stand still once units may object; afterwards a decision alone revises one, and nothing after the result.
  await sql`
    CREATE FUNCTION hold_assessment_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE now_state text;
    BEGIN
      SELECT state INTO now_state FROM assessment WHERE id = coalesce(NEW.assessment_id, OLD.assessment_id);
      IF now_state = 'draft' AND (TG_OP <> 'UPDATE' OR NEW.revised IS NULL) THEN
        RETURN coalesce(NEW, OLD);
      END IF;
      IF now_state = 'objections' AND TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'revised') = (to_jsonb(OLD) - 'revised') THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'the numbers of this assessment stand' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_line_stands';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER assessment_line_stands BEFORE INSERT OR UPDATE OR DELETE ON assessment_line
    FOR EACH ROW EXECUTE FUNCTION hold_assessment_line()`.execute(db)

  // Nothing is opened that two have not judged, and nothing concluded with an objection open.
  await sql`
    CREATE FUNCTION hold_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.year, NEW.criteria, NEW.scheme) IS DISTINCT FROM (OLD.year, OLD.criteria, OLD.scheme) THEN
        RAISE EXCEPTION 'an assessment keeps its scheme' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_keeps_its_scheme';
      END IF;
      IF NEW.state = 'objections' AND OLD.state = 'draft' THEN
        PERFORM FROM assessment_line WHERE assessment_id = NEW.id AND measure = 'judged' AND second_by IS NULL;
        IF FOUND THEN
          RAISE EXCEPTION 'two have not judged yet' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_is_judged';
        END IF;
      END IF;
      IF NEW.state = 'result' AND OLD.state = 'objections' THEN
        PERFORM FROM assessment_objection WHERE assessment_id = NEW.id AND decided_at IS NULL;
        IF FOUND THEN
          RAISE EXCEPTION 'an objection is open' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_objections_are_decided';
        END IF;
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER assessment_is_held BEFORE UPDATE ON assessment FOR EACH ROW EXECUTE FUNCTION hold_assessment()`.execute(db)
  await sql`
    CREATE TRIGGER assessment_tells_of_change AFTER UPDATE OF published_at ON assessment
    FOR EACH ROW EXECUTE FUNCTION tell_of_change()`.execute(db)

  await sql`
    CREATE TABLE evidence_pack (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      assessment_id integer NOT NULL,
      unit text NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'making', 'done', 'failed')),
      steps_done integer NOT NULL DEFAULT 0,
      steps integer NOT NULL DEFAULT 1 CHECK (steps > 0),
      pages integer,
      bytes integer,
      file text UNIQUE,
      asked_by integer NOT NULL REFERENCES person,
      asked_at timestamptz NOT NULL,
      ended_at timestamptz,
      FOREIGN KEY (assessment_id, unit) REFERENCES assessment_unit,
      CHECK ((state = 'done') = (file IS NOT NULL)),
      CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX evidence_pack_is_made_once ON evidence_pack (assessment_id, unit) WHERE ended_at IS NULL`.execute(db)
}
