import { type Kysely, sql } from 'kysely'

/** Who was merged into another goes on rating its answers, and finds the way back when the two are parted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE rating DROP CONSTRAINT rating_answer_id_key, ADD UNIQUE (answer_id, suggestion_id)`.execute(db)
  await sql`ALTER TABLE suggestion ADD COLUMN merged_first_into integer REFERENCES suggestion`.execute(db)
  await sql`UPDATE suggestion SET merged_first_into = merged_into WHERE merged_into IS NOT NULL`.execute(db)
  await sql`
    ALTER TABLE suggestion ADD CONSTRAINT suggestion_merged_by_somebody CHECK ((merged_into IS NULL) = (merged_first_into IS NULL))`.execute(
    db,
  )
}
