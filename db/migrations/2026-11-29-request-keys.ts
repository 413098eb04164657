import { type Kysely, sql } from 'kysely'

/** A note and a letter know the form they came from, so that a form sent twice makes one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE private_note ADD COLUMN request_key uuid UNIQUE`.execute(db)
  await sql`ALTER TABLE supervision_letter ADD COLUMN request_key uuid UNIQUE`.execute(db)
}
