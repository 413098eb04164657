import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { isInUse } from './in-use.ts'

/** A unit that nobody else answers for, with how many open suggestions it leads, and how many it receives for units without an officer. */
export interface LeftUnit {
  unit: string
  matters: number
  receives: number
}

/**
 * The units that have no officer left once this person is none, or answers for no more than `kept`. Each was told of by
 * that person alone.
 */
export function listLeftUnits(db: Db | Trx, personId: number, kept: readonly string[] = []): Promise<LeftUnit[]> {
  return db
    .selectFrom('liaison')
    .innerJoin('person', 'person.id', 'liaison.person_id')
    .select('liaison.unit')
    .select(eb =>
      eb
        .selectFrom('suggestion')
        .select(sql<number>`count(*)::integer`.as('count'))
        .whereRef('lead_unit', '=', 'liaison.unit')
        .where('due_at', 'is not', null)
        .$asScalar()
        .$notNull()
        .as('matters'),
    )
    .select(eb =>
      eb
        .selectFrom('assignment')
        .select(sql<number>`count(*)::integer`.as('count'))
        .whereRef('assignment.deputy', '=', 'liaison.unit')
        .where('assignment.ended_at', 'is', null)
        .$asScalar()
        .$notNull()
        .as('receives'),
    )
    .where('person.id', '=', personId)
    .where(isActiveOfficer('person'))
    .where('liaison.unit', '!=', sql<string>`ALL (${kept})`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('liaison as other')
            .innerJoin('person as colleague', 'colleague.id', 'other.person_id')
            .select('colleague.id')
            .whereRef('other.unit', '=', 'liaison.unit')
            .where('colleague.id', '!=', personId)
            .where(isActiveOfficer('colleague')),
        ),
      ),
    )
    .orderBy('liaison.unit')
    .execute()
}

const isActiveOfficer = (person: string) =>
  sql<boolean>`('officer' = ANY (${sql.ref(`${person}.roles`)}) AND ${isInUse(person)})`

/** What a tick confirms: these units and no others, so that one more that is left meanwhile is asked about again. */
export const leftAs = (left: readonly LeftUnit[]) => left.map(({ unit }) => unit).join()

/**
 * Whether units are left without an officer and that was not confirmed (`leftAs`). Locks those who answer for the same
 * units, so that of two who leave at the same moment the second is asked.
 */
export async function isLeavingUnits(
  trx: Trx,
  personId: number,
  { kept, confirmed }: { kept?: readonly string[]; confirmed: string | undefined },
): Promise<boolean> {
  await trx
    .selectFrom('person')
    .select('id')
    .where('id', 'in', eb =>
      eb
        .selectFrom('liaison')
        .select('person_id')
        .where('unit', 'in', eb.selectFrom('liaison as own').select('own.unit').where('own.person_id', '=', personId)),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const left = await listLeftUnits(trx, personId, kept)
  return left.length > 0 && confirmed !== leftAs(left)
}
