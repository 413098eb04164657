import { type Kysely, sql } from 'kysely'

/** A free place waits for a family at the head of the line, and offers sleep at night. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE fair_rule
      ADD COLUMN family_wait_hours smallint NOT NULL DEFAULT 2 CHECK (family_wait_hours BETWEEN 0 AND 72),
      ADD COLUMN night_from text NOT NULL DEFAULT '22:00' CHECK (night_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
      ADD COLUMN night_until text NOT NULL DEFAULT '08:00' CHECK (night_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')`.execute(
    db,
  )
  // For whom what is free waits, by their position in the line, and until when; past that time it waits no more.
  await sql`
    ALTER TABLE shift ADD COLUMN waits_position integer, ADD COLUMN waits_until timestamptz,
      ADD CONSTRAINT shift_waits CHECK ((waits_position IS NULL) = (waits_until IS NULL))`.execute(db)
  // Offers that stand now would run out at night: they last until the morning.
  await sql`
    UPDATE sign_up SET confirm_by = least(starts_at, morning.at) FROM (
      SELECT id, ((confirm_by AT TIME ZONE 'Asia/Shanghai' + interval '2 hours')::date + time '08:00') AT TIME ZONE 'Asia/Shanghai' AS at
      FROM sign_up WHERE state = 'offered') AS morning
    WHERE morning.id = sign_up.id AND confirm_by < morning.at AND starts_at >= morning.at + interval '2 hours'
      AND confirm_by >= morning.at - interval '10 hours'`.execute(db)
}
