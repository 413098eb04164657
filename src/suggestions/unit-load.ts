import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inUnitsHands } from './course.ts'

/** What lies with a unit that leads. */
export interface UnitLoad {
  unit: string
  open: number
  late: number
}

/** How much lies with each unit at the moment, and how much of it is past its day. */
export async function listUnitLoad(db: Db, now: Date): Promise<UnitLoad[]> {
  const rows = await db
    .selectFrom('suggestion')
    .select('lead_unit as unit')
    .select(eb => eb.fn.countAll<number>().as('open'))
    .select(sql<number>`count(*) FILTER (WHERE due_at <= ${now})`.as('late'))
    .where('lead_unit', 'is not', null)
    .where('state', 'in', [...inUnitsHands])
    .groupBy('lead_unit')
    .execute()
  return rows.map(({ unit, open, late }) => ({ unit: unit!, open: Number(open), late: Number(late) }))
}
