import { type Kysely, sql } from 'kysely'

/** A note at a field that was sent twice stands once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE field_note ADD COLUMN request_key uuid UNIQUE`.execute(db)
}
