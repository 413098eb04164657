import { type RawBuilder, sql } from 'kysely'

/** The ids of the qualifications that a volunteer has on a day; both are expressions. */
export const trainedOn = (volunteer: RawBuilder<unknown>, day: RawBuilder<unknown>): RawBuilder<number[]> =>
  sql<number[]>`ARRAY(
    SELECT qualification_id FROM training WHERE training.volunteer_id = ${volunteer}
    AND withdrawn_at IS NULL AND (expires_on IS NULL OR expires_on >= ${day}::date))`

/**
 * Which of the qualifications a volunteer does not have on that day (YYYY-MM-DD, the shift's), each with who gives it.
 * `volunteer` is an expression of their id.
 */
export function lackingOn(volunteer: RawBuilder<unknown>, qualifications: number[], day: string): RawBuilder<string[]> {
  if (qualifications.length === 0) return sql<string[]>`'{}'::text[]`
  return sql<string[]>`ARRAY(
    SELECT qualification.title || '（' || organisation.name || '）' FROM qualification JOIN organisation ON organisation.id = organisation_id
    WHERE qualification.id = ANY (${qualifications}::int[]) AND qualification.id <> ALL (${trainedOn(volunteer, sql`${day}`)})
    ORDER BY qualification.id)`
}
