import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { recordEvent } from './events.ts'
import { isInUse } from './in-use.ts'

/** The units a person answers for, by person. */
export async function listUnits(db: Db): Promise<Map<number, string[]>> {
  const rows = await db.selectFrom('liaison').selectAll().orderBy('unit').execute()
  const units = new Map<number, string[]>()
  for (const { person_id, unit } of rows) units.set(person_id, [...(units.get(person_id) ?? []), unit])
  return units
}

/** The units that one person answers for, in order. */
export async function listUnitsOf(db: Db | Trx, personId: number): Promise<string[]> {
  const rows = await db.selectFrom('liaison').select('unit').where('person_id', '=', personId).orderBy('unit').execute()
  return rows.map(({ unit }) => unit)
}

/** The units that have somebody who can be told: an officer whose account is in use. */
export async function listReachableUnits(db: Db | Trx): Promise<Set<string>> {
  const rows = await db
    .selectFrom('liaison')
    .innerJoin('person', 'person.id', 'liaison.person_id')
    .select('liaison.unit')
    .distinct()
    .where(eb => eb(eb.val('officer'), '=', eb.fn.any('person.roles')))
    .where(isInUse())
    .execute()
  return new Set(rows.map(({ unit }) => unit))
}

/** Makes a person the officer (联络员) of exactly these units. An event when anything changes. */
export async function setUnits(
  trx: Trx,
  personId: number,
  units: string[],
  by: { id: number },
  now: Date,
): Promise<void> {
  const wanted = [...new Set(units)].toSorted()
  const before = await listUnitsOf(trx, personId)
  if (before.join() === wanted.join()) return
  // Who stays with a unit stays what they are there.
  await trx
    .deleteFrom('liaison')
    .where('person_id', '=', personId)
    .where('unit', '!=', sql<string>`ALL (${wanted})`)
    .execute()
  if (wanted.length > 0)
    await trx
      .insertInto('liaison')
      .values(wanted.map(unit => ({ person_id: personId, unit })))
      .onConflict(conflict => conflict.doNothing())
      .execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: by.id },
    action: 'person.units-set',
    object: { kind: 'person', id: personId },
    detail: { before, units: wanted },
    at: now,
  })
}
