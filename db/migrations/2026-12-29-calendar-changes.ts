import { type Kysely, sql } from 'kysely'

/** Whatever a calendar shows of a shift or its activity, a change of it is counted and dated, whichever move makes it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE activity ADD COLUMN revision integer NOT NULL DEFAULT 0, ADD COLUMN changed_at timestamptz`.execute(db)
  await sql`ALTER TABLE shift ADD COLUMN changed_at timestamptz`.execute(db)
  await sql`UPDATE activity SET changed_at = coalesce(cancelled_at, published_at, created_at)`.execute(db)
  await sql`
    UPDATE shift SET changed_at = coalesce(shift.cancelled_at, activity.changed_at)
    FROM activity WHERE activity.id = shift.activity_id`.execute(db)
  for (const table of ['activity', 'shift'])
    await sql`
      ALTER TABLE ${sql.table(table)} ALTER COLUMN changed_at SET NOT NULL, ALTER COLUMN changed_at SET DEFAULT now()`.execute(
      db,
    )

  await sql`
    CREATE FUNCTION count_calendar_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.revision := OLD.revision + 1;
      NEW.changed_at := greatest(now(), OLD.changed_at);
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER activity_calendar_change BEFORE UPDATE ON activity FOR EACH ROW
    WHEN ((OLD.title, OLD.place, OLD.latitude, OLD.longitude, OLD.contact_name, OLD.contact_phone, OLD.state)
      IS DISTINCT FROM (NEW.title, NEW.place, NEW.latitude, NEW.longitude, NEW.contact_name, NEW.contact_phone, NEW.state))
    EXECUTE FUNCTION count_calendar_change()`.execute(db)
  await sql`
    CREATE TRIGGER shift_calendar_change BEFORE UPDATE ON shift FOR EACH ROW
    WHEN ((OLD.starts_at, OLD.ends_at, OLD.meeting_point, OLD.state = 'cancelled')
      IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.meeting_point, NEW.state = 'cancelled'))
    EXECUTE FUNCTION count_calendar_change()`.execute(db)
}
