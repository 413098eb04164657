import { type Kysely, sql } from 'kysely'

/** What happens after the red light: up to which units and people a matter goes, step by step. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE rise_rule (
      position smallint PRIMARY KEY CHECK (position BETWEEN 1 AND 5),
      to_whom text NOT NULL CHECK (to_whom IN ('parent', 'unit', 'supervisors')),
      unit text,
      working_days smallint NOT NULL CHECK (working_days BETWEEN 1 AND 90),
      CHECK ((to_whom = 'unit') = (unit IS NOT NULL))
    )`.execute(db)
  await sql`INSERT INTO rise_rule (position, to_whom, working_days) VALUES (1, 'parent', 3), (2, 'supervisors', 3)`.execute(
    db,
  )
  // It lasts while its clock runs. `unit` null: the supervisors alone.
  await sql`
    CREATE TABLE rise (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      deadline_id integer NOT NULL REFERENCES deadline,
      position smallint NOT NULL,
      lead text NOT NULL,
      unit text,
      risen_at timestamptz NOT NULL,
      lifted_at timestamptz
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX rise_once ON rise (deadline_id, position) WHERE lifted_at IS NULL`.execute(db)
  await sql`CREATE INDEX rise_suggestion ON rise (suggestion_id) WHERE lifted_at IS NULL`.execute(db)
  await sql`CREATE INDEX rise_unit ON rise (unit, suggestion_id) WHERE lifted_at IS NULL`.execute(db)
  await sql`
    ALTER TABLE deadline
      ADD COLUMN rises smallint NOT NULL DEFAULT 0,
      ADD COLUMN risen_at timestamptz,
      ADD COLUMN rise_due_at timestamptz,
      ADD CONSTRAINT deadline_rises_after_red CHECK (red_at IS NOT NULL OR (rises = 0 AND rise_due_at IS NULL)),
      ADD CONSTRAINT deadline_risen CHECK ((rises = 0) = (risen_at IS NULL))`.execute(db)
  // What is red already goes up as well; the portal counts in working days from the next step on.
  await sql`
    UPDATE deadline SET rise_due_at = red_at + interval '5 days', next_at = red_at + interval '5 days'
    WHERE red_at IS NOT NULL AND ended_at IS NULL AND step IN ('answer', 'rework')`.execute(db)
}
