import { type Kysely, sql } from 'kysely'

/** The day that an interim reply promises is watched, until the next reply, the answer, or the end of the matter. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE interim_reply
      ADD COLUMN remind_at timestamptz,
      ADD COLUMN due_at timestamptz,
      ADD COLUMN reminded_at timestamptz,
      ADD COLUMN missed_at timestamptz,
      ADD COLUMN ended_at timestamptz`.execute(db)
  await sql`
    UPDATE interim_reply SET
      due_at = (next_on + (SELECT closes_at::time FROM office_hours)) AT TIME ZONE 'Asia/Shanghai',
      ended_at = CASE WHEN EXISTS (
          SELECT FROM suggestion WHERE suggestion.id = suggestion_id
            AND state IN ('accepted', 'handed-over', 'signed-for', 'returned', 'sent-back', 'reopened'))
        AND NOT EXISTS (
          SELECT FROM answer WHERE answer.suggestion_id = interim_reply.suggestion_id AND answered_at >= written_at)
        AND NOT EXISTS (
          SELECT FROM interim_reply AS later
          WHERE later.suggestion_id = interim_reply.suggestion_id AND later.id > interim_reply.id)
        THEN NULL ELSE now() END`.execute(db)
  await sql`ALTER TABLE interim_reply ALTER COLUMN due_at SET NOT NULL`.execute(db)
  await sql`CREATE UNIQUE INDEX interim_reply_one_open ON interim_reply (suggestion_id) WHERE ended_at IS NULL`.execute(
    db,
  )
}
