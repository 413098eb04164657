import { type Kysely, sql } from 'kysely'

/** An office of one person may publish what that person made ready: each record says under which rule it was read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE record
      ADD second_look boolean NOT NULL DEFAULT true,
      DROP CONSTRAINT record_is_read_by_another,
      ADD CONSTRAINT record_is_read_by_another CHECK (published_by <> prepared_by OR NOT second_look)`.execute(db)
}
