import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/** Somebody who answers for a unit, or stands in for who does. */
export interface Officer {
  id: number
  unit: string
  name: string
  is_deputy: boolean
  /** Invited, and no password set yet. */
  awaited: boolean
  signed_in_at: Date | null
}

/** The officers of all units whose account is not shut, officers before deputies (clause 4). */
export async function listOfficers(db: Db): Promise<Officer[]> {
  const rows = await db
    .selectFrom('liaison')
    .innerJoin('person', 'person.id', 'liaison.person_id')
    .select(['person.id', 'liaison.unit', 'person.name', 'liaison.is_deputy', 'person.awaited'])
    .select(eb =>
      eb
        .selectFrom('event')
        .select(eb => eb.fn.max('event.at').as('at'))
        .whereRef('event.actor_id', '=', 'person.id')
        .where('event.action', '=', 'person.signed-in')
        .as('signed_in_at'),
    )
    .where(sql<boolean>`'officer' = ANY (person.roles)`)
    .where('person.disabled_at', 'is', null)
    .orderBy('liaison.is_deputy')
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  return rows
}
