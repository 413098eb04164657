import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { Refused } from '../refusals.ts'
import { volunteerRefusals } from './refusals.ts'

/** The volunteer if the person may act for them: it is themselves, or their child record. */
export function findOwnVolunteer(db: Db | Trx, personId: number, volunteerId: number) {
  return db
    .selectFrom('volunteer')
    .selectAll()
    .where('id', '=', volunteerId)
    .where('state', '=', 'active')
    .where(eb => eb.or([eb('person_id', '=', personId), eb('guardian_person_id', '=', personId)]))
    .executeTakeFirst()
}

/**
 * Holds volunteers until the transaction ends, so that nothing else moves their bookings, consents or state.
 * Refuses unless each is the person themselves or their child record, and active.
 */
export async function lockOwnVolunteers(
  trx: Trx,
  personId: number,
  volunteerIds: number[],
): Promise<Refused | undefined> {
  if (volunteerIds.length === 0) return { refused: volunteerRefusals.notRegistered }
  const rows = await trx
    .selectFrom('volunteer')
    .select(['person_id', 'guardian_person_id', 'state'])
    .where('id', '=', sql<number>`ANY (${volunteerIds}::int[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  if (
    rows.length < volunteerIds.length ||
    rows.some(row => row.person_id !== personId && row.guardian_person_id !== personId)
  )
    return { refused: volunteerRefusals.notYours }
  return rows.every(row => row.state === 'active') ? undefined : { refused: volunteerRefusals.notRegistered }
}
