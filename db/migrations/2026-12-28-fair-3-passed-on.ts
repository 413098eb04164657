import { type Kysely, sql } from 'kysely'

/** Who books elsewhere at that time gives up the place that was offered to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE sign_up DROP CONSTRAINT sign_up_ended_reason_check, ADD CONSTRAINT sign_up_ended_reason_check CHECK (ended_reason IN (
      'cannot-come', 'declined', 'lapsed', 'no-place', 'removed', 'shift-cancelled', 'company-gone', 'consent-ended', 'left', 'erased',
      'guardian-refused', 'age-corrected', 'merged', 'blocked', 'booked-elsewhere'))`.execute(db)
}
