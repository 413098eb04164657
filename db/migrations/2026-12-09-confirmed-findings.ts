import { type Kysely, sql } from 'kysely'

/**
 * That a second person has looked at something that was found in the text of an entry, and why it may stand.
 * The finding is a hash of its kind, field, place and text: what was found may be somebody's number.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE confirmed_finding (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      path text NOT NULL,
      finding text NOT NULL CHECK (finding ~ '^[0-9a-f]{64}$'),
      kind text NOT NULL CHECK (kind IN ('identity', 'bank', 'mobile', 'plate', 'address', 'name', 'date')),
      field text NOT NULL,
      reason text NOT NULL CHECK (reason IN
        ('no-personal-data', 'public-office', 'penalty', 'consent', 'of-the-unit', 'date-is-right')),
      person_id integer NOT NULL REFERENCES person,
      at timestamptz NOT NULL,
      UNIQUE (path, finding),
      CHECK ((kind = 'date') = (reason = 'date-is-right')),
      CHECK (kind NOT IN ('identity', 'bank') OR reason = 'no-personal-data')
    )`.execute(db)
  await sql`
    CREATE FUNCTION refuse_finding_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was confirmed stays confirmed' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER confirmed_finding_stays BEFORE UPDATE OR DELETE ON confirmed_finding
    FOR EACH ROW EXECUTE FUNCTION refuse_finding_change()`.execute(db)
}
