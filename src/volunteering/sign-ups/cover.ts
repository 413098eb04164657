import { sql } from 'kysely'
import type { Trx } from '#db/schema.ts'
import type { LockedShift } from '../shifts/lock.ts'
import type { consentRefusals } from './refusals.ts'

export type Unconsented = keyof typeof consentRefusals

/** Whether who gave the consent is known as a minor now, as `findMinority` says it. */
const isMinors = (now: Date) => sql`EXISTS (
  SELECT 1 FROM person giver LEFT JOIN volunteer own ON own.person_id = giver.id LEFT JOIN known_minor ON known_minor.hash = giver.phone_hash
  WHERE giver.id = consent.guardian_person_id AND (adult_from(own.birth_date) > ${now} OR adult_from(known_minor.birth_date) > ${now}))`

interface Cover {
  unconsented: Unconsented | null
  guardians: number[]
  guardianBooked: boolean
}

/**
 * For minors: whether a consent covers the shift and what is wrong if none does, who may accompany them, and whether one of
 * those is booked on it; what an account agreed to that is known as a minor's covers nothing. `until`: so far a consent has to reach. A refusal ends what was agreed to before it, for this shift.
 */
export async function readCover(
  trx: Trx,
  shift: LockedShift,
  minors: { id: number; until: Date }[],
  now: Date,
): Promise<Map<number, Cover>> {
  if (minors.length === 0) return new Map()
  const volunteerIds = minors.map(minor => minor.id)
  const needed = minors.map(minor => minor.until)
  const { rows } = await sql<{ id: number } & Cover>`
    WITH guardianship AS (
      SELECT volunteer.id AS minor, volunteer.guardian_person_id AS person FROM volunteer WHERE id = ANY (${volunteerIds}) AND guardian_person_id IS NOT NULL
      UNION SELECT volunteer_id, guardian_person_id FROM guardian_consent WHERE volunteer_id = ANY (${volunteerIds}) AND revoked_at IS NULL)
    SELECT minor.id,
      CASE WHEN given.covers THEN NULL WHEN given.refused THEN 'refused' WHEN given.short THEN 'short'
        WHEN given.other THEN 'other' WHEN given.ever THEN 'ended' ELSE 'never' END AS unconsented,
      ARRAY(SELECT guardian.id FROM guardianship JOIN volunteer guardian ON guardian.person_id = guardianship.person WHERE guardianship.minor = minor.id) AS guardians,
      EXISTS (
        SELECT 1 FROM guardianship JOIN volunteer guardian ON guardian.person_id = guardianship.person JOIN sign_up company ON company.volunteer_id = guardian.id
        WHERE guardianship.minor = minor.id AND company.shift_id = ${shift.id} AND company.state = 'booked') AS "guardianBooked"
    FROM unnest(${volunteerIds}::int[], ${needed}::timestamptz[]) AS needed (id, until)
      JOIN volunteer minor ON minor.id = needed.id
      CROSS JOIN LATERAL (
        SELECT bool_or(stands AND fits AND reaches AND NOT refused) AS covers, bool_or(stands AND fits AND reaches) AS refused,
          bool_or(stands AND fits) AS short, bool_or(stands) AS other, count(*) > 0 AS ever
        FROM guardian_consent consent JOIN activity ON activity.id = ${shift.activity_id} CROSS JOIN LATERAL (
          SELECT revoked_at IS NULL AND granted_at <= ${now} AND expires_at > ${now} AND NOT ${isMinors(now)} AS stands,
            scope = 'service' OR consent.activity_id = activity.id OR activity.kind = ANY (consent.kinds) AS fits,
            expires_at >= needed.until AS reaches,
            EXISTS (
              SELECT 1 FROM sign_up WHERE sign_up.shift_id = ${shift.id} AND sign_up.volunteer_id = minor.id
              AND ended_reason = 'guardian-refused' AND ended_at >= consent.granted_at) AS refused) AS of
        WHERE consent.volunteer_id = minor.id) AS given`.execute(trx)
  return new Map(rows.map(({ id, ...cover }) => [id, cover]))
}
