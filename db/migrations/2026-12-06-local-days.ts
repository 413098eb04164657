import { type Kysely, sql } from 'kysely'

/**
 * A day of the office's own and the same day of a year's arrangement stand beside each other, so that entering the
 * arrangement again takes nothing from the office. What was entered with a year is known by its moment.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE holiday_override DROP CONSTRAINT holiday_override_pkey`.execute(db)
  await sql`ALTER TABLE holiday_override ADD COLUMN id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY`.execute(db)
  await sql`ALTER TABLE holiday_override ADD COLUMN arranged_for integer REFERENCES holiday_year`.execute(db)
  await sql`
    UPDATE holiday_override SET arranged_for = holiday_year.year FROM holiday_year
    WHERE holiday_override.edited_at = holiday_year.entered_at`.execute(db)
  await sql`ALTER TABLE holiday_override ADD UNIQUE NULLS NOT DISTINCT (day, arranged_for)`.execute(db)
}
