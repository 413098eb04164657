import { type Kysely, sql } from 'kysely'

/** Places that the organiser gives: people apply, and until a moment before the start some of them are chosen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Whom the organiser chooses, no lot, no line and no quota chooses.
  await sql`
    ALTER TABLE activity ADD COLUMN choose_hours integer CHECK (choose_hours BETWEEN 1 AND 720),
      ADD CONSTRAINT chosen_by_the_organiser_alone CHECK (
        choose_hours IS NULL OR (draw_hours IS NULL AND NOT waiting_list AND first_timer_places = 0))`.execute(db)
  await sql`
    ALTER TABLE shift ADD COLUMN choose_by timestamptz,
      ADD CONSTRAINT chosen_before_it_begins CHECK (choose_by IS NULL OR (choose_by < starts_at AND draw_at IS NULL))`.execute(
    db,
  )
  await sql`
    ALTER TABLE sign_up ADD COLUMN chosen_at timestamptz, ADD CONSTRAINT chosen_in_time CHECK (chosen_at < starts_at),
      DROP CONSTRAINT sign_up_state_check,
      ADD CONSTRAINT sign_up_state_check CHECK (state IN ('applied', 'entered', 'waiting', 'offered', 'booked', 'ended')),
      DROP CONSTRAINT sign_up_ended_reason_check, ADD CONSTRAINT sign_up_ended_reason_check CHECK (ended_reason IN (
        'cannot-come', 'declined', 'lapsed', 'no-place', 'removed', 'shift-cancelled', 'company-gone', 'consent-ended', 'left', 'erased',
        'guardian-refused', 'age-corrected', 'merged', 'blocked', 'booked-elsewhere', 'not-chosen'))`.execute(db)

  // A constraint sees one row: the shift says whether its places are given by choice.
  await sql`
    CREATE FUNCTION refuse_unchosen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE choose_by timestamptz;
    BEGIN
      SELECT shift.choose_by INTO choose_by FROM shift WHERE id = NEW.shift_id;
      IF choose_by IS NULL AND (NEW.state = 'applied' OR NEW.chosen_at IS NOT NULL)
      OR choose_by IS NOT NULL AND (NEW.state IN ('entered', 'waiting') OR (NEW.state IN ('offered', 'booked') AND NEW.chosen_at IS NULL))
      OR (NEW.chosen_at IS NOT NULL AND NEW.state = 'applied')
      THEN RAISE EXCEPTION 'where the organiser chooses, people apply and are chosen, and nowhere else'; END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER sign_up_chosen BEFORE INSERT OR UPDATE OF state, chosen_at ON sign_up
    FOR EACH ROW EXECUTE FUNCTION refuse_unchosen()`.execute(db)

  await sql`DROP INDEX sign_up_line`.execute(db)
  await sql`CREATE INDEX sign_up_line ON sign_up (shift_id, position) WHERE state IN ('applied', 'entered', 'waiting', 'offered')`.execute(
    db,
  )
  await sql`DROP INDEX sign_up_unsettled`.execute(db)
  await sql`CREATE INDEX sign_up_unsettled ON sign_up (starts_at) WHERE state IN ('applied', 'entered', 'waiting', 'offered')`.execute(
    db,
  )
  await sql`CREATE INDEX shift_to_choose ON shift (choose_by) WHERE choose_by IS NOT NULL AND state <> 'cancelled'`.execute(
    db,
  )
}
