import { type Kysely, sql } from 'kysely'

/** Units report how far a task of the yearly list is; the office accepts it, or gives it back with a reason. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE task_report (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      task text NOT NULL CHECK (task <> ''),
      unit text NOT NULL CHECK (unit <> ''),
      progress text NOT NULL CHECK (progress IN ('running', 'done')),
      done_on date,
      words text NOT NULL CHECK (words <> '' AND length(words) <= 5000),
      evidence text[] NOT NULL DEFAULT '{}' CHECK (cardinality(evidence) <= 20 AND array_position(evidence, NULL) IS NULL),
      filed_by integer NOT NULL REFERENCES person,
      filed_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'filed' CHECK (state IN ('filed', 'accepted', 'returned')),
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      reason text CHECK (reason <> '' AND length(reason) <= 5000),
      CHECK ((progress = 'done') = (done_on IS NOT NULL)),
      CHECK (num_nonnulls(decided_by, decided_at) = CASE state WHEN 'filed' THEN 0 ELSE 2 END),
      CHECK (decided_at >= filed_at),
      CHECK ((state = 'returned') = (reason IS NOT NULL)),
      CONSTRAINT task_report_is_decided_by_another CHECK (decided_by <> filed_by)
    )`.execute(db)
  await sql`CREATE INDEX task_report_task ON task_report (task, id)`.execute(db)
  // One at a time from each unit: what was given back is reported anew.
  await sql`CREATE UNIQUE INDEX task_report_open ON task_report (task, unit) WHERE state = 'filed'`.execute(db)
}
