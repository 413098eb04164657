import { type Kysely, sql } from 'kysely'

/** A note at a field of a draft ends with its draft when that is deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE field_note DROP CONSTRAINT field_note_ending_check`.execute(db)
  await sql`
    ALTER TABLE field_note ADD CONSTRAINT field_note_ending_check
      CHECK (ending IN ('changed', 'done', 'published', 'deleted'))`.execute(db)
}
