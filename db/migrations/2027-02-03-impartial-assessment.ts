import { type Kysely, sql } from 'kysely'

/**
 * Nobody judges or decides for a unit that they answer for, whatever else they are. A year is opened to its units once it is
 * over, a unit that was dissolved need not be judged, and first points are seen once there are second ones.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION refuse_own_unit(who integer, what text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM liaison WHERE person_id = who AND unit = what;
      IF FOUND THEN
        RAISE EXCEPTION 'nobody decides for their own unit' USING ERRCODE = 'check_violation', CONSTRAINT = 'own_unit';
      END IF;
    END $$`.execute(db)

  await sql`
    CREATE FUNCTION hold_assessment_judges() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' OR NEW.first_by IS DISTINCT FROM OLD.first_by THEN
        PERFORM refuse_own_unit(NEW.first_by, NEW.unit);
      END IF;
      IF TG_OP = 'INSERT' OR NEW.second_by IS DISTINCT FROM OLD.second_by THEN
        PERFORM refuse_own_unit(NEW.second_by, NEW.unit);
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER assessment_line_is_judged_by_others BEFORE INSERT OR UPDATE OF first_by, second_by ON assessment_line
    FOR EACH ROW WHEN (NEW.first_by IS NOT NULL) EXECUTE FUNCTION hold_assessment_judges()`.execute(db)

  // An objection to an assessment and what is reported of a task: both have a unit and who decides.
  await sql`
    CREATE FUNCTION refuse_own_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM refuse_own_unit(NEW.decided_by, NEW.unit);
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER assessment_objection_is_not_the_units BEFORE INSERT OR UPDATE OF decided_by ON assessment_objection
    FOR EACH ROW WHEN (NEW.decided_by IS NOT NULL) EXECUTE FUNCTION refuse_own_decision()`.execute(db)
  await sql`
    CREATE TRIGGER task_report_is_not_the_units BEFORE INSERT OR UPDATE OF decided_by ON task_report
    FOR EACH ROW WHEN (NEW.decided_by IS NOT NULL) EXECUTE FUNCTION refuse_own_decision()`.execute(db)

  await sql`
    CREATE OR REPLACE FUNCTION hold_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.year, NEW.criteria, NEW.scheme) IS DISTINCT FROM (OLD.year, OLD.criteria, OLD.scheme) THEN
        RAISE EXCEPTION 'an assessment keeps its scheme' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_keeps_its_scheme';
      END IF;
      IF NEW.state = 'objections' AND OLD.state = 'draft' THEN
        IF NEW.opened_at < make_timestamptz(NEW.year + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai') THEN
          RAISE EXCEPTION 'the year is not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_year_is_over';
        END IF;
        PERFORM FROM assessment_line l JOIN assessment_unit u USING (assessment_id, unit)
        WHERE l.assessment_id = NEW.id AND l.measure = 'judged' AND l.second_by IS NULL AND u.until_day IS NULL;
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
      PERFORM FROM assessment_unit u JOIN liaison USING (unit) WHERE u.assessment_id = NEW.id
        AND (NEW.concluded_by IS DISTINCT FROM OLD.concluded_by AND person_id = NEW.concluded_by
          OR NEW.published_by IS DISTINCT FROM OLD.published_by AND person_id = NEW.published_by);
      IF FOUND THEN
        RAISE EXCEPTION 'nobody decides for their own unit' USING ERRCODE = 'check_violation', CONSTRAINT = 'own_unit';
      END IF;
      RETURN NEW;
    END $$`.execute(db)

  // Two judge without seeing each other's points: what one gave alone nobody reads.
  await sql`
    CREATE OR REPLACE VIEW assessment_score AS
    SELECT id, assessment_id, unit, criterion, measure, weight, minimum, part, whole, evidence,
      CASE WHEN second_by IS NOT NULL THEN first_points END AS first_points,
      first_by, second_points, second_by, revised,
      coalesce(revised, CASE
        WHEN measure = 'judged' THEN (first_points + second_points) / 2.0
        WHEN whole < minimum THEN NULL
        WHEN measure IN ('returned', 'reopened') THEN 100 - 100.0 * part / whole
        ELSE 100.0 * part / whole
      END) AS share
    FROM assessment_line`.execute(db)
}
