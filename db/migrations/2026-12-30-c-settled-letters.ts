import { type Kysely, sql } from 'kysely'

/** Letters that a supervisor wrote by hand went on burning when the unit had answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    UPDATE supervision_letter SET settled_at = answered.at
    FROM (
      SELECT letter.id, min(deadline.met_at) AS at
      FROM supervision_letter AS letter JOIN deadline ON deadline.suggestion_id = letter.suggestion_id
      WHERE letter.deadline_id IS NULL AND letter.settled_at IS NULL AND letter.lifted_at IS NULL
        AND deadline.step IN ('answer', 'rework') AND deadline.met_at >= letter.issued_at
      GROUP BY letter.id) AS answered
    WHERE answered.id = supervision_letter.id`.execute(db)
}
