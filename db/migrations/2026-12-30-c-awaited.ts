import { type Kysely, sql } from 'kysely'

/** Who was invited and has set no password of their own yet can be told nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE person ADD COLUMN awaited boolean NOT NULL DEFAULT false`.execute(db)
  await sql`
    UPDATE person SET awaited = true
    WHERE login IS NOT NULL AND EXISTS (SELECT FROM invitation WHERE person_id = person.id) AND NOT EXISTS (
      SELECT FROM event
      WHERE object_kind = 'person' AND object_id = person.id::text AND result = 'done'
        AND action IN ('person.password-changed', 'person.signed-in'))`.execute(db)
}
