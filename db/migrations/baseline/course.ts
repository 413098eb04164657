import { type Kysely, sql } from 'kysely'

/** The course of a suggestion: units and their parts, clocks, letters; and what goes on around it. */
export async function createCourse(db: Kysely<unknown>): Promise<void> {
  // Which units a person answers for (联络员, clause 4). Units are entries of the content register `departments`.
  await sql`
    CREATE TABLE liaison (
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      unit text NOT NULL CHECK (unit ~ '^[a-z0-9][a-z0-9-]*$'),
      PRIMARY KEY (person_id, unit)
    )`.execute(db)
  await sql`CREATE INDEX liaison_unit ON liaison (unit)`.execute(db)

  // One row for each time that a unit is given a part; a return or a change of lead ends it.
  await sql`
    CREATE TABLE assignment (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      unit text NOT NULL,
      part text NOT NULL CHECK (part IN ('lead', 'co')),
      handed_over_at timestamptz NOT NULL,
      handed_over_by integer NOT NULL REFERENCES person,
      words text CHECK (length(words) <= 1000),
      signed_at timestamptz,
      signed_by integer REFERENCES person,
      contribution text CHECK (length(contribution) BETWEEN 1 AND 3000),
      contributed_at timestamptz,
      contributed_by integer REFERENCES person,
      returned_at timestamptz,
      returned_by integer REFERENCES person,
      return_reason text CHECK (length(return_reason) BETWEEN 1 AND 1000),
      return_duty text CHECK (length(return_duty) BETWEEN 1 AND 200),
      ended_at timestamptz,
      CHECK ((signed_at IS NULL) = (signed_by IS NULL)),
      CHECK ((contributed_at IS NULL) = (contribution IS NULL)),
      CHECK (returned_at IS NULL OR (part = 'lead' AND return_reason IS NOT NULL AND return_duty IS NOT NULL AND ended_at IS NOT NULL))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX assignment_one_lead ON assignment (suggestion_id) WHERE part = 'lead' AND ended_at IS NULL`.execute(db)
  await sql`CREATE UNIQUE INDEX assignment_unit_once ON assignment (suggestion_id, unit) WHERE ended_at IS NULL`.execute(db)
  // 退单: once per unit.
  await sql`CREATE UNIQUE INDEX assignment_returned_once ON assignment (suggestion_id, unit) WHERE returned_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX assignment_suggestion ON assignment (suggestion_id, id)`.execute(db)
  await sql`CREATE INDEX assignment_unit ON assignment (unit, suggestion_id) WHERE ended_at IS NULL`.execute(db)

  // One row for each clock that runs or ran. `next_at` is the next moment at which something has to be done about it.
  await sql`
    CREATE TABLE deadline (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      assignment_id integer REFERENCES assignment,
      step text NOT NULL CHECK (step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'contribute')),
      begins_at timestamptz NOT NULL,
      hours integer,
      working_days integer,
      extension integer NOT NULL DEFAULT 0 CHECK (extension >= 0),
      due_at timestamptz NOT NULL,
      provisional boolean NOT NULL DEFAULT false,
      half_at timestamptz,
      half_reminded_at timestamptz,
      eve_at timestamptz,
      eve_reminded_at timestamptz,
      overdue_at timestamptz,
      red_due_at timestamptz,
      red_at timestamptz,
      next_at timestamptz,
      met_at timestamptz,
      ended_at timestamptz,
      CHECK ((hours IS NULL) <> (working_days IS NULL)),
      CHECK ((step = 'contribute') = (assignment_id IS NOT NULL)),
      CHECK (met_at IS NULL OR ended_at IS NOT NULL),
      CHECK (ended_at IS NULL OR next_at IS NULL)
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX deadline_one_clock ON deadline (suggestion_id, step, assignment_id) NULLS NOT DISTINCT WHERE ended_at IS NULL`.execute(db)
  await sql`CREATE INDEX deadline_suggestion ON deadline (suggestion_id, id)`.execute(db)
  await sql`CREATE INDEX deadline_next ON deadline (next_at) WHERE next_at IS NOT NULL`.execute(db)
  await sql`CREATE INDEX deadline_overdue ON deadline (suggestion_id, step) WHERE overdue_at IS NOT NULL AND ended_at IS NULL`.execute(db)

  await sql`
    CREATE TABLE extension (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      deadline_id integer NOT NULL REFERENCES deadline,
      working_days integer NOT NULL CHECK (working_days BETWEEN 1 AND 90),
      reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
      asked_by integer NOT NULL REFERENCES person,
      asked_at timestamptz NOT NULL,
      decided_by integer REFERENCES person,
      decided_at timestamptz,
      granted boolean,
      words text CHECK (length(words) <= 1000),
      CHECK ((decided_at IS NULL) = (granted IS NULL))
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX extension_granted_once ON extension (suggestion_id) WHERE granted`.execute(db)
  await sql`CREATE UNIQUE INDEX extension_one_request ON extension (suggestion_id) WHERE decided_at IS NULL`.execute(db)

  await sql`
    CREATE TABLE suspension (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
      from_day date NOT NULL,
      until_day date NOT NULL,
      begun_by integer NOT NULL REFERENCES person,
      begun_at timestamptz NOT NULL,
      ended_by integer REFERENCES person,
      ended_at timestamptz,
      CHECK (until_day >= from_day)
    )`.execute(db)
  await sql`CREATE INDEX suspension_suggestion ON suspension (suggestion_id, id)`.execute(db)

  // 督办函: numbered within the year without a gap, so the number is taken from a locked row in the same transaction.
  await sql`CREATE TABLE supervision_number (year integer PRIMARY KEY, last integer NOT NULL)`.execute(db)
  await sql`
    CREATE TABLE supervision_letter (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      year integer NOT NULL,
      number integer NOT NULL CHECK (number > 0),
      suggestion_id integer NOT NULL REFERENCES suggestion,
      deadline_id integer REFERENCES deadline,
      unit text NOT NULL,
      due_at timestamptz NOT NULL,
      issued_at timestamptz NOT NULL,
      issued_by integer REFERENCES person,
      words text CHECK (length(words) <= 1000),
      red_at timestamptz,
      settled_at timestamptz,
      lifted_at timestamptz,
      UNIQUE (year, number),
      CHECK ((deadline_id IS NULL) = (issued_by IS NOT NULL))
    )`.execute(db)
  // However often the job runs, a missed deadline has one letter; one that was lifted (the deadline moved) does not count.
  await sql`CREATE UNIQUE INDEX supervision_letter_once ON supervision_letter (deadline_id) WHERE lifted_at IS NULL`.execute(db)
  await sql`CREATE INDEX supervision_letter_suggestion ON supervision_letter (suggestion_id, id)`.execute(db)
  await sql`CREATE INDEX supervision_letter_unit ON supervision_letter (unit, id)`.execute(db)

  await sql`
    CREATE TABLE rating (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      answer_id integer NOT NULL UNIQUE REFERENCES answer,
      satisfaction text NOT NULL CHECK (satisfaction IN ('satisfied', 'fairly-satisfied', 'dissatisfied')),
      solved boolean NOT NULL,
      words text CHECK (length(words) <= 1000),
      rated_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX rating_suggestion ON rating (suggestion_id)`.execute(db)

  await sql`
    CREATE TABLE revisit (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      way text NOT NULL CHECK (way IN ('phone', 'on-site', 'unreachable')),
      words text NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
      revisited_by integer NOT NULL REFERENCES person,
      revisited_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX revisit_suggestion ON revisit (suggestion_id)`.execute(db)

  await sql`
    CREATE TABLE addition (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      request_key uuid NOT NULL UNIQUE,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
      added_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX addition_suggestion ON addition (suggestion_id, id)`.execute(db)

  await sql`
    CREATE TABLE private_note (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
      written_by integer NOT NULL REFERENCES person,
      written_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX private_note_suggestion ON private_note (suggestion_id, id)`.execute(db)

  // 丽水市文明行为促进条例 Art. 21: every reading of a reporter's name or phone, with its reason; the citizen sees the list.
  await sql`
    CREATE TABLE personal_data_reading (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      field text NOT NULL CHECK (field IN ('name', 'phone', 'email')),
      reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
      read_by integer NOT NULL REFERENCES person,
      read_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX personal_data_reading_suggestion ON personal_data_reading (suggestion_id, id)`.execute(db)
}
