import { type Kysely, sql } from 'kysely'

/** A place kept for somebody who never served is claimed once: not on two shifts, and not again on a shift that they left. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE sign_up ADD COLUMN newcomer boolean NOT NULL DEFAULT false`.execute(db)
  // Of those who hold several, the oldest stays one.
  await sql`
    UPDATE sign_up SET newcomer = true WHERE id IN (
      SELECT min(sign_up.id) FROM sign_up JOIN shift ON shift.id = shift_id JOIN activity ON activity.id = activity_id
      WHERE first_timer AND first_timer_places > 0 AND sign_up.state <> 'ended' GROUP BY volunteer_id)`.execute(db)
  await sql`CREATE UNIQUE INDEX newcomer_once ON sign_up (volunteer_id) WHERE newcomer AND state <> 'ended'`.execute(db)
}
