import type { Db } from '#db/schema.ts'
import { fields, line, passedOn } from '#forms/fields.ts'
import { inTransaction } from '#db/transaction.ts'

/** More are no help in finding one. */
const most = 20

export const savedFilterForm = fields({
  name: line('给这组条件起个名字', { max: 20, hint: '例：莲都占道经营', short: true, missing: '请起个名字' }),
  query: passedOn(),
})

/** The filters that somebody keeps, by name. */
export function listSavedFilters(db: Db, personId: number) {
  return db
    .selectFrom('saved_filter')
    .select(['id', 'name', 'query'])
    .where('person_id', '=', personId)
    .orderBy('name')
    .execute()
}

/** Keeps a filter under a name, instead of the one that has it. Refuses `too-many`. */
export function saveFilter(
  db: Db,
  personId: number,
  { name, query }: { name: string; query: string },
): Promise<{ name: string } | { refused: 'too-many' }> {
  return inTransaction(db, async trx => {
    const kept = await listSavedFilters(trx, personId)
    if (kept.length >= most && !kept.some(filter => filter.name === name)) return { refused: 'too-many' as const }
    await trx
      .insertInto('saved_filter')
      .values({ person_id: personId, name, query })
      .onConflict(conflict => conflict.columns(['person_id', 'name']).doUpdateSet({ query }))
      .execute()
    return { name }
  })
}

/** Forgets one of somebody's own. */
export async function removeFilter(db: Db, personId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('saved_filter')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
