import { type Kysely, sql } from 'kysely'

/** The figures of units and officers are read from two indexes alone: what was received when, and who wrote its answers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`DROP INDEX suggestion_newest`.execute(db)
  await sql`
    CREATE INDEX suggestion_newest ON suggestion (received_at DESC, id DESC)
    INCLUDE (state, kind, category, county, lead_unit, accepted_in_time, answered_in_time, shown_at, satisfaction, reopenings, handed_over_at)`.execute(
    db,
  )
  await sql`CREATE INDEX answer_writer ON answer (suggestion_id, answered_by) WHERE unit IS NOT NULL`.execute(db)
}
