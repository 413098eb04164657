import { type Kysely, sql } from 'kysely'

/** What is said of a month once it has been over for thirty days. Each row may be read by all, and none ever changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE statistic (
      month text NOT NULL CHECK (month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
      part text NOT NULL CHECK (part IN ('city', 'unit', 'county', 'category')),
      key text NOT NULL,
      received integer NOT NULL CONSTRAINT statistic_is_of_five CHECK (received >= 5),
      in_time smallint CHECK (in_time BETWEEN 0 AND 100),
      median_days smallint CHECK (median_days >= 0),
      slow_days smallint CHECK (slow_days >= median_days),
      satisfied smallint CHECK (satisfied BETWEEN 5 AND 95),
      reopened smallint CHECK (reopened BETWEEN 5 AND 95),
      released_at timestamptz NOT NULL,
      PRIMARY KEY (month, part, key)
    )`.execute(db)
  // Who kept the numbers of yesterday would learn from today's what has changed, and so of whom.
  await sql`
    CREATE FUNCTION statistic_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a released statistic stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'statistic_stays';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER statistic_stays BEFORE UPDATE OR DELETE ON statistic
    FOR EACH ROW EXECUTE FUNCTION statistic_stays()`.execute(db)
  await sql`
    CREATE TRIGGER statistic_tells_of_change AFTER INSERT ON statistic
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change()`.execute(db)
}
