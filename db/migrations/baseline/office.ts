import { type Kysely, sql } from 'kysely'

/** What the office sets about time: days off, how long each step may take, when it closes. */
export async function createOffice(db: Kysely<unknown>): Promise<void> {
  // One row changes one day: a local day off, or what the State Council arranged before the calendar package knew it.
  await sql`
    CREATE TABLE holiday_override (
      day date PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('workday', 'holiday')),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
      edited_by integer NOT NULL REFERENCES person,
      edited_at timestamptz NOT NULL
    )`.execute(db)

  // A year whose arrangement the office has entered in full: its dates are provisional no longer.
  await sql`
    CREATE TABLE holiday_year (
      year integer PRIMARY KEY CHECK (year BETWEEN 2000 AND 2100),
      notice text NOT NULL CHECK (length(notice) BETWEEN 1 AND 60),
      entered_by integer NOT NULL REFERENCES person,
      entered_at timestamptz NOT NULL
    )`.execute(db)

  // The most particular row wins: of kind and category over category, over kind, over neither.
  await sql`
    CREATE TABLE deadline_setting (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      step text NOT NULL CHECK (step IN ('accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit', 'extension', 'red')),
      level text CHECK (level IN ('at-once', 'ordinary', 'complex')),
      kind text CHECK (kind IN ('idea', 'advice', 'problem')),
      category text,
      hours integer CHECK (hours BETWEEN 1 AND 240),
      working_days integer CHECK (working_days BETWEEN 1 AND 90),
      CHECK ((hours IS NULL) <> (working_days IS NULL)),
      CHECK (level IS NULL OR step = 'answer'),
      CHECK (step NOT IN ('extension', 'red') OR working_days IS NOT NULL),
      UNIQUE NULLS NOT DISTINCT (step, level, kind, category)
    )`.execute(db)

  // Accept, hand over, answer, extension, revisit: the city's own figures (secondary source). Verify, rework, red: decided here.
  await sql`
    INSERT INTO deadline_setting (step, level, kind, hours, working_days) VALUES
      ('accept', NULL, NULL, NULL, 1),
      ('hand-over', NULL, NULL, NULL, 1),
      ('answer', 'at-once', NULL, 24, NULL),
      ('answer', 'ordinary', NULL, NULL, 3),
      ('answer', 'complex', NULL, NULL, 7),
      ('answer', NULL, NULL, NULL, 7),
      ('answer', NULL, 'problem', NULL, 3),
      ('verify', NULL, NULL, NULL, 1),
      ('rework', NULL, NULL, NULL, 2),
      ('revisit', NULL, NULL, NULL, 3),
      ('extension', NULL, NULL, NULL, 15),
      ('red', NULL, NULL, NULL, 3)`.execute(db)

  await sql`
    CREATE TABLE office_hours (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      opens_at text NOT NULL DEFAULT '08:30' CHECK (opens_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
      closes_at text NOT NULL DEFAULT '17:30' CHECK (closes_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$'),
      CHECK (opens_at < closes_at)
    )`.execute(db)
  await sql`INSERT INTO office_hours DEFAULT VALUES`.execute(db)
}
