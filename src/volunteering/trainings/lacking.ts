import { type RawBuilder, sql } from 'kysely'

/**
 * Which of the qualifications a volunteer does not have on that day (YYYY-MM-DD, the shift's), each with who gives it.
 * `volunteer` is an expression of their id.
 */
export function lackingOn(volunteer: RawBuilder<unknown>, qualifications: number[], day: string): RawBuilder<string[]> {
  if (qualifications.length === 0) return sql<string[]>`'{}'::text[]`
  return sql<string[]>`ARRAY(
    SELECT qualification.title || '（' || organisation.name || '）' FROM qualification JOIN organisation ON organisation.id = organisation_id
    WHERE qualification.id = ANY (${qualifications}::int[]) AND NOT EXISTS (
      SELECT 1 FROM training WHERE training.volunteer_id = ${volunteer} AND qualification_id = qualification.id
      AND withdrawn_at IS NULL AND (expires_on IS NULL OR expires_on >= ${day}::date))
    ORDER BY qualification.id)`
}
