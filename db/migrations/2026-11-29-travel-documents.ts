import { type Kysely, sql } from 'kysely'

/** The last four places of a passport are letters too. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE volunteer DROP CONSTRAINT volunteer_identity_last4_check,
      ADD CONSTRAINT volunteer_identity_last4_check CHECK (identity_last4 ~ '^[0-9A-Z]{4}$')`.execute(db)
}
