import { type Kysely, sql } from 'kysely'

/** Finding volunteers for a need reads this index alone, not thousands of rows that lie apart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`DROP INDEX volunteer_to_ask`.execute(db)
  await sql`CREATE INDEX volunteer_to_ask ON volunteer (county, birth_date) INCLUDE (id, person_id, skills, available_times) WHERE may_be_asked AND state = 'active'`.execute(db)
}
