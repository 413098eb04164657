import { type Kysely, sql } from 'kysely'

/** How much one has sent lately, as rate-limiter-flexible keeps it; lost in a crash, it only begins to count again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE UNLOGGED TABLE rate_limit (
      key varchar(255) PRIMARY KEY,
      points integer NOT NULL DEFAULT 0,
      expire bigint
    )`.execute(db)
  await sql`CREATE INDEX rate_limit_expire ON rate_limit (expire)`.execute(db)
}
