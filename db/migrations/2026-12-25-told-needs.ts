import { type Kysely, sql } from 'kysely'

/** A need is answered within a limit and lives to an end that everybody is told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE need
      ADD COLUMN verify_by timestamptz,
      ADD COLUMN overdue_told_at timestamptz,
      DROP CONSTRAINT need_state_check,
      ADD CONSTRAINT need_state_check CHECK (state IN ('filed', 'verified', 'declined', 'taken-up', 'met', 'withdrawn', 'expired')),
      DROP CONSTRAINT need_check1,
      ADD CONSTRAINT need_decided CHECK (state IN ('filed', 'withdrawn', 'expired') OR decided_at IS NOT NULL),
      DROP CONSTRAINT need_check4,
      ADD CONSTRAINT need_closed CHECK ((state IN ('met', 'withdrawn', 'expired')) = (closed_at IS NOT NULL))`.execute(
    db,
  )
  await sql`UPDATE need SET verify_by = filed_at + interval '4 days'`.execute(db)
  await sql`ALTER TABLE need ALTER COLUMN verify_by SET NOT NULL`.execute(db)
  await sql`CREATE INDEX need_ending ON need (wanted_until) WHERE state IN ('filed', 'verified', 'taken-up')`.execute(
    db,
  )
}
